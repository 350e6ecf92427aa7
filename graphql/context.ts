import type { Db } from '#db/client.ts';
import { allCoverage, type CoverageRow } from '#db/queries/coverage.ts';
import type { AuditEntry } from '#services/model/audit.ts';
import type { AnyDetector, SettingInForce } from '#services/model/detector.ts';
import type { EnrolmentSettings } from '#services/model/enrolment.ts';
import type { Finding, FindingBody } from '#services/model/finding.ts';
import type { ShownLists, ShownSetting, Trial } from '#services/model/installation.ts';
import type { FormatName } from '#services/model/format-names.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import { isSource } from '#services/sources/source-named.ts';
import type { EvidenceGate } from './evidence-gate.ts';
import type { ScanGate } from './scans.ts';
import type { Caller } from './access/authentication.ts';
import type { ChangeWaits } from './changes/waits.ts';

/** What somebody installed and set, as people are shown it. */
export interface Installation {
  readonly settings: () => Promise<readonly ShownSetting[]>;
  readonly lists: () => Promise<ShownLists>;
  /** Tells a story of a detector to the engine; a sentence where that cannot be. */
  readonly trial: (
    detector: AnyDetector,
    story: string,
    settings: Readonly<Record<string, unknown>>,
  ) => Promise<Trial | string>;
}

/** What the API is made of, the same for every request. It asks the database, and whoever reads logs for records that somebody wants to see. */
export interface ApiWorld {
  readonly db: Db;
  /** Up to which place of their order changes can be read. */
  readonly horizon: () => Promise<{ readonly epoch: string; readonly place: number }>;
  /** Who waits for changes. */
  readonly waits: ChangeWaits;
  readonly now: () => Date;
  /** What has the database look at many rows goes through here. */
  readonly scans: ScanGate;
  /** What has log objects fetched goes through here. */
  readonly evidence: EvidenceGate;
  /** What simulated attacks come to: what rules are tried with before they are made. */
  readonly attacks: () => Promise<readonly FindingBody[]>;
  /** What this process knows of itself. */
  readonly installation: Installation;
  /** Writes down who did something. */
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
  /** Where the trace of a log object can be seen, with `{traceId}` in its place; absent where nobody said. */
  readonly traceUrl?: string | undefined;
  /** Absent where settings want nothing switched on. */
  readonly enrolment?: EnrolmentWanted | undefined;
}

/** What enrolment is planned by. */
interface EnrolmentWanted {
  readonly settings: EnrolmentSettings;
  readonly regions: readonly string[] | undefined;
  readonly memberRole: string;
}

/** What one request sees. */
export interface Context extends ApiWorld, Caller {
  /** Given when the caller is gone. Made for who asks for it: most answers are there before anybody could leave. */
  signal(): AbortSignal;
  /** Every coverage fact that the viewer may see, read once a request however many accounts ask for theirs. */
  coverage(): Promise<readonly CoverageRow[]>;
}

export function requestContext(world: ApiWorld, caller: Caller, request: Pick<Request, 'signal'>): Context {
  let coverage: Promise<readonly CoverageRow[]> | undefined;
  return {
    ...world,
    ...caller,
    signal: () => request.signal,
    coverage: () => (coverage ??= coverageNow(world.db, caller.viewer.scope)),
  };
}

/** A source that is gone leaves facts behind until the organization is looked at again. */
async function coverageNow(db: Db, scope: ViewerScope): Promise<readonly CoverageRow[]> {
  return (await allCoverage(db, scope)).filter(({ source }) => source === null || isSource(source));
}
