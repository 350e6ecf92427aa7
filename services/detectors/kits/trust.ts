import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { accountIn } from './foreign.ts';
import { textOf } from './parameters.ts';
import { conditionsOf, statementsOf, type Statement } from './policy.ts';

/** Whom the trust policy of a role lets in besides services. */
export interface Trust {
  /** Accounts, by id, whose principals may take the role. */
  readonly accounts: readonly string[];
  /** Of these, those that must present an external id: a partner that was agreed on. */
  readonly withExternalId: readonly string[];
  /** Anybody, of whatever account. */
  readonly everybody: boolean;
  /** Identity providers that many share, and whose tokens are taken whoever they are for. */
  readonly anyToken: readonly string[];
}

/** The role that a call makes or changes, and its trust policy; undefined where the call is another. */
export function trustOf(record: CloudTrailRecord): Trust | undefined {
  const { eventName } = record;
  // Roles are taken far more often than they are changed, and what is asked for costs as much as the whole record.
  if (eventName !== 'CreateRole' && eventName !== 'UpdateAssumeRolePolicy') return undefined;
  const { requestParameters = {} } = record;
  const document = requestParameters[eventName === 'CreateRole' ? 'assumeRolePolicyDocument' : 'policyDocument'];
  if (document === undefined) return undefined;
  const statements = statementsOf(document).filter(({ Effect, ...of }) => Effect === 'Allow' && letsIn(of));
  const accounts = statements.flatMap((statement) => accountsOf(statement).map((account) => ({ account, statement })));
  return {
    accounts: [...new Set(accounts.map(({ account }) => account))],
    withExternalId: accounts.flatMap(({ account, statement }) => (hasExternalId(statement) ? [account] : [])),
    everybody: statements.some((statement) => isForEverybody(statement) && !narrowsWho(statement)),
    anyToken: statements.flatMap((statement) => (namesWhose(statement) ? [] : sharedProviders(statement))),
  };
}

/** Names of roles are one space, whatever the path. */
export function roleNameOf({ requestParameters = {} }: CloudTrailRecord): string | undefined {
  const arn = textOf(requestParameters['roleArn']);
  return textOf(requestParameters['roleName']) ?? arn?.slice(arn.lastIndexOf('/') + 1);
}

function letsIn({ Action = [] }: Pick<Statement, 'Action'>): boolean {
  return Action.some((action) => /^(\*|sts:(\*|assume.*))$/i.test(action));
}

function accountsOf({ Principal }: Statement): readonly string[] {
  if (Principal === undefined || typeof Principal === 'string') return [];
  return (Principal['AWS'] ?? []).flatMap((arn) => accountIn(arn) ?? []);
}

export function isForEverybody({ Principal, NotPrincipal }: Statement): boolean {
  if (NotPrincipal !== undefined) return true;
  return typeof Principal === 'string' ? Principal === '*' : (Principal?.['AWS']?.includes('*') ?? false);
}

/** By members of the caller that nobody chooses for himself ("AWS global condition context keys"). */
function narrowsWho({ Condition }: Statement): boolean {
  return conditionsOf(Condition).some(({ key }) =>
    /^aws:(principalorgid|principalorgpaths|principalaccount|principalarn|sourceaccount|sourcearn)$/i.test(key),
  );
}

function hasExternalId({ Condition }: Statement): boolean {
  return conditionsOf(Condition).some(({ key }) => /^sts:externalid$/i.test(key));
}

/** Providers whose tokens anybody can get, of the places where software is built. */
const SHARED = [
  'token.actions.githubusercontent.com',
  'gitlab.com',
  'app.terraform.io',
  'cognito-identity.amazonaws.com',
];

function sharedProviders({ Principal }: Statement): readonly string[] {
  if (Principal === undefined || typeof Principal === 'string') return [];
  return (Principal['Federated'] ?? []).flatMap((provider) => SHARED.find((shared) => provider.endsWith(shared)) ?? []);
}

/** Whether the token must be about something of one owner: a wildcard in the owner's place is anybody. */
function namesWhose({ Condition }: Statement): boolean {
  return conditionsOf(Condition).some(
    ({ key, values }) => /:(sub|aud)$/i.test(key) && isOwners(key) && values.every((value) => OWNED.test(value)),
  );
}

/** An audience tells whose only where each owner has one of its own. */
function isOwners(key: string): boolean {
  return /:sub$/i.test(key) || /^cognito-identity/i.test(key);
}

const OWNED = /^[^*?]+[:/][^*?:/]+[:/]|^[^*?]+$/;
