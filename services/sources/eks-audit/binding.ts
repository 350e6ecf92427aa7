import type { EksAuditRecord } from './record.ts';
import { isPlain } from '../plain.ts';
import { listIn, resultingObject, sentObject, textIn } from './sent-object.ts';

/** Calls that give somebody a role. */
export const BINDING_CALLS = ['create', 'update', 'patch'].flatMap((verb) => [
  `${verb} rolebindings`,
  `${verb} clusterrolebindings`,
]);

/** Who was given which role. */
export interface Binding {
  /** Undefined where neither the request nor its answer says so, as of a patch of which the answer is not logged. */
  readonly role: string | undefined;
  readonly subjects: readonly BindingSubject[];
}

export interface BindingSubject {
  readonly kind: string | undefined;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** The subjects that the request names, and the role, which the answer tells where a patch leaves it out. */
export function bindingOf(record: EksAuditRecord): Binding {
  const sent = sentObject(record);
  const subjects = listIn(sent, 'subjects').flatMap((subject) => {
    const name = textIn(subject, 'name');
    return name === undefined ? [] : [{ kind: textIn(subject, 'kind'), name, namespace: textIn(subject, 'namespace') }];
  });
  return { role: roleIn(sent) ?? roleIn(resultingObject(record)) ?? ownRole(record), subjects };
}

/** The name of the binding: of a new one, the object that is sent has it. */
export function nameOfBinding(record: EksAuditRecord): string | undefined {
  return record.name ?? textIn(sentObject(record), 'metadata.name');
}

/** Whether the subject is everybody who reaches the cluster, with or without credentials. */
export function isAnybody({ kind, name }: BindingSubject): boolean {
  return name === (kind === 'User' ? 'system:anonymous' : 'system:unauthenticated') && kind !== 'ServiceAccount';
}

/** Whether the default service account of some namespace is the subject, or one of its group. */
export function isDefaultAccount({ kind, name }: BindingSubject): boolean {
  if (kind === 'ServiceAccount') return name === 'default';
  if (kind === 'User') return /^system:serviceaccount:[^:]+:default$/.test(name);
  return name === 'system:authenticated' || /^system:serviceaccounts(?::[^:]+)?$/.test(name);
}

/** How a sentence calls a subject. */
export function subjectWords({ kind, name, namespace }: BindingSubject): string {
  if (kind === 'ServiceAccount') return `service account ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return `${kind === 'Group' ? 'group' : 'user'} ${name}`;
}

function roleIn(object: unknown): string | undefined {
  return isPlain(object) ? textIn(object, 'roleRef.name') : undefined;
}

/** The binding that every cluster has is called as its role, and no binding can be given another. */
function ownRole({ name }: EksAuditRecord): string | undefined {
  return name === 'cluster-admin' ? name : undefined;
}
