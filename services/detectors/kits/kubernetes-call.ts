import { isPublicAddress } from '#services/model/address.ts';
import type { Look } from '#services/model/look.ts';

/** The purpose of a call to a cluster, as a tactic of ATT&CK. */
export type KubernetesTactic =
  | 'CredentialAccess'
  | 'DefenseEvasion'
  | 'Discovery'
  | 'Execution'
  | 'Impact'
  | 'Persistence';

/** A condition for `where`: the call was neither refused nor failed. Code 101 is an opened stream. */
export function wasDone(code: string | undefined): boolean {
  return code !== undefined && Number(code) < 400;
}

/** A condition for `where`: the call was answered, though it may have been refused. */
export function wasAnswered(code: string | undefined): boolean {
  return code !== undefined && Number(code) < 500;
}

/**
 * A condition for `where`: the caller is outside AWS. What runs in a cluster has private addresses, or leaves AWS
 * through an elastic address, which may be of a range that the organization brought to AWS.
 */
export function isOutsideAws(
  address: string | undefined,
  { intel, organization }: Pick<Look, 'intel' | 'organization'>,
): boolean {
  return (
    address !== undefined &&
    isPublicAddress(address) &&
    !intel.amazon(address) &&
    organization.ownerOf(address) === undefined
  );
}

/**
 * The one tactic of a call (`list secrets`). AWS does not publish how GuardDuty sorts calls; this follows ATT&CK for
 * containers. Calls that read are discovery, calls that create are persistence, calls that change or delete are impact,
 * except for the rows of the table below.
 */
export function tacticOf(call: string): KubernetesTactic {
  const [verb = '', what = ''] = call.split(' ', 2);
  for (const { tactic, verbs, of } of TABLE) if (verbs.has(verb) && of.has(what)) return tactic;
  if (READS.has(verb)) return 'Discovery';
  return verb === 'create' || verb === 'post' ? 'Persistence' : 'Impact';
}

/** A condition for `where`: the call is of the tactic. */
export function isOf(tactic: KubernetesTactic): (call: string | undefined) => boolean {
  return (call) => call !== undefined && tacticOf(call) === tactic;
}

/**
 * A condition for `where`: the path is none that a cluster answers to everybody. By default these are its health, its
 * version, its APIs (until version 1.14) and the keys by which its tokens are checked ("API discovery roles",
 * Kubernetes).
 */
export function isNoPublicPath(call: string | undefined): boolean {
  return call !== undefined && !PUBLIC.test(call);
}

const PUBLIC =
  /^\S+ (?:\/?|\/(?:healthz|livez|readyz|version|apis?|openapi|openid|\.well-known)(?:\/.*)?|\/favicon\.ico|\/robots\.txt)$/;

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const READS = setOf('get list watch head options');
const WRITES = setOf('create update patch delete deletecollection');
const CHANGES = setOf('update patch');
const DELETES = setOf('delete deletecollection');
const POLICIES = setOf(`mutatingwebhookconfigurations validatingwebhookconfigurations validatingadmissionpolicies
  validatingadmissionpolicybindings mutatingadmissionpolicies mutatingadmissionpolicybindings podsecuritypolicies
  clusterpolicies constrainttemplates`);

/** The first row that covers a call gives its tactic. */
const TABLE: readonly {
  readonly tactic: KubernetesTactic;
  readonly verbs: ReadonlySet<string>;
  readonly of: ReadonlySet<string>;
}[] = [
  { tactic: 'CredentialAccess', verbs: READS, of: setOf('secrets') },
  {
    tactic: 'CredentialAccess',
    verbs: setOf('create'),
    of: setOf('serviceaccounts/token tokenreviews certificatesigningrequests'),
  },
  // Streams are also opened with GET, since they use WebSockets.
  {
    tactic: 'Execution',
    verbs: setOf('get create update patch delete head options post'),
    of: setOf('pods/exec pods/attach pods/portforward pods/proxy services/proxy nodes/proxy'),
  },
  { tactic: 'Execution', verbs: CHANGES, of: setOf('pods/ephemeralcontainers') },
  {
    tactic: 'Discovery',
    verbs: setOf('create'),
    of: setOf(`selfsubjectaccessreviews selfsubjectrulesreviews selfsubjectreviews subjectaccessreviews
      localsubjectaccessreviews`),
  },
  { tactic: 'DefenseEvasion', verbs: DELETES, of: setOf('events pods networkpolicies') },
  { tactic: 'DefenseEvasion', verbs: setOf('update patch delete deletecollection'), of: POLICIES },
  {
    tactic: 'Persistence',
    verbs: CHANGES,
    of: setOf(
      `roles clusterroles rolebindings clusterrolebindings serviceaccounts certificatesigningrequests/approval`,
    ),
  },
  { tactic: 'Impact', verbs: WRITES, of: setOf('pods/eviction') },
];
