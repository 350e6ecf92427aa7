import { operatorOf } from '#services/resources/kits/condition-operator.ts';
import type { Condition } from '#services/resources/kits/policy-document.ts';
import { glob } from '#services/model/glob.ts';
import { addressSet, complement, EVERYWHERE, NOWHERE, type AddressSet } from './address-set.ts';

/**
 * A stranger as a policy sees one: the values of the stranger's request, by key in lower case. Keys that the stranger
 * may write at will are not in the map. A key about who or where somebody is that is not in the map is absent from the
 * request.
 */
export interface Stranger {
  readonly context: ReadonlyMap<string, string>;
  /** Keys about identity or place that this stranger may still choose; none where absent. */
  readonly chooses?: (key: string) => boolean;
  /**
   * Whether the request comes over the Internet, and so with an address; a request through a VPC endpoint shows none.
   */
  readonly hasAddress: boolean;
  /** ms since the epoch */
  readonly time: number;
}

/**
 * The addresses for which a condition holds: `surely` for every caller there, `possibly` for a caller there who wants
 * it.
 */
export interface Held {
  readonly surely: AddressSet;
  readonly possibly: AddressSet;
}

/**
 * Keys that tie a request to somebody or somewhere and that the caller cannot write ("AWS global condition context
 * keys", "Condition keys for Amazon S3"). The caller chooses others, such as `aws:UserAgent`, `aws:Referer`,
 * `aws:SecureTransport` or `s3:prefix`.
 */
const TYING = new Set(
  `aws:SourceIp aws:VpcSourceIp aws:SourceVpc aws:SourceVpce aws:SourceVpcArn aws:VpceAccount aws:VpceOrgID
  aws:VpceOrgPaths aws:SourceArn aws:SourceAccount aws:SourceOrgID aws:SourceOrgPaths aws:SourceOwner
  aws:SourceIdentity aws:PrincipalArn aws:PrincipalAccount aws:PrincipalOrgID aws:PrincipalOrgPaths
  aws:PrincipalType aws:PrincipalServiceName aws:PrincipalServiceNamesList aws:PrincipalIsAWSService
  aws:FederatedProvider aws:userid aws:username aws:CalledVia aws:CalledViaFirst aws:CalledViaLast
  aws:ViaAWSService aws:TokenIssueTime aws:MultiFactorAuthAge aws:MultiFactorAuthPresent
  aws:Ec2InstanceSourceVpc aws:Ec2InstanceSourcePrivateIPv4 aws:CurrentTime aws:EpochTime s3:authType
  s3:signatureversion s3:DataAccessPointArn s3:DataAccessPointAccount s3:AccessPointNetworkOrigin`
    .toLowerCase()
    .split(/\s+/),
);

/** The values in every anonymous request ("AWS global condition context keys"). */
const ANONYMOUS = [
  ['aws:principaltype', 'Anonymous'],
  ['aws:principalaccount', 'anonymous'],
  ['aws:userid', 'anonymous'],
  ['aws:viaawsservice', 'false'],
  ['aws:principalisawsservice', 'false'],
] as const;

/**
 * Values of a service that acts for a stranger: they name the resource and its owner. Only a wildcard in place of the
 * account matches them, because no policy names the stranger.
 */
const THROUGH_SERVICE = [
  ['aws:sourcearn', 'arn:aws:sns:us-east-1:000000000000:stranger'],
  ['aws:sourceaccount', '000000000000'],
] as const;

/** A network that no policy names: wildcards match these values, names do not. */
const OWN_NETWORK = [
  ['aws:sourcevpc', 'vpc-0stranger'],
  ['aws:sourcevpce', 'vpce-0stranger'],
] as const;

/** Gives the strangers to ask a policy about, at a time (ms since the epoch), by the conditions in the policy. */
export type StrangersAt = (time: number, conditions: readonly Condition[]) => readonly Stranger[];

/**
 * The strangers who reach a bucket that is open to anyone: over the Internet, or, where a policy lets networks in,
 * through an endpoint of their own.
 */
export const anonymousAt: StrangersAt = (time, conditions) => visitors({ context: ANONYMOUS, time }, conditions);

/**
 * The strangers who reach a bucket that is open to anyone with an AWS account: a user, or a session of a role, in an
 * account that no policy names. They choose their names and tags in that account.
 */
export const authenticatedAt: StrangersAt = (time, conditions) =>
  ['User', 'AssumedRole'].flatMap((type) =>
    visitors({ context: [...WITH_ACCOUNT, ['aws:principaltype', type]], chooses: isOwnChoice, time }, conditions),
  );

function visitors(
  { context, ...stranger }: Omit<Stranger, 'context' | 'hasAddress'> & { readonly context: Entries },
  conditions: readonly Condition[],
): readonly Stranger[] {
  const visitor = { ...stranger, context: new Map(context), hasAddress: true };
  const detours = [OWN_NETWORK, THROUGH_SERVICE].filter((detour) =>
    conditions.some(({ key }) => detour.some(([name]) => name === key.toLowerCase())),
  );
  return [
    visitor,
    ...detours.map((detour) => ({ ...stranger, context: new Map([...context, ...detour]), hasAddress: false })),
  ];
}

type Entries = readonly (readonly [key: string, value: string])[];

const STRANGER = 'arn:aws:iam::000000000000:user/stranger';

/** The values in a signed request of somebody whom no policy means ("AWS global condition context keys"). */
const WITH_ACCOUNT: Entries = [
  ['aws:principalaccount', '000000000000'],
  ['aws:principalarn', STRANGER],
  ['aws:principalorgid', 'o-0stranger'],
  ['aws:principalorgpaths', 'o-0stranger/r-0000/'],
  ['aws:userid', 'AIDA0STRANGER'],
  ['aws:multifactorauthpresent', 'true'],
  ['aws:multifactorauthage', '60'],
  ['aws:principalisawsservice', 'false'],
  ['s3:authtype', 'REST-HEADER'],
  ['s3:signatureversion', 'AWS4-HMAC-SHA256'],
];

function isOwnChoice(key: string): boolean {
  return CHOSEN.has(key) || key.startsWith('aws:principaltag/');
}

/**
 * Keys that a stranger with an account chooses. Among them are the services that the call goes through: anybody with an
 * account may query from one.
 */
const CHOSEN = new Set([
  'aws:username',
  'aws:sourceidentity',
  'aws:tokenissuetime',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:viaawsservice',
]);

/** The addresses of a stranger for which a condition holds. */
export function holds({ operator, key, values }: Condition, stranger: Stranger): Held {
  const name = key.toLowerCase();
  const isTying = TYING.has(name) || name.startsWith('aws:principaltag/');
  if (!isTying || stranger.chooses?.(name)) return { surely: NOWHERE, possibly: EVERYWHERE };
  const { test, negated, holdsWithoutKey, takesWildcards } = operatorOf(operator);
  if (name === 'aws:sourceip' && stranger.hasAddress) return same(addressesMeeting(test, negated, values));
  const value = valueOf(name, stranger);
  if (test === 'null') return truth(values.every((text) => (text === 'true') === (value === undefined)));
  // Without the key, a negated operator is true, and so is an operator with `…IfExists`.
  if (value === undefined) return truth(negated || optional);
  return truth(values.some((text) => meets(test, value, text)) !== negated);
}

function addressesMeeting(test: string, negated: boolean, values: readonly string[]): AddressSet {
  if (test === 'null') return values.every((text) => text === 'false') ? EVERYWHERE : NOWHERE;
  const named = addressSet(values);
  return negated ? complement(named) : named;
}

function valueOf(name: string, { context, time }: Stranger): string | undefined {
  if (name === 'aws:currenttime') return new Date(time).toISOString();
  return name === 'aws:epochtime' ? String(Math.trunc(time / 1000)) : context.get(name);
}

/** Whether the value of a request matches one value of a condition. */
function meets(test: string, actual: string, wanted: string): boolean {
  if (test.startsWith('date') || test.startsWith('numeric')) return compares(test, momentOf(actual), momentOf(wanted));
  // ArnEquals accepts wildcards as ArnLike does.
  if (test.includes('like') || test === 'arnequals')
    return glob(wanted, actual) || (hasWildcard(wanted) && (isOfNetwork(actual) || mayBeCalled(wanted, actual)));
  const ignoresCase = test.includes('ignorecase') || test === 'bool';
  return ignoresCase ? actual.toLowerCase() === wanted.toLowerCase() : actual === wanted;
}

/**
 * Whether a value is the stranger's own network, which matches every pattern: some stranger's network begins that way.
 */
function isOfNetwork(actual: string): boolean {
  return OWN_NETWORK.some(([, value]) => value === actual);
}

/**
 * Whether a stranger can have an ARN that matches the pattern: every name in their account is free, but names of
 * buckets are taken.
 */
function mayBeCalled(pattern: string, actual: string): boolean {
  const [, , service, , account = ''] = pattern.split(':');
  const isTheirs = actual === STRANGER || THROUGH_SERVICE.some(([, value]) => value === actual);
  return isTheirs && service !== 's3' && glob(account, '000000000000');
}

function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

function compares(test: string, actual: number, wanted: number): boolean {
  if (test.endsWith('lessthanequals')) return actual <= wanted;
  if (test.endsWith('lessthan')) return actual < wanted;
  if (test.endsWith('greaterthanequals')) return actual >= wanted;
  if (test.endsWith('greaterthan')) return actual > wanted;
  return actual === wanted;
}

/**
 * The time in ms of an ISO 8601 text or of seconds since the epoch; NaN, which compares as false, for anything else.
 */
function momentOf(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function truth(held: boolean): Held {
  return same(held ? EVERYWHERE : NOWHERE);
}

function same(set: AddressSet): Held {
  return { surely: set, possibly: set };
}

/** `ForAllValues:` is true without the key, like `…IfExists`; `ForAnyValue:` changes nothing here. */
function parse(operator: string): { readonly test: string; readonly negated: boolean; readonly optional: boolean } {
  const text = operator.toLowerCase();
  const name = text.replace(/^for(all|any)values?:/, '').replace(/ifexists$/, '');
  return {
    test: name.replace('not', ''),
    negated: name.includes('not'),
    optional: text.endsWith('ifexists') || text.startsWith('forallvalues:'),
  };
}
