import { allCoverage, type CoverageRow } from '#db/queries/coverage.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import type { Ended } from '../run.ts';
import { ledgerOf } from './ledger.ts';

/** Coverage is true: readable places are covered, unreadable ones are gaps, and accounts that left have no facts. */
export async function checkCoverage({ database, organization }: Ended): Promise<readonly string[]> {
  const rows = (await allCoverage(database.db, EVERYTHING)).filter(({ about }) => about === 'detection');
  const refused = new Set(
    [...(await ledgerOf(database.db)).values()]
      .filter(({ state, attempts }) => state === 'pending' && attempts > 0)
      .map(({ accountId, source }) => `${accountId} ${source}`),
  );
  const isSeen = [...organization.accounts.keys()].some((id) => organization.lets(id));
  return [...organization.accounts].flatMap(([accountId, { status, flowLog }]) => {
    const said = (source: string | null) => stateOf(rows, accountId, source);
    const isRefused = (source: string) => refused.has(`${accountId} ${source}`);
    const expect = (source: string | null, state: string) =>
      said(source) === state
        ? []
        : [
            `Of ${source ?? 'the account'} of ${accountId} (${status}) coverage says ${said(source)}, and it is ${state}`,
          ];
    if (status === 'GONE')
      return rows.some((row) => row.accountId === accountId) ? [`Something is said of ${accountId}, which left`] : [];
    const lets = organization.lets(accountId);
    const trail = organization.trailLogs && !isRefused('cloudtrail') ? 'covered' : 'gap';
    const flows = flowLog && !isRefused('vpc-flow') ? 'covered' : 'gap';
    return [
      ...expect(null, lets ? 'covered' : 'gap'),
      // For an account that shows nothing, only the organization's trail is known, because other accounts show it.
      ...expect('cloudtrail', lets || (isSeen && organization.trailLogs) ? trail : 'nothing'),
      // A turn states that an object was refused, even if the account shows nothing more.
      ...expect('vpc-flow', lets ? flows : isRefused('vpc-flow') ? said('vpc-flow') : 'nothing'),
      ...(!lets && said('vpc-flow') === 'covered'
        ? [`Flow logs of ${accountId} are said to be read, and are not`]
        : []),
    ];
  });
}

function stateOf(rows: readonly CoverageRow[], accountId: string, source: string | null): string {
  const [row, another] = rows.filter((each) => each.accountId === accountId && each.source === source);
  if (another !== undefined) return 'two things';
  return row?.state ?? 'nothing';
}
