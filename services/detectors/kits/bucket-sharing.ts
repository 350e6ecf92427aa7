import { accountIn } from '#services/model/arn.ts';
import type { AddressSet } from './address-set.ts';
import type { Stranger } from './policy-condition.ts';
import { opener, resourcesOf, type Target } from './policy.ts';
import { conditionsOf, statementsOf, type Statement } from '#services/resources/kits/policy-document.ts';

/**
 * The accounts that a bucket policy gives access to the bucket's data, or to the policy itself. The policy names them
 * as principals, or in a condition on everybody. An account that may only deliver (write objects, look at settings) can
 * take nothing out and does not count.
 *
 * Each account is tested by putting a request of its own to all statements. Access that a Deny takes back, such as a
 * Deny to all outside the organization, is not shared. Where a policy names more accounts than `ACCOUNTS_MAX`, the rest
 * of them count as let in.
 */
export function accountsLetIn(policy: unknown, target: Target): readonly string[] {
  const statements = statementsOf(policy);
  const accounts = new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(accountsNamed));
  return [...accounts].filter((account, i) => i >= ACCOUNTS_MAX || isLetIn(account, statements, target));
}

/** Real policies name fewer. The whole policy is evaluated for each account. */
const ACCOUNTS_MAX = 50;

function isLetIn(account: string, statements: readonly Statement[], target: Target): boolean {
  const concerned = statements.filter((statement) => concerns(statement, account));
  const members = membersOf(account, concerned, target.time);
  return TAKING.some(opener(concerned, members, resourcesOf(concerned, target), isAnywhere));
}

/** Actions that get data out, destroy it, or let others in. */
const TAKING = [
  's3:GetObject',
  's3:GetObjectVersion',
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:DeleteBucket',
  's3:PutBucketPolicy',
  's3:PutBucketAcl',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
];

function accountsNamed(statement: Statement): readonly string[] {
  return [...principalsOf(statement.Principal), ...callersAsked(statement)].flatMap((text) => accountIn(text) ?? []);
}

/** The accounts and ARNs of callers, and of the access points that they come through, in the conditions of a statement. */
function callersAsked(statement: Statement): readonly string[] {
  return [...asked(statement, CALLER), ...asked(statement, ACCESS_POINT)];
}

const CALLER = /^aws:Principal(Account|Arn)$/i;
const ACCESS_POINT = /^s3:DataAccessPoint(Account|Arn)$/i;

function asked({ Condition }: Statement, keys: RegExp): readonly string[] {
  return conditionsOf(Condition)
    .filter(({ key }) => keys.test(key))
    .flatMap(({ values }) => values);
}

function principalsOf(principal: Statement['Principal']): readonly string[] {
  return typeof principal === 'string' ? [principal] : (principal?.['AWS'] ?? []);
}

/** Whether a statement may apply to somebody in an account; for a Deny, whether it applies to everybody there. */
function concerns({ Effect, Principal, NotPrincipal }: Statement, account: string): boolean {
  const isOf = (text: string) => text === '*' || accountIn(text) === account;
  const isAllOf = (text: string) => text === '*' || text === account || text.endsWith(`:${account}:root`);
  if (NotPrincipal !== undefined) return !principalsOf(NotPrincipal).some(isOf);
  return principalsOf(Principal).some(Effect === 'Allow' ? isOf : isAllOf);
}

/**
 * Callers of an account (in an organization of its own), through access points of that account: those that the
 * statements name, and one that they do not.
 */
function membersOf(account: string, statements: readonly Statement[], time: number): readonly Stranger[] {
  const [caller, ...callers] = [`arn:aws:iam::${account}:role/0stranger`, ...namesIn(account, statements, CALLER)];
  const [point, ...points] = [
    `arn:aws:s3:us-east-1:${account}:accesspoint/0stranger`,
    ...namesIn(account, statements, ACCESS_POINT),
  ];
  const members = [caller, ...callers].map((arn) => [arn, point]).concat(points.map((other) => [caller, other]));
  return members.map(([arn = '', accessPoint = '']) => ({
    context: new Map([
      ['aws:principaltype', 'AssumedRole'],
      ['aws:principalaccount', account],
      ['aws:principalarn', arn],
      ['aws:principalorgid', 'o-0stranger'],
      ['aws:principalorgpaths', 'o-0stranger/r-0/ou-0/'],
      ['aws:viaawsservice', 'false'],
      ['aws:principalisawsservice', 'false'],
      ['s3:dataaccesspointaccount', account],
      ['s3:dataaccesspointarn', accessPoint],
    ]),
    hasAddress: true,
    time,
  }));
}

/** ARNs of an account that statements name; some name fills the wildcards of a pattern. */
function namesIn(account: string, statements: readonly Statement[], keys: RegExp): readonly string[] {
  return statements
    .flatMap((statement) => asked(statement, keys))
    .filter((text) => text.startsWith('arn:') && accountIn(text) === account)
    .slice(0, NAMED_MAX)
    .map((pattern) => pattern.replaceAll(/[*?]/g, 'x'));
}

/** Real policies name fewer callers. */
const NAMED_MAX = 20;

function isAnywhere(addresses: AddressSet): boolean {
  return addresses.length > 0;
}
