import type { Db } from '#db/client.ts';
import type { Horizon } from '#db/queries/changes.ts';
import { allCoverage, type CoverageRow } from '#db/queries/coverage.ts';
import { createdCounts } from '#db/queries/statistics.ts';
import type { AuditEntry } from '#services/model/audit.ts';
import type { AnyDetector, SettingException, SettingInForce } from '#services/model/detector.ts';
import type { Sink } from '#services/model/delivery.ts';
import type { EnrolmentSettings } from '#services/model/enrolment.ts';
import type { Finding, FindingBody } from '#services/model/finding.ts';
import type {
  ListState,
  PreparedChange,
  SettingsChange,
  SettingsFile,
  ShownCalibration,
  ShownLists,
  ShownSetting,
  Trial,
} from '#services/model/installation.ts';
import type { ListCategory } from '#services/model/intel.ts';
import type { Metric } from '#services/model/metric.ts';
import type { FormatName } from '#services/model/format-names.ts';
import { days } from '#services/model/time.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import { isSource } from '#services/sources/source-named.ts';
import type { EvidenceGate } from './evidence-gate.ts';
import type { ScanGate } from './scans.ts';
import type { Caller } from './access/authentication.ts';
import type { ChangeWaits } from './changes/waits.ts';

/** The settings, lists and trials of this process, as people are shown them. */
export interface Installation {
  readonly settings: () => Promise<readonly ShownSetting[]>;
  readonly settingsFile: {
    readonly now: SettingsFile;
    /** Makes a change ready to be written. Throws a Failure `refused` when it cannot be made. */
    readonly prepare: (change: SettingsChange) => Promise<PreparedChange>;
    /** Takes the file up at once if it changed. */
    readonly look: () => Promise<void>;
  };
  readonly lists: () => Promise<ShownLists>;
  /** Whether a list of the category is in use. */
  readonly listState: (category: ListCategory) => ListState;
  /** How days are judged by what was learned; none before the first day was. */
  readonly calibrations: () => Promise<readonly ShownCalibration[]>;
  /** Runs one of a detector's stories through the engine; returns a sentence when that is impossible. */
  readonly trial: (
    detector: AnyDetector,
    story: string,
    settings: Readonly<Record<string, unknown>>,
  ) => Promise<Trial | string>;
}

/**
 * What the API is built from, the same for every request: the database, and a reader of log objects for the records of
 * findings.
 */
export interface ApiWorld {
  readonly db: Db;
  /** The place up to which changes can be read. */
  readonly horizon: () => Promise<Horizon>;
  /** Callers that wait for changes. */
  readonly waits: ChangeWaits;
  readonly now: () => Date;
  /** Limits queries that make the database look at many rows. */
  readonly scans: ScanGate;
  /** Limits requests that make log objects be fetched. */
  readonly evidence: EvidenceGate;
  /** Findings of the simulated attacks: rules are tried on them before they are made. */
  readonly attacks: () => Promise<readonly FindingBody[]>;
  /** The sinks in use, which say what they are sent of a finding. */
  readonly sinks: readonly Pick<Sink, 'name' | 'render'>[];
  /** What this process knows about itself. */
  readonly installation: Installation;
  /** What this process measured of its own work. */
  readonly measured: () => Promise<readonly Metric[]>;
  /** Writes an entry to the audit log. */
  readonly audit: (entry: AuditEntry) => Promise<void>;
  /** How findings are rendered in a format. */
  readonly renderers: (format: FormatName) => Promise<(finding: Finding) => object>;
  readonly detectors: readonly AnyDetector[];
  /** A detector's settings for the organization, or for an account below these units. */
  readonly settingsOf: (
    detector: AnyDetector,
    accountId: string | undefined,
    units: readonly string[],
  ) => readonly SettingInForce[];
  /** The settings of a detector that units and accounts have instead of more general ones. */
  readonly exceptionsOf: (detector: AnyDetector) => readonly SettingException[];
  /**
   * Address at which the trace of a log object can be seen, with the placeholder `{traceId}`; absent when none is
   * configured.
   */
  readonly traceUrl?: string | undefined;
  /** Absent when the settings ask for no features to be switched on. */
  readonly enrolment?: EnrolmentWanted | undefined;
}

/** The inputs of an enrolment plan. */
interface EnrolmentWanted {
  readonly settings: EnrolmentSettings;
  readonly regions: readonly string[] | undefined;
  readonly memberRole: string;
}

/** The context of one request. */
export interface Context extends ApiWorld, Caller {
  /** Aborts when the caller is gone. Created on demand: most answers are ready before a caller could leave. */
  signal(): AbortSignal;
  /** Every coverage fact within the viewer's scope; read once a request, however many accounts ask for theirs. */
  coverage(): Promise<readonly CoverageRow[]>;
  /** Alerts per week by finding type, within the viewer's scope; read once a request as well. */
  alertRates(): Promise<ReadonlyMap<string, number>>;
}

export function requestContext(world: ApiWorld, caller: Caller, request: Pick<Request, 'signal'>): Context {
  let coverage: Promise<readonly CoverageRow[]> | undefined;
  let alertRates: Promise<ReadonlyMap<string, number>> | undefined;
  return {
    ...world,
    ...caller,
    signal: () => request.signal,
    coverage: () => (coverage ??= coverageNow(world.db, caller.viewer.scope)),
    alertRates: () => (alertRates ??= alertRatesNow(world.db, caller.viewer.scope, world.now())),
  };
}

/** The facts of a source that Vedette no longer knows stay in the table until the next pass. */
async function coverageNow(db: Db, scope: ViewerScope): Promise<readonly CoverageRow[]> {
  return (await allCoverage(db, scope)).filter(({ source }) => source === null || isSource(source));
}

/** Alerts are counted over so many weeks, the present day included. */
const RATE_WEEKS = 4;

async function alertRatesNow(db: Db, scope: ViewerScope, now: Date): Promise<ReadonlyMap<string, number>> {
  const today = Math.floor(now.getTime() / days(1)) * days(1);
  const created = await createdCounts(db, scope, new Date(today - days(7 * RATE_WEEKS - 1)));
  return new Map([...created].map(([type, count]) => [type, count / RATE_WEEKS]));
}
