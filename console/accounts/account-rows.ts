import type { ResultOf } from '../api/graphql.ts';
import type { ACCOUNTS, Enrolled, ListedAccount, ListedUnit } from './accounts-query.ts';
import { SOURCE_NAMES, SOURCES } from '../api/sources.ts';
import { statusText } from './status-text.ts';

type Answer = ResultOf<typeof ACCOUNTS>;

/** The content of a row of the tree, for an account or for all accounts below a unit. */
interface Told {
  readonly id: string;
  /** The parent unit; null: directly below the root. */
  readonly parentId: string | null;
  readonly name: string;
  readonly email: string | null;
  /** The account's status in AWS; empty for a unit. */
  readonly status: string;
  readonly units: string;
  readonly findings: number;
  readonly gaps: number;
  /** Sources that are read somewhere. */
  readonly read: string;
  readonly standing: string;
}

export interface AccountRow extends Told {
  readonly account: ListedAccount;
  readonly enrolled: Enrolled | undefined;
}

export interface UnitRow extends Told {
  readonly account: undefined;
  /** How many visible accounts are below it. */
  readonly accounts: number;
  /** How many of them were looked at. */
  readonly looked: number;
}

export type Row = AccountRow | UnitRow;

/** The tree's rows: every account, and the units above them; accounts only when the tree is not known. */
export function rowsOf(data: Answer | undefined): readonly Row[] {
  if (data === undefined) return [];
  const { units } = data.organizationTree;
  const known = new Map(units.map((unit) => [unit.unitId, unit]));
  const accounts = accountRows(data, known);
  const below = new Map<string, AccountRow[]>(units.map(({ unitId }) => [unitId, []]));
  for (const row of accounts) for (const unit of row.account.organizationalUnits) below.get(unit)?.push(row);
  return [...units.map((unit) => unitRow(unit, known, below.get(unit.unitId) ?? [])), ...accounts];
}

function accountRows(data: Answer, known: ReadonlyMap<string, ListedUnit>): readonly AccountRow[] {
  const standings = new Map(data.enrolmentPlan?.members.map((member) => [member.accountId, member]));
  const findings = new Map(data.statistics.byAccount.map(({ key, count }) => [key, count]));
  return data.accounts.map((account) => ({
    id: account.id,
    parentId: account.organizationalUnits.find((id) => known.has(id)) ?? null,
    name: account.name,
    email: account.email,
    status: account.status,
    account,
    units: account.organizationalUnits.map((id) => known.get(id)?.name ?? id).join(', '),
    enrolled: standings.get(account.id),
    standing: statusText(standings.get(account.id)?.state ?? ''),
    findings: findings.get(account.id) ?? 0,
    gaps: account.coverage.filter(({ state }) => state === 'GAP').length,
    read: readOf([account]),
  }));
}

function unitRow(
  { unitId, name, parentId }: ListedUnit,
  known: ReadonlyMap<string, ListedUnit>,
  below: readonly AccountRow[],
): UnitRow {
  const sum = (of: 'findings' | 'gaps') => below.reduce((total, row) => total + row[of], 0);
  return {
    id: unitId,
    parentId: parentId !== null && known.has(parentId) ? parentId : null,
    name,
    email: null,
    status: '',
    account: undefined,
    units: '',
    accounts: below.length,
    looked: below.filter(({ account }) => account.coverage.length > 0).length,
    findings: sum('findings'),
    gaps: sum('gaps'),
    read: readOf(below.map(({ account }) => account)),
    standing: '',
  };
}

function readOf(accounts: readonly ListedAccount[]): string {
  const read = new Set(
    accounts.flatMap(({ coverage }) => coverage.flatMap(({ state, source }) => (state === 'COVERED' ? source : []))),
  );
  return SOURCE_NAMES.filter((source) => read.has(source))
    .map((source) => SOURCES[source])
    .join(', ');
}
