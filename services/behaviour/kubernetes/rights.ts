import { isAnybody, type Binding } from '#services/sources/eks-audit/binding.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { listIn, memberOf, sentObject, textIn } from '#services/sources/eks-audit/sent-object.ts';
import type { Plain } from '#services/sources/plain.ts';

/** A right that somebody asked about: `create pods/exec`. */
export interface Right {
  readonly verb: string;
  /** Includes its subresource. */
  readonly resource: string;
}

/** The right that `kubectl auth can-i create pods/exec` asks about; undefined: not in the log, or about a path. */
export function checkedRight(record: Pick<EksAuditRecord, 'requestObject'>): Right | undefined {
  const asked = memberOf(sentObject(record), 'spec.resourceAttributes');
  const verb = textIn(asked, 'verb');
  const resource = textIn(asked, 'resource');
  if (verb === undefined || resource === undefined) return undefined;
  const subresource = textIn(asked, 'subresource');
  return { verb, resource: subresource === undefined ? resource : `${resource}/${subresource}` };
}

/** Verbs that give their holder further rights ("Privilege escalation prevention", Kubernetes). */
const VERBS_OF_POWER: ReadonlySet<string> = new Set(['escalate', 'bind', 'impersonate']);
/** Resources that give further rights: when they are read, and when they are created or changed. */
const READ_FOR_POWER: ReadonlySet<string> = new Set(['*', 'secrets', 'nodes/proxy']);
const MADE_FOR_POWER: ReadonlySet<string> = new Set([
  '*',
  'pods/exec',
  'pods/ephemeralcontainers',
  'serviceaccounts/token',
  'roles',
  'clusterroles',
  'rolebindings',
  'clusterrolebindings',
  'certificatesigningrequests/approval',
  'mutatingwebhookconfigurations',
]);
const READS: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** Whether the holder of a right can get further rights by it. */
export function isPowerful({ verb, resource }: Right): boolean {
  return arePowerful([verb], [resource]);
}

/** Whether any of the verbs on any of the resources gives further rights. */
function arePowerful(verbs: readonly string[], resources: readonly string[]): boolean {
  const byReading = resources.some((resource) => READ_FOR_POWER.has(resource));
  const byMaking = resources.some((resource) => MADE_FOR_POWER.has(resource));
  return verbs.some((verb) => {
    if (VERBS_OF_POWER.has(verb)) return true;
    if (verb === '*') return byReading || byMaking;
    return READS.has(verb) ? byReading : byMaking;
  });
}

const ADMINISTRATORS: ReadonlySet<string> = new Set(['admin', 'cluster-admin']);
const EVERYBODY_ON: ReadonlySet<string> = new Set(['system:authenticated', 'system:serviceaccounts']);

/** Whether a binding makes somebody administrator, of a namespace or of all. */
export function givesAdministration({ role }: Pick<Binding, 'role'>): boolean {
  return role !== undefined && ADMINISTRATORS.has(role);
}

/**
 * The most telling property of a binding. Whoever gives a role to themselves that they have already gains nothing:
 * programs that deploy products from a repository apply their own binding again and again.
 */
export function bindingFlavour(
  binding: Binding,
  { user, namespace, allowedBy }: Pick<EksAuditRecord, 'user' | 'namespace' | 'allowedBy'>,
): 'to oneself' | 'administrator' | 'everybody' | 'kube-system' | undefined {
  const { subjects } = binding;
  if (subjects.some((subject) => isAnybody(subject) || (subject.kind === 'Group' && EVERYBODY_ON.has(subject.name))))
    return 'everybody';
  if (givesAdministration(binding)) {
    const isForOthers = subjects.length === 0 || subjects.some((subject) => !isCaller(subject, user));
    const isForCaller = subjects.some((subject) => isCaller(subject, user)) && !hasEverywhere(binding, allowedBy);
    if (isForCaller || isForOthers) return isForCaller ? 'to oneself' : 'administrator';
  }
  return namespace === 'kube-system' ? 'kube-system' : undefined;
}

/** `RBAC: allowed by ClusterRoleBinding "flux" of ClusterRole "cluster-admin" to …`: in all namespaces. */
const ALLOWED_EVERYWHERE = /^RBAC: allowed by ClusterRoleBinding "[^"]*" of ClusterRole "([^"]*)" to /;

/** Whether the caller has the role that is bound, or may do everything, by the API server's own word. */
function hasEverywhere({ role }: Binding, allowedBy: string | undefined): boolean {
  const [, had] = ALLOWED_EVERYWHERE.exec(allowedBy ?? '') ?? [];
  return had !== undefined && (had === role || had === 'cluster-admin');
}

function isCaller(
  { kind, name, namespace }: Binding['subjects'][number],
  { username }: EksAuditRecord['user'],
): boolean {
  return username === (kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : name);
}

/** The most telling property of a role: it may do everything, or something that gives further rights. */
export function roleFlavour(record: Pick<EksAuditRecord, 'requestObject'>): 'everything' | 'powerful' | undefined {
  const rules = listIn(sentObject(record), 'rules');
  if (rules.some((rule) => textsIn(rule, 'verbs').includes('*') && textsIn(rule, 'resources').includes('*')))
    return 'everything';
  const isPower = rules.some((rule) => arePowerful(textsIn(rule, 'verbs'), textsIn(rule, 'resources')));
  return isPower ? 'powerful' : undefined;
}

function textsIn(rule: Plain, member: string): readonly string[] {
  const list = rule[member];
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}
