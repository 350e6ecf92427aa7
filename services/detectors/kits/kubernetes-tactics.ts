import type { SeverityLabel } from '#services/model/severity.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import type { KubernetesTactic } from './kubernetes-call.ts';

/** The texts about the calls of a tactic, for any kind of caller. */
export interface TacticText {
  readonly tactic: KubernetesTactic;
  /** Set where GuardDuty has no finding types for the tactic. */
  readonly own?: true;
  /** Finishes "a cluster was called …". */
  readonly purpose: string;
  /** Finishes "calls that …". */
  readonly does: string;
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
  purpose: 'for its secrets or for credentials',
  does: 'hand out secrets or credentials',
  why: 'Secrets and tokens of a cluster open databases, registries and other accounts.',
  attack: ['T1552.007', 'T1528'],
  severity: { listed: 'High', anonymous: 'High' },
  respond: 'Change the secrets that were read, and revoke the tokens that were made.',
  call: (overrides?: Overrides) => request('list', 'secrets', { namespace: 'shop' }, overrides),
  other: (overrides?: Overrides) => request('list', 'configmaps', { namespace: 'shop' }, overrides),
};

export const DEFENSE_EVASION: TacticText = {
  tactic: 'DefenseEvasion',
  purpose: 'to remove traces or rules',
  does: 'remove traces or take rules out of force',
  why: 'Who deletes events and pods hides what was done; who deletes policies makes room for more.',
  attack: ['T1070', 'T1685'],
  severity: { listed: 'High', anonymous: 'High' },
  respond: 'Bring back the policies that are gone, and look in the audit log for what the events would have told.',
  call: (overrides?: Overrides) =>
    request('delete', 'networkpolicies', { namespace: 'shop', name: 'deny', apiGroup: 'networking.k8s.io' }, overrides),
  other: (overrides?: Overrides) =>
    request('get', 'networkpolicies', { namespace: 'shop', name: 'deny', apiGroup: 'networking.k8s.io' }, overrides),
};

export const DISCOVERY: TacticText = {
  tactic: 'Discovery',
  purpose: 'to look around',
  does: 'look around',
  why: 'Before anything else an intruder learns what runs in a cluster and what may be done there.',
  attack: ['T1613', 'T1069'],
  severity: { listed: 'Medium', anonymous: 'Medium' },
  respond: 'Look at what else was asked for, and whether anything was changed.',
  call: (overrides?: Overrides) => request('list', 'pods', {}, overrides),
  other: (overrides?: Overrides) => request('get', 'secrets', { namespace: 'shop', name: 'db' }, overrides),
};

export const EXECUTION: TacticText = {
  tactic: 'Execution',
  own: true,
  purpose: 'to run something in a container',
  does: 'open a way into containers',
  why: 'A shell in a container has the credentials of the pod, and its network.',
  attack: ['T1609'],
  severity: { listed: 'High', anonymous: 'High' },
  respond: 'See in the audit log which command was run, and replace the pod.',
  call: (overrides?: Overrides) =>
    request('get', 'pods/exec', { namespace: 'shop', name: 'web-0' }, { responseStatus: { code: 101 }, ...overrides }),
  other: (overrides?: Overrides) => request('get', 'pods/log', { namespace: 'shop', name: 'web-0' }, overrides),
};

export const IMPACT: TacticText = {
  tactic: 'Impact',
  purpose: 'to change or delete what runs in it',
  does: 'change or delete what runs',
  why: 'Who changes or deletes workloads, namespaces or volumes stops a service, or takes it over.',
  attack: ['T1485', 'T1489', 'T1496'],
  severity: { listed: 'High', anonymous: 'High' },
  respond: 'Deploy again what was changed or deleted.',
  call: (overrides?: Overrides) =>
    request('delete', 'deployments', { namespace: 'shop', name: 'web', apiGroup: 'apps' }, overrides),
  other: (overrides?: Overrides) =>
    request('get', 'deployments', { namespace: 'shop', name: 'web', apiGroup: 'apps' }, overrides),
};

export const PERSISTENCE: TacticText = {
  tactic: 'Persistence',
  purpose: 'to make something that stays',
  does: 'make something that stays',
  why: 'A workload, an account or a right that was made stays when the way in is closed.',
  attack: ['T1098.006', 'T1543.005', 'T1136'],
  severity: { listed: 'Medium', anonymous: 'High' },
  respond: 'Remove what was made, and look for copies of it.',
  call: (overrides?: Overrides) =>
    request('create', 'cronjobs', { namespace: 'shop', name: 'tidy', apiGroup: 'batch' }, overrides),
  other: (overrides?: Overrides) =>
    request('delete', 'cronjobs', { namespace: 'shop', name: 'tidy', apiGroup: 'batch' }, overrides),
};
