import { momentOf, operatorOf } from '#services/resources/kits/condition-operator.ts';
import type { Condition } from '#services/resources/kits/policy-document.ts';
import { glob } from '#services/model/glob.ts';
import { addressSet, complement, EVERYWHERE, NOWHERE, type AddressSet } from './address-set.ts';

/**
 * A stranger as a policy sees one: what the request says of itself, by key in lower case. A key that the stranger may
 * write as they like is not among them; one that says who or where somebody is, and is not among them, is absent.
 */
export interface Stranger {
  readonly context: ReadonlyMap<string, string>;
  /** Keys that this stranger may have as they like, though others may not; none where absent. */
  readonly chooses?: (key: string) => boolean;
  /** Comes over the Internet, and so with an address; who comes through a VPC endpoint shows none. */
  readonly hasAddress: boolean;
  /** ms since the epoch */
  readonly time: number;
}

/** The addresses from which a stranger meets a condition in any case, and those from which a stranger can meet it. */
export interface Held {
  readonly surely: AddressSet;
  readonly possibly: AddressSet;
}

/**
 * Keys that tie a request to somebody or somewhere and that the caller cannot write ("AWS global condition context
 * keys", "Condition keys for Amazon S3"). Others, such as `aws:UserAgent`, `aws:Referer`, `aws:SecureTransport` or
 * `s3:prefix`, are anybody's to choose.
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

/** What every anonymous request says ("AWS global condition context keys"). */
const ANONYMOUS = [
  ['aws:principaltype', 'Anonymous'],
  ['aws:principalaccount', 'anonymous'],
  ['aws:userid', 'anonymous'],
  ['aws:viaawsservice', 'false'],
  ['aws:principalisawsservice', 'false'],
] as const;

/**
 * What a request says when a service acts for a stranger: these keys name the stranger's resource. No policy names the
 * stranger, so only a wildcard in the place of the account matches.
 */
const THROUGH_SERVICE = [
  ['aws:sourcearn', 'arn:aws:sns:us-east-1:000000000000:stranger'],
  ['aws:sourceaccount', '000000000000'],
] as const;

/** What a request says that comes from a stranger's network. No policy names this network, so only wildcards match. */
const OWN_NETWORK = [
  ['aws:sourcevpc', 'vpc-0stranger'],
  ['aws:sourcevpce', 'vpce-0stranger'],
] as const;

/** The strangers to ask a policy about, at a time (ms since the epoch), by the conditions that it has. */
export type StrangersAt = (time: number, conditions: readonly Condition[]) => readonly Stranger[];

/**
 * Those whom a bucket is open to when it is open to anyone: over the Internet, or, where a policy lets networks in,
 * through an endpoint of their own.
 */
export const anonymousAt: StrangersAt = (time, conditions) => visitors({ context: ANONYMOUS, time }, conditions);

/**
 * Those whom it is open to when it is open to anyone with an AWS account: a user, or a session of a role, in an account
 * that no policy names. What they are called there, and how they are tagged, is theirs to choose.
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

/** What a signed request says of a caller whom no policy names ("AWS global condition context keys"). */
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

/** Keys that a stranger with an account can choose, such as the services that a call comes through. */
const CHOSEN = new Set([
  'aws:username',
  'aws:sourceidentity',
  'aws:tokenissuetime',
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:viaawsservice',
]);

/** For which of a stranger's addresses a condition holds. */
export function holds({ operator, key, values }: Condition, stranger: Stranger): Held {
  const name = key.toLowerCase();
  const isTying = TYING.has(name) || name.startsWith('aws:principaltag/');
  if (!isTying || stranger.chooses?.(name)) return { surely: NOWHERE, possibly: EVERYWHERE };
  const { test, negated, holdsWithoutKey, takesWildcards } = operatorOf(operator);
  if (name === 'aws:sourceip' && stranger.hasAddress) return same(addressesMeeting(test, negated, values));
  const value = valueOf(name, stranger);
  if (test === 'null') return truth(values.every((text) => (text === 'true') === (value === undefined)));
  if (value === undefined) return truth(holdsWithoutKey);
  const isMet = (text: string) =>
    isItself(name, text) || (takesWildcards ? isLike(text, value) : meets(test, value, text));
  return truth(values.some(isMet) !== negated);
}

/** Whether a value is the variable of the key that it is compared with, and so always equals it. */
function isItself(name: string, text: string): boolean {
  return text.toLowerCase() === `\${${name}}`;
}

function addressesMeeting(test: string, negated: boolean, values: readonly string[]): AddressSet {
  if (test === 'null') return values.every((text) => text === 'false') ? EVERYWHERE : NOWHERE;
  const named = PARSED.get(values) ?? addressSet(values);
  PARSED.set(values, named);
  return negated ? complement(named) : named;
}

/**
 * Parsed addresses of conditions: each condition is evaluated for several strangers, and parsing hundreds of ranges
 * takes long.
 */
const PARSED = new WeakMap<readonly string[], AddressSet>();

function valueOf(name: string, { context, time }: Stranger): string | undefined {
  if (name === 'aws:currenttime') return new Date(time).toISOString();
  return name === 'aws:epochtime' ? String(Math.trunc(time / 1000)) : context.get(name);
}

function isLike(pattern: string, actual: string): boolean {
  return glob(pattern, actual) || (hasWildcard(pattern) && (isOfNetwork(actual) || mayBeCalled(pattern, actual)));
}

/** Whether one value of a condition that takes no wildcards is met by the value of a request. */
function meets(test: string, actual: string, wanted: string): boolean {
  if (test.startsWith('date') || test.startsWith('numeric')) return compares(test, momentOf(actual), momentOf(wanted));
  const ignoresCase = test.includes('ignorecase') || test === 'bool';
  return ignoresCase ? actual.toLowerCase() === wanted.toLowerCase() : actual === wanted;
}

/**
 * Whether a value is of a stranger's network. Any pattern of networks matches it, because some stranger has a network
 * with such an id.
 */
function isOfNetwork(actual: string): boolean {
  return OWN_NETWORK.some(([, value]) => value === actual);
}

/**
 * Whether a stranger could have an ARN that the pattern matches. Strangers choose the names in their accounts, but
 * names of buckets are taken.
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

function truth(held: boolean): Held {
  return same(held ? EVERYWHERE : NOWHERE);
}

function same(set: AddressSet): Held {
  return { surely: set, possibly: set };
}
