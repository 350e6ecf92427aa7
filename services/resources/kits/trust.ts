import { z } from 'zod';
import { accountIn } from '#services/model/arn.ts';
import type { Described } from '#services/model/resource-kind.ts';
import { demandsOf, statementsAt } from './condition-operator.ts';
import { isEverybody, type Condition, type Statement } from './policy-document.ts';
import { accountsTied, tiesOf } from './tie.ts';

/** The principals, besides services, that the trust policy of a role admits. */
export const Trust = z
  .object({
    accounts: z.array(z.string()).describe('Ids of accounts whose principals may assume the role.'),
    withExternalId: z
      .array(z.string())
      .describe('Accounts among these that must always present an external ID: partners that were agreed on.'),
    everybody: z.boolean().describe('Whether anybody in any account may assume the role.'),
    anyToken: z.array(z.string()).describe('Shared identity providers whose tokens are accepted for any subject.'),
  })
  .meta({ title: 'RoleTrust', description: 'Whom the trust policy of a role lets in.' });
export type Trust = Described<typeof Trust>;

/**
 * Reads the principals that a trust policy admits.
 *
 * @param document an object, or JSON text, URL-encoded or not
 * @param time of the call, in ms since the epoch: what ended before it admits nobody
 */
export function trustIn(document: unknown, time: number): Trust {
  const statements = statementsAt(document, time).filter(({ Effect, ...of }) => Effect === 'Allow' && letsIn(of));
  const free = new Set(statements.flatMap((statement) => (asksExternalId(statement) ? [] : accountsOf(statement))));
  const all = [...new Set(statements.flatMap(accountsOf))];
  return {
    accounts: all,
    withExternalId: all.filter((account) => !free.has(account)),
    everybody: statements.some((statement) => isForEverybody(statement) && narrowingWho(statement).length === 0),
    anyToken: statements.flatMap((statement) => (namesWhose(statement) ? [] : sharedProviders(statement))),
  };
}

/** Whether a trust policy admits services of AWS and nobody else: no account, no identity provider. */
export function admitsServicesAlone(document: unknown, time: number): boolean {
  const statements = statementsAt(document, time).filter(({ Effect, ...of }) => Effect === 'Allow' && letsIn(of));
  return statements.length > 0 && statements.every(namesServices);
}

function namesServices({ Principal }: Statement): boolean {
  return typeof Principal === 'object' && Object.keys(Principal).every((kind) => kind === 'Service');
}

function letsIn({ Action = [] }: Pick<Statement, 'Action'>): boolean {
  return Action.some((action) => /^(\*|sts:(\*|assume.*))$/i.test(action));
}

/** The accounts that a statement names, and those that it restricts everybody to. */
function accountsOf(statement: Statement): readonly string[] {
  const tied = isForEverybody(statement) ? accountsTied(narrowingWho(statement)) : [];
  return [...accountsNamed(statement), ...tied];
}

function accountsNamed({ Principal }: Statement): readonly string[] {
  if (Principal === undefined || typeof Principal === 'string') return [];
  return (Principal['AWS'] ?? []).flatMap((arn) => accountIn(arn) ?? []);
}

export function isForEverybody({ Principal, NotPrincipal }: Statement): boolean {
  return NotPrincipal !== undefined || isEverybody(Principal);
}

/** The conditions that limit callers by values that they cannot choose ("AWS global condition context keys"). */
function narrowingWho(statement: Statement): readonly Condition[] {
  return tiesOf(statement).filter(({ key }) =>
    /^aws:(principalorgid|principalorgpaths|principalaccount|principalarn|sourceaccount|sourcearn)$/i.test(key),
  );
}

/** Whether a condition requires an external id: not where the caller may omit it, or write any text. */
function asksExternalId({ Condition }: Statement): boolean {
  return demandsOf(Condition).some(
    ({ key, values }) => /^sts:externalid$/i.test(key) && values.every((value) => !/^[*?]*$/.test(value)),
  );
}

/** Providers whose tokens anybody can get: services that build software. */
const SHARED = [
  'token.actions.githubusercontent.com',
  'gitlab.com',
  'app.terraform.io',
  'cognito-identity.amazonaws.com',
];

function sharedProviders({ Principal }: Statement): readonly string[] {
  if (Principal === undefined || typeof Principal === 'string') return [];
  return (Principal['Federated'] ?? [])
    .map((provider) => provider.replace(/^arn:[^/]*:oidc-provider\//, ''))
    .filter((provider) => SHARED.includes(provider));
}

/** Whether the token must belong to one owner: a wildcard in the owner's place admits anybody. */
function namesWhose({ Condition }: Statement): boolean {
  return demandsOf(Condition).some(
    ({ key, values }) => /:(sub|aud)$/i.test(key) && isOwners(key) && values.every((value) => OWNED.test(value)),
  );
}

/** An audience identifies an owner only where each owner has their own. */
function isOwners(key: string): boolean {
  return /:sub$/i.test(key) || /^cognito-identity/i.test(key);
}

const OWNED = /^[^*?]+[:/][^*?:/]+[:/]|^[^*?]+$/;
