import { homeRegionOf } from '#services/model/aws-partition.ts';
import type { AnyDetector, SettingValue } from '#services/model/detector.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Look } from '#services/model/look.ts';
import type { Source } from '#services/model/source.ts';
import type { BoundTally, TallyBuilder } from '#services/model/tally.ts';
import { days } from '#services/model/time.ts';

/** What the engine needs of a source. */
export type AnySource = Pick<
  Source<LogRecord, Readonly<Record<string, unknown>>>,
  'name' | 'route' | 'remote' | 'remoteIs' | 'originsMax' | 'shows' | 'action'
>;
/** A detector's settings as they are in force. */
export type SettingValues = Readonly<Record<string, SettingValue>>;

/** A detector, ready to be asked: what it may look into, and its tallies bound to records. */
export interface Question {
  readonly detector: AnyDetector;
  readonly source: AnySource;
  readonly look: Look<SettingValues>;
  /** Length of a window, ms. */
  readonly within: number;
  readonly tallies: readonly NamedTally[];
  /** The Region in which a finding about a record of a Region is told of. */
  readonly homeOf: (region: string) => string;
  /** The members of a record to keep of a group's latest, in the place of subject and action. */
  readonly keeps: readonly string[] | undefined;
}

export interface NamedTally extends BoundTally<LogRecord, unknown> {
  readonly name: string;
}

/** The tally of where the records of a finding across Regions are from. */
export const REGIONS = 'regions';

export function ask(
  detector: AnyDetector,
  source: AnySource,
  look: Look<SettingValues>,
  tallies: TallyBuilder<LogRecord>,
  homeRegion?: string,
): Question {
  const { acrossRegions = false } = detector;
  const regions = acrossRegions ? { [REGIONS]: tallies.sample((record) => record.region) } : {};
  const tallied = { ...detector.tally?.(tallies), ...regions };
  return {
    detector,
    source,
    look,
    homeOf: acrossRegions ? (region) => homeRegionOf(region, homeRegion) : (region) => region,
    within: detector.within ?? days(1),
    keeps: source.shows && [...new Set([...source.shows, ...(detector.by ?? [])])],
    tallies: Object.entries(tallied).map(([name, { tally, of }]) => ({ name, tally, of })),
  };
}
