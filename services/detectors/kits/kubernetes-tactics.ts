import type { SeverityLabel } from '#services/model/severity.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import type { KubernetesTactic } from './kubernetes-call.ts';

/** The texts about the calls of a tactic, for any kind of caller. */
export interface TacticText {
  readonly tactic: KubernetesTactic;
  /** Set where GuardDuty has no finding types for the tactic. */
  readonly own?: true;
  /** Finishes "a cluster was called from an address …" and "made 1 call …". */
  readonly purpose: string;
  /** The danger of such calls when they were not meant to be. */
  readonly why: string;
  readonly attack: readonly string[];
  /** GuardDuty's severities for callers on lists, and for anonymous callers. */
  readonly severity: { readonly listed: SeverityLabel; readonly anonymous: SeverityLabel };
  /** The response to such calls. */
  readonly respond: string;
  /** A call of the tactic; `other` is a similar call of another tactic. */
  call(overrides?: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  other(overrides?: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

type Overrides = Readonly<Record<string, unknown>>;

export const CREDENTIAL_ACCESS: TacticText = {
  tactic: 'CredentialAccess',
  purpose: 'to get secrets or credentials',
  why: 'Attackers use the secrets and tokens of a cluster to get into databases, registries and other accounts.',
  attack: ['T1552.007', 'T1528'],
  severity: { listed: 'High', anonymous: 'High' },
  respond: 'Rotate the secrets that were read, and revoke the tokens that were issued.',
  call: (overrides?: Overrides) => request('list', 'secrets', { namespace: 'shop' }, overrides),
  other: (overrides?: Overrides) => request('list', 'configmaps', { namespace: 'shop' }, overrides),
};

export const DEFENSE_EVASION: TacticText = {
  tactic: 'DefenseEvasion',
  purpose: 'to remove traces or policies',
  why: 'Attackers delete events and pods to hide what they did, and policies to be able to do more.',
  attack: ['T1070', 'T1685'],
  severity: { listed: 'High', anonymous: 'High' },
  respond: 'Restore the deleted policies, and look in the audit log for what the deleted events recorded.',
  call: (overrides?: Overrides) =>
    request('delete', 'networkpolicies', { namespace: 'shop', name: 'deny', apiGroup: 'networking.k8s.io' }, overrides),
  other: (overrides?: Overrides) =>
    request('get', 'networkpolicies', { namespace: 'shop', name: 'deny', apiGroup: 'networking.k8s.io' }, overrides),
};

export const DISCOVERY: TacticText = {
  tactic: 'Discovery',
  purpose: 'to look around',
  why: 'Attackers first find out what runs in a cluster and what they may do there.',
  attack: ['T1613', 'T1069'],
  severity: { listed: 'Medium', anonymous: 'Medium' },
  respond: 'Review what else the caller asked for, and whether anything was changed.',
  call: (overrides?: Overrides) => request('list', 'pods', {}, overrides),
  other: (overrides?: Overrides) => request('get', 'secrets', { namespace: 'shop', name: 'db' }, overrides),
};

export const EXECUTION: TacticText = {
  tactic: 'Execution',
  own: true,
  purpose: 'to run something in a container',
  why: 'A shell in a container has the credentials and the network access of the pod.',
  attack: ['T1609'],
  severity: { listed: 'High', anonymous: 'High' },
  respond: 'Look in the audit log for the command that was run, and replace the pod.',
  call: (overrides?: Overrides) =>
    request('get', 'pods/exec', { namespace: 'shop', name: 'web-0' }, { responseStatus: { code: 101 }, ...overrides }),
  other: (overrides?: Overrides) => request('get', 'pods/log', { namespace: 'shop', name: 'web-0' }, overrides),
};

export const IMPACT: TacticText = {
  tactic: 'Impact',
  purpose: 'to change or delete what runs in it',
  why: 'Attackers change or delete workloads, namespaces or volumes to stop a service or to take it over.',
  attack: ['T1485', 'T1489', 'T1496'],
  severity: { listed: 'High', anonymous: 'High' },
  respond: 'Redeploy what was changed or deleted.',
  call: (overrides?: Overrides) =>
    request('delete', 'deployments', { namespace: 'shop', name: 'web', apiGroup: 'apps' }, overrides),
  other: (overrides?: Overrides) =>
    request('get', 'deployments', { namespace: 'shop', name: 'web', apiGroup: 'apps' }, overrides),
};

export const PERSISTENCE: TacticText = {
  tactic: 'Persistence',
  purpose: 'to create something that lasts',
  why: 'A workload, an account or a permission that an attacker created remains after the way in is closed.',
  attack: ['T1098.006', 'T1543.005', 'T1136'],
  severity: { listed: 'Medium', anonymous: 'High' },
  respond: 'Remove what was created, and look for copies of it.',
  call: (overrides?: Overrides) =>
    request('create', 'cronjobs', { namespace: 'shop', name: 'tidy', apiGroup: 'batch' }, overrides),
  other: (overrides?: Overrides) =>
    request('delete', 'cronjobs', { namespace: 'shop', name: 'tidy', apiGroup: 'batch' }, overrides),
};
