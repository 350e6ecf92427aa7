import type { ActRates, Volume } from '#services/model/behaviour.ts';
import { parseCode } from '../act-code.ts';

/** The purposes of acts in a cluster for an attacker: each is what a finding type of GuardDuty is about. */
export type KubernetesTactic =
  | 'SecretsAccessed'
  | 'ExecInPod'
  | 'PermissionChecked'
  | 'WorkloadDeployed'
  | 'PrivilegedContainer'
  | 'ContainerWithSensitiveMount'
  | 'RoleBindingCreated'
  | 'RoleCreated';

/** Share of days on which a person, and a program, does something; and a run, where it differs from programs. */
type Days = readonly [person: number, program: number, run?: number];

interface Row {
  readonly tactic: KubernetesTactic;
  /** Share of attacks. */
  readonly attacks: number;
  readonly days: Days;
  /** Targets beyond the first that are expected in a day, by person and program. Absent: targets are not counted. */
  readonly usual?: Days;
}

/** Raised whenever a rate changes. */
export const DEED_RATES_VERSION = 3;

/**
 * How often attackers of clusters do something, and how often people and programs do. The numbers are reviewed
 * estimates. Attacks are those of published reports and tools; the comment of a row says why its days are what they
 * are.
 */
const ROWS: Readonly<Record<string, Row>> = {
  // People look up a password now and then; programs whose work it is read secrets all day.
  'get secrets': { tactic: 'SecretsAccessed', attacks: 1 / 5, days: [1 / 25, 1 / 2], usual: [3, 12] },
  'list secrets': { tactic: 'SecretsAccessed', attacks: 1 / 6, days: [1 / 30, 1 / 2], usual: [2, 12] },
  // Controllers of certificates and secrets watch all namespaces; people work in a few, and only consoles that show
  // everything list all secrets for them. Pipelines deploy, and read what they deploy.
  'list secrets[everywhere]': { tactic: 'SecretsAccessed', attacks: 1 / 4, days: [1 / 600, 1 / 4, 1 / 600] },

  // Developers look into pods; among programs, build runners and backups do.
  exec: { tactic: 'ExecInPod', attacks: 1 / 8, days: [1 / 6, 1 / 60], usual: [4, 12] },
  // Nobody reads the token of a pod to repair it, and only intruders open a reverse shell.
  'exec[telling]': { tactic: 'ExecInPod', attacks: 1 / 8, days: [1 / 2500, 1 / 4000] },

  // Consoles ask about a right for each button that they may show; few of these rights give further rights.
  'check rights[powerful]': { tactic: 'PermissionChecked', attacks: 1 / 5, days: [1 / 40, 1 / 8], usual: [4, 6] },
  'check rights': { tactic: 'PermissionChecked', attacks: 1 / 8, days: [1 / 8, 1 / 3] },
  // `kubectl auth can-i --list`: asks what a token is good for.
  'create selfsubjectrulesreviews': { tactic: 'PermissionChecked', attacks: 1 / 5, days: [1 / 50, 1 / 150] },

  // Administrators debug nodes with pods that see the whole node; programs have no reason to.
  breakout: { tactic: 'PrivilegedContainer', attacks: 1 / 6, days: [1 / 200, 1 / 3000] },
  // Image builds run privileged all day; people run privileged containers when they install something.
  privileged: { tactic: 'PrivilegedContainer', attacks: 1 / 8, days: [1 / 60, 1 / 12] },
  'daemonsets privileged': { tactic: 'PrivilegedContainer', attacks: 1 / 12, days: [1 / 40, 1 / 15] },

  'node root': { tactic: 'ContainerWithSensitiveMount', attacks: 1 / 6, days: [1 / 150, 1 / 1500] },
  // Builds talk to the container runtime of their node; agents read what runs there.
  'node path': { tactic: 'ContainerWithSensitiveMount', attacks: 1 / 8, days: [1 / 100, 1 / 25] },
  'daemonsets node path': { tactic: 'ContainerWithSensitiveMount', attacks: 1 / 12, days: [1 / 30, 1 / 12] },

  // People who install products give many of them all rights; programs that deploy continually do so more often.
  'bind[administrator]': { tactic: 'RoleBindingCreated', attacks: 1 / 5, days: [1 / 60, 1 / 40] },
  // A person who may bind has the right already; programs that deploy products also deploy themselves.
  'bind[to oneself]': { tactic: 'RoleBindingCreated', attacks: 1 / 10, days: [1 / 1500, 1 / 100] },
  'bind[everybody]': { tactic: 'RoleBindingCreated', attacks: 1 / 16, days: [1 / 300, 1 / 60] },
  // Controllers elect their leaders in `kube-system`.
  'bind[kube-system]': { tactic: 'RoleBindingCreated', attacks: 1 / 20, days: [1 / 40, 1 / 20] },
  bind: { tactic: 'RoleBindingCreated', attacks: 1 / 30, days: [1 / 20, 1 / 4] },

  // Operators are installed with roles that may do everything, and roles that make roles.
  'define role[everything]': { tactic: 'RoleCreated', attacks: 1 / 10, days: [1 / 80, 1 / 40] },
  'define role[powerful]': { tactic: 'RoleCreated', attacks: 1 / 12, days: [1 / 40, 1 / 15] },
  'define role': { tactic: 'RoleCreated', attacks: 1 / 50, days: [1 / 15, 1 / 4] },

  // An image to attack with or to mine, or a command that opens a reverse shell.
  telling: { tactic: 'WorkloadDeployed', attacks: 1 / 8, days: [1 / 3000, 1 / 3000] },
  ecr: { tactic: 'WorkloadDeployed', attacks: 1 / 40, days: [1 / 6, 1 / 3] },
  'registry.k8s.io': { tactic: 'WorkloadDeployed', attacks: 1 / 100, days: [1 / 20, 1 / 6] },
  'public.ecr.aws': { tactic: 'WorkloadDeployed', attacks: 1 / 40, days: [1 / 20, 1 / 6] },
  'quay.io': { tactic: 'WorkloadDeployed', attacks: 1 / 20, days: [1 / 20, 1 / 6] },
  'ghcr.io': { tactic: 'WorkloadDeployed', attacks: 1 / 16, days: [1 / 20, 1 / 6] },
  'gcr.io': { tactic: 'WorkloadDeployed', attacks: 1 / 40, days: [1 / 20, 1 / 6] },
  // Somebody without an image of their own uses a public one.
  'docker.io': { tactic: 'WorkloadDeployed', attacks: 1 / 6, days: [1 / 12, 1 / 5] },
  'another registry': { tactic: 'WorkloadDeployed', attacks: 1 / 8, days: [1 / 12, 1 / 5] },
};

/** Share of days, by person and program, for deeds that have no row. */
const ORDINARY: Days = [1 / 12, 1 / 30];
/** Factor for single pods that people run: they deploy by templates, and run a single pod to try something. */
const BY_HAND = 0.4;
/** More targets make no difference. */
const TARGETS_MAX = 64;

export function deedRates(code: string, identityClass: string): ActRates {
  const { name, outcome } = parseCode(code);
  const index = identityClass === 'person' ? 0 : 1;
  const row = rowOf(name);
  if (row === undefined) return { tactic: undefined, attacks: 0, days: ORDINARY[index], volume: undefined };
  const { tactic, usual } = row;
  const volume: Volume | undefined = usual && { most: TARGETS_MAX, usual: usual[index], spread: 'even' };
  const isByHand = index === 0 && tactic === 'WorkloadDeployed' && name.startsWith('run pods[');
  const usualDays = (identityClass === 'run' ? row.days[2] : undefined) ?? row.days[index];
  const days = usualDays * (isByHand ? BY_HAND : 1);
  // A refusal is mostly about a right that people lack, and attackers lack rights too.
  return outcome === 'success'
    ? { tactic, attacks: row.attacks, days, volume }
    : { tactic, attacks: row.attacks * 0.7, days: days * 0.4, volume };
}

function rowOf(name: string): Row | undefined {
  const [, kind, flavour = ''] = /^run ([^[]*)\[(.*)\]$/.exec(name) ?? [];
  return kind === undefined ? BY_NAME.get(name) : (BY_NAME.get(`${kind} ${flavour}`) ?? BY_NAME.get(flavour));
}

const BY_NAME = new Map(Object.entries(ROWS));
