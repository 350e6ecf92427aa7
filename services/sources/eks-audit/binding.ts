import type { EksAuditRecord } from './record.ts';
import { isPlain } from '../plain.ts';
import { listIn, resultingObject, sentObject, textIn } from './sent-object.ts';

/** Calls that can bind a role to subjects. */
export const BINDING_CALLS = ['create', 'update', 'patch'].flatMap((verb) => [
  `${verb} rolebindings`,
  `${verb} clusterrolebindings`,
]);

/** A role and the subjects that it is bound to. */
export interface Binding {
  /** Undefined when neither the request nor its answer names it, as for a patch whose answer is not logged. */
  readonly role: string | undefined;
  readonly subjects: readonly BindingSubject[];
}

export interface BindingSubject {
  readonly kind: string | undefined;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** The subjects in the request, and the role, which is taken from the answer when a patch omits it. */
export function bindingOf(record: EksAuditRecord): Binding {
  const sent = sentObject(record);
  const subjects = listIn(sent, 'subjects').flatMap((subject) => {
    const name = textIn(subject, 'name');
    return name === undefined ? [] : [{ kind: textIn(subject, 'kind'), name, namespace: textIn(subject, 'namespace') }];
  });
  return { role: roleIn(sent) ?? roleIn(resultingObject(record)) ?? ownRole(record), subjects };
}

/** The name of the binding; for a new one it is in the object that is sent. */
export function nameOfBinding(record: EksAuditRecord): string | undefined {
  return record.name ?? textIn(sentObject(record), 'metadata.name');
}

/** Whether the subject is everybody who reaches the cluster, with or without credentials. */
export function isAnybody({ kind, name }: BindingSubject): boolean {
  return name === (kind === 'User' ? 'system:anonymous' : 'system:unauthenticated') && kind !== 'ServiceAccount';
}

/** Whether the subject is a default service account of any namespace, or a group that contains them. */
export function isDefaultAccount({ kind, name }: BindingSubject): boolean {
  if (kind === 'ServiceAccount') return name === 'default';
  if (kind === 'User') return /^system:serviceaccount:[^:]+:default$/.test(name);
  return name === 'system:authenticated' || /^system:serviceaccounts(?::[^:]+)?$/.test(name);
}

/** A subject in words, for use in a sentence. */
export function subjectWords({ kind, name, namespace }: BindingSubject): string {
  if (kind === 'ServiceAccount') return `service account ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return `${kind === 'Group' ? 'group' : 'user'} ${name}`;
}

function roleIn(object: unknown): string | undefined {
  return isPlain(object) ? textIn(object, 'roleRef.name') : undefined;
}

/**
 * The built-in binding with this name refers to the role of the same name, and the role of a binding cannot be changed.
 */
function ownRole({ name }: EksAuditRecord): string | undefined {
  return name === 'cluster-admin' ? name : undefined;
}
