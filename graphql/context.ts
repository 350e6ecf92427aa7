import type { Db } from '#db/client.ts';
import { allCoverage, type CoverageRow } from '#db/queries/coverage.ts';
import { isSource } from '#services/sources/source-named.ts';
import type { DetectorFacts, Format, FormatName } from '#services/model/document.ts';

/** What the API is made of, the same for every request. It reads the database and nothing else. */
export interface ApiWorld {
  readonly db: Db;
  readonly formats: ReadonlyMap<FormatName, Format>;
  /** What documents take from the detector of a finding type. */
  readonly factsOf: (type: string) => DetectorFacts;
}

/** What one request sees. */
export interface Context extends ApiWorld {
  /** Whether the caller may read. */
  readonly viewer: boolean;
  /** Every coverage fact, read once a request however many accounts ask for theirs. */
  coverage(): Promise<readonly CoverageRow[]>;
}

export function requestContext(world: ApiWorld, viewer: boolean): Context {
  let coverage: Promise<readonly CoverageRow[]> | undefined;
  return { ...world, viewer, coverage: () => (coverage ??= coverageNow(world.db)) };
}

/** A source that is gone leaves facts behind until the organization is looked at again. */
async function coverageNow(db: Db): Promise<readonly CoverageRow[]> {
  return (await allCoverage(db)).filter(({ source }) => source === null || isSource(source));
}
