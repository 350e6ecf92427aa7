import type { Judging, TacticKind } from '#services/model/behaviour.ts';
import { parseCode } from '../act-code.ts';
import { BIT } from '../bits.ts';
import { DEED_RATES_VERSION, deedRates, type KubernetesTactic } from './deed-rates.ts';

const TACTICS: Readonly<Record<KubernetesTactic, TacticKind>> = {
  SecretsAccessed: 'acts',
  ExecInPod: 'acts',
  // Few rights give further rights: asking about many of these is more than looking around.
  PermissionChecked: 'acts',
  WorkloadDeployed: 'acts',
  PrivilegedContainer: 'acts',
  ContainerWithSensitiveMount: 'acts',
  RoleBindingCreated: 'acts',
  RoleCreated: 'acts',
};

/** How days in a cluster are judged. */
export const DEED_JUDGING: Judging = {
  version: DEED_RATES_VERSION,
  tactics: TACTICS,
  rates: deedRates,
  circumstances: {
    // A token that was taken out of its pod is used from elsewhere; one that is abused within the pod is not.
    network: { attacks: 0.6, usual: 0.02, most: 4 * BIT, name: 'network', guardduty: 'ASNs' },
    client: { attacks: 0.6, usual: 0.2, most: 1.5 * BIT, name: 'client', guardduty: 'UserAgents' },
    namespace: { attacks: 0.4, usual: 0.2, most: 1.5 * BIT, name: 'namespace', guardduty: 'Namespaces' },
  },
  // People who set a cluster up do everything for the first time; programs do the same from their first day on.
  newActs: { person: [20, 1.5], program: [8, 0.1], run: [8, 0.1] },
  // Consoles and kubectl also ask for what they may not see.
  refused: { person: 0.6, program: 0.4, run: 0.4 },
  // In an account's first week a cluster is set up: one administrator's role or pod stays below the threshold.
  thresholds: { usual: 5 * BIT, firstWeek: 7 * BIT },
  chains: true,
  share: 0.25,
  words: { did: 'done', acts: 'acts', made: 'did', peers: 'role' },
  names: (code) => ({ APIs: parseCode(code).name }),
};
