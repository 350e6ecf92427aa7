import { homeRegionOf } from '#services/model/aws-partition.ts';
import type { AnyDetector, SettingValue } from '#services/model/detector.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Intel } from '#services/model/intel.ts';
import type { Look } from '#services/model/look.ts';
import type { Source } from '#services/model/source.ts';
import type { BoundTally, DistinctReading, TallyBuilder } from '#services/model/tally.ts';
import { days, windowStart } from '#services/model/time.ts';
import type { IntelViews } from './intel-views.ts';
import { JUDGEMENT, judgementTally } from './judgement-tally.ts';
import { LINEAGE } from './lineage.ts';
import type { SettingVariants } from './settings.ts';

/** The members of a source that the engine needs. */
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
  /** When windows begin, ms after a multiple of `within`. */
  readonly offset: number;
  readonly tallies: readonly NamedTally[];
  /** Whether one record is enough for a finding above severity Low: the day need not be judged for that record. */
  readonly tellsAlone: boolean;
  /** The tally of a finding's other ends. */
  readonly remotes: BoundTally<LogRecord, DistinctReading>;
  /** The Region of a finding, by the Region of its record. */
  readonly homeOf: (region: string) => string;
  /** The members that groups keep of their latest record, instead of subject and action. */
  readonly keeps: readonly string[] | undefined;
  /** Gives the question with an account's settings and lists, or none; undefined when all accounts have the same. */
  readonly variantOf: ((accountId: string) => Question | undefined) | undefined;
}

/** The question with an account's settings and lists; undefined when its detector is switched off there. */
export function askedOf(question: Question, accountId: string): Question | undefined {
  return question.variantOf === undefined ? question : question.variantOf(accountId);
}

/** When the window starts that a moment falls into. */
export function startOf({ within, offset }: Question, time: number): number {
  return windowStart(time - offset, within) + offset;
}

export interface NamedTally extends BoundTally<LogRecord, unknown> {
  readonly name: string;
}

/** The tally of the records of a finding whose windows overlap: it counts each once. */
export const RECORDS = '#records';

/** The tally of the Regions that the records of a finding across Regions are from. */
export const REGIONS = 'regions';

function tellsAlone({ having, learned, severity }: AnyDetector): boolean {
  return having === undefined && learned === undefined && severity !== 'Low';
}

/** A detector's questions: one for all accounts with the same settings and lists, none for those that have it off. */
export function ask(
  detector: AnyDetector,
  source: AnySource,
  { organization }: Pick<Look, 'organization'>,
  views: IntelViews,
  { common, byAccount }: SettingVariants,
  tallies: TallyBuilder<LogRecord>,
  homeRegion?: string,
): readonly Question[] {
  const { acrossRegions = false, overlapping = false, within = days(1) } = detector;
  const regions = acrossRegions ? { [REGIONS]: tallies.sample((record) => record.region) } : {};
  const records = overlapping ? { [RECORDS]: tallies.distinct((record) => record.id) } : {};
  const judgement =
    detector.learned === undefined ? {} : { [JUDGEMENT]: { tally: judgementTally, of: () => undefined } };
  const [given, added] = [detector.tally?.(tallies) ?? {}, { ...regions, ...records, ...judgement }];
  const taken = Object.keys(added).find((name) => name in given);
  if (taken !== undefined)
    throw new Error(`"${detector.type}" names a tally "${taken}", as the engine does: give it another name.`);
  const tallied = Object.entries({ ...given, ...added });
  const adding = tallied.find(([, { tally }]) => overlapping && tally.takeOut !== undefined);
  if (adding) throw new Error(`"${detector.type}" has overlapping windows, in which ${adding[0]} would add up twice.`);
  if (detector.hops !== undefined && source.shows !== undefined)
    throw new Error(
      `"${detector.type}" follows callers over hops, and groups of ${source.name} keep too little for it.`,
    );
  if (detector.hops !== undefined && (within / (overlapping ? 2 : 1)) % LINEAGE !== 0)
    throw new Error(`"${detector.type}" follows callers over hops in windows that do not begin with the hour.`);
  const asked = {
    remotes: tallies.distinct(() => undefined),
    tellsAlone: tellsAlone(detector),
    detector,
    source,
    homeOf: acrossRegions ? (region: string) => homeRegionOf(region, homeRegion) : (region: string) => region,
    within,
    keeps: source.shows && [...new Set([...source.shows, ...(detector.by ?? [])])],
    tallies: tallied.map(([name, { tally, of }]) => ({ name, tally, of })),
  };
  const looks = new Map<SettingValues, Map<Intel, Look<SettingValues>>>();
  const lookOf = (settings: SettingValues, intel: Intel): Look<SettingValues> => {
    const byIntel = looks.get(settings) ?? new Map<Intel, Look<SettingValues>>();
    looks.set(settings, byIntel);
    const look = byIntel.get(intel) ?? { intel, organization, settings };
    byIntel.set(intel, look);
    return look;
  };
  const usual = lookOf(common, views.common);
  const lookOfAccount = new Map(
    [...new Set([...byAccount.keys(), ...views.byAccount.keys()])].map((accountId) => [
      accountId,
      lookOf(byAccount.get(accountId) ?? common, views.byAccount.get(accountId) ?? views.common),
    ]),
  );
  return (overlapping ? [0, within / 2] : [0]).flatMap((offset) => {
    const questions = new Map<Look<SettingValues>, Question>();
    const variantOf =
      lookOfAccount.size === 0
        ? undefined
        : (accountId: string) => questions.get(lookOfAccount.get(accountId) ?? usual);
    for (const look of new Set([usual, ...lookOfAccount.values()]))
      if (look.settings['enabled'] === true) questions.set(look, { ...asked, offset, variantOf, look });
    return [...questions.values()];
  });
}
