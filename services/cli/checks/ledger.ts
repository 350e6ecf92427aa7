import type { Db } from '#db/client.ts';
import { allCoverage, type CoverageRow } from '#db/queries/coverage.ts';
import { troubledObjects } from '#db/queries/log-objects.ts';
import { readingCounts } from '#db/queries/statistics.ts';
import { nameOf } from '#services/model/log-object.ts';
import { number } from '#services/model/numbers.ts';
import { fine, look, type Verdict } from './check.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

/** How many of the latest objects with something wrong are listed. */
const TROUBLED_SHOWN = 3;

/** What was read so far, what could not be read, and which accounts cannot be seen. */
export async function ledger(db: Db): Promise<readonly Verdict[]> {
  const reading = await readingCounts(db, EVERYTHING);
  const sum = (of: (row: (typeof reading)[number]) => number) => reading.reduce((total, row) => total + of(row), 0);
  const [failed, groupOverflow, deduplicationOverflow] = [
    sum((row) => row.failed),
    sum((row) => row.groupOverflow),
    sum((row) => row.deduplicationOverflow),
  ];
  const troubled = await troubledObjects(db, TROUBLED_SHOWN);
  return [
    (failed > 0 ? look : fine)(
      `${number(sum((row) => row.objects))} log objects: ${number(sum((row) => row.pending))} waiting, ${number(failed)} unreadable; ${number(sum((row) => row.records))} records, ${number(sum((row) => row.unreadable))} unreadable.`,
    ),
    (groupOverflow + deduplicationOverflow > 0 ? look : fine)(
      `Left out of detection: ${number(sum((row) => row.trustedSkipped))} records because of trusted lists, ${number(groupOverflow)} because they are about too many subjects or have no identifiable one; ${number(deduplicationOverflow)} counted without checking for duplicates.`,
    ),
    ...troubled.map((object) => look(`${nameOf(object)}: ${object.troubles[0]?.message ?? ''}`)),
    ...(await coverage(db)),
  ];
}

async function coverage(db: Db): Promise<readonly Verdict[]> {
  const facts = Map.groupBy(await allCoverage(db, EVERYTHING), ({ about }) => about);
  const inventory = facts.get('inventory') ?? [];
  return [
    covered('Coverage', facts.get('detection') ?? []),
    ...(inventory.length > 0 ? [covered('Inventory', inventory)] : []),
  ];
}

function covered(what: string, facts: readonly CoverageRow[]): Verdict {
  if (facts.length === 0) return fine(`${what}: no account has been examined yet.`);
  const gaps = Map.groupBy(
    facts.filter(({ state }) => state === 'gap'),
    ({ reason }) => reason,
  );
  const told = [...gaps].map(([reason, of]) => `${of.length} ${reason}`).join(', ');
  return (gaps.size > 0 ? look : fine)(`${what}: ${number(facts.length)} facts; gaps: ${told || 'none'}.`);
}
