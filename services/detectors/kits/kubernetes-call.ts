/** What a call to a cluster is for, in the words of ATT&CK, and the calls that are so. */
export type KubernetesTactic =
  | 'CredentialAccess'
  | 'DefenseEvasion'
  | 'Discovery'
  | 'Execution'
  | 'Impact'
  | 'Persistence';

/** A condition for `where`: the answer was no refusal and no failure. 101 is a stream that was opened. */
export function wasDone(code: string | undefined): boolean {
  return code !== undefined && Number(code) < 400;
}

/** A condition for `where`: it was answered, though it may have been refused. */
export function wasAnswered(code: string | undefined): boolean {
  return code !== undefined && Number(code) < 500;
}

/**
 * The one tactic of a call (`list secrets`). AWS does not publish how GuardDuty sorts calls; this follows ATT&CK for
 * containers. What reads is discovery, what makes is persistence, what changes or deletes is impact, but for what the
 * table below says.
 */
export function tacticOf(call: string): KubernetesTactic {
  const [verb = '', what = ''] = call.split(' ', 2);
  for (const { tactic, verbs, of } of TABLE) if (verbs.has(verb) && of.has(what)) return tactic;
  if (READS.has(verb)) return 'Discovery';
  return verb === 'create' || verb === 'post' ? 'Persistence' : 'Impact';
}

/** A condition for `where`. */
export function isOf(tactic: KubernetesTactic): (call: string | undefined) => boolean {
  return (call) => call !== undefined && tacticOf(call) === tactic;
}

/**
 * A condition for `where`: nothing that a cluster tells everybody. By default these are its health, its version, which
 * APIs it has (until version 1.14) and the keys by which its tokens are checked ("API discovery roles", Kubernetes).
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

/** The first row that a call is of says its tactic. */
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
  // Streams are opened with GET too, since they go through WebSockets.
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
