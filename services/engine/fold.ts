import type { DistinctReading } from '#services/model/tally.ts';
import { awsPartition } from '#services/model/aws-partition.ts';
import type { AnyDetector, FindingSummary } from '#services/model/detector.ts';
import type { FindingMemory, FindingState } from '#services/model/finding-state.ts';
import type { FindingBody, ThreatIntelligenceDetail } from '#services/model/finding.ts';
import { ORIGINS_MAX } from '#services/model/finding.ts';
import type { ListMatch } from '#services/model/intel.ts';
import { observationKey } from '#services/model/observation.ts';
import type { Contribution, Observation, Origin } from '#services/model/observation.ts';
import type { Json, JsonObject } from '#services/model/subject.ts';
import { iso } from '#services/model/time.ts';
import { detectorIdOf, findingId } from './identity.ts';
import { JUDGEMENT } from './judgement-tally.ts';
import { RECORDS, REGIONS, type Question } from './question.ts';

/**
 * Folds observations into one finding. An observation that grew is folded again and replaces its earlier contribution.
 * So the same final observations give the same finding in any order, whatever their earlier states were; only
 * `createdAt` and `updatedAt` depend on how it came about.
 */
export class Fold {
  readonly #question: Question;
  readonly #before: FindingState | undefined;
  readonly #states: unknown[];
  readonly #remotes: unknown;
  #latest: { readonly key: string } & Pick<Observation, 'action' | 'subject'>;
  #severity: number;
  #count: number;
  #firstSeen: number;
  #lastSeen: number;
  #origins: readonly Origin[];
  readonly #identity: Pick<Observation, 'type' | 'accountId' | 'region'>;

  /** @param before the stored state of the finding */
  constructor(question: Question, first: Observation, before: FindingState | undefined) {
    const { type, accountId, region, subject, action } = first;
    this.#question = question;
    this.#before = before;
    this.#identity = { type, accountId, region };
    this.#states = question.tallies.map(({ name, tally }) => {
      const known = before?.memory.tallies[name];
      return known?.kind === tally.name ? tally.decode(known.state) : tally.empty();
    });
    const { tally } = question.remotes;
    this.#remotes = before === undefined ? tally.empty() : tally.decode(before.memory.remotes);
    const { finding, memory } = before ?? {};
    this.#latest =
      finding === undefined || memory === undefined
        ? { key: '', action, subject }
        : {
            key: memory.latestKey,
            action: finding.service.action,
            subject: { resource: memory.resource ?? finding.resource, role: finding.service.resourceRole },
          };
    this.#severity = finding?.severity ?? 0;
    this.#count = finding?.service.count ?? 0;
    this.#firstSeen = finding === undefined ? Infinity : Date.parse(finding.service.eventFirstSeen);
    this.#lastSeen = finding === undefined ? -Infinity : Date.parse(finding.service.eventLastSeen);
    this.#origins = finding?.service.evidence.origins ?? [];
  }

  /** @param contributed what the finding counts of this observation already; undefined when it is new */
  add(observation: Observation, contributed: Contribution | undefined): void {
    const { firstSeen, lastSeen, count, severity, subject, action } = observation;
    const key = `${iso(lastSeen)}|${observationKey(observation)}`;
    if (key >= this.#latest.key) this.#latest = { key, action, subject };
    this.#severity = Math.max(this.#severity, severity);
    this.#firstSeen = Math.min(this.#firstSeen, firstSeen);
    this.#lastSeen = Math.max(this.#lastSeen, lastSeen);
    this.#origins = joinOrigins({ count: this.#counted, origins: this.#origins }, observation);
    // A window that started anew counts from zero, while its finding may count its records already: sums never fall.
    const isGrown = count >= (contributed?.count ?? 0);
    this.#question.tallies.forEach(({ name, tally }, i) => {
      const now = observation.tallies[name];
      const earlier = contributed?.tallies[name];
      if (now === undefined || !(isGrown || tally.takeOut === undefined)) return;
      if (earlier !== undefined) tally.takeOut?.(this.#states[i], tally.decode(earlier));
      tally.merge(this.#states[i], tally.decode(now));
    });
    const { tally } = this.#question.remotes;
    if (subject.remote !== undefined) tally.add(this.#remotes, subject.remote);
    this.#count += Math.max(0, count - (contributed?.count ?? 0));
  }

  /** The finding with its texts, and its memory. @param now ISO 8601 */
  state(now: string): FindingState {
    const { type, accountId, region } = this.#identity;
    const { detector, look } = this.#question;
    const summary = this.#summary();
    const before = this.#before?.finding;
    const partition = awsPartition(region);
    const id = before?.id ?? findingId({ ...this.#identity, subject: this.#latest.subject });
    const detectorId = detectorIdOf(accountId, region);
    const earlierLists = this.#earlierLists();
    const lists = joinLists(earlierLists, detector.lists?.(summary, look) ?? []);
    const { remotes } = summary;
    const { [JUDGEMENT]: judgement, ...readings } = summary.tallies;
    const evidence = {
      threatIntelligenceDetails: lists,
      origins: this.#origins,
      tallies: asJson(readings),
      ...(remotes.size > 0 && { remotes: { size: remotes.size, values: remotes.values } }),
    };
    const finding: FindingBody = {
      schemaVersion: '2.0',
      id,
      arn: `arn:${partition}:guardduty:${region}:${accountId}:detector/${detectorId}/finding/${id}`,
      type,
      accountId,
      region,
      partition,
      severity: this.#severity,
      title: detector.title,
      description: detector.explain(summary, look),
      resource: this.#latest.subject.resource,
      service: {
        serviceName: 'vedette',
        detectorId,
        resourceRole: this.#latest.subject.role,
        count: summary.count,
        eventFirstSeen: iso(this.#firstSeen),
        eventLastSeen: iso(this.#lastSeen),
        action: this.#latest.action,
        additionalInfo: additionalInfo(detector, lists, evidence.tallies, asJson({ ...objectOf(judgement) })),
        evidence,
      },
      createdAt: before?.createdAt ?? now,
      updatedAt: before === undefined ? now : greatest(now, iso(Date.parse(before.updatedAt) + 1)),
    };
    return { finding, memory: this.#memory(earlierLists) };
  }

  /** Distinct records. Overlapping windows each count the records that are in both, so a sum would be too high. */
  get #counted(): number {
    const at = this.#question.tallies.findIndex(({ name }) => name === RECORDS);
    const reading = this.#question.tallies[at]?.tally.read(this.#states[at]);
    return isDistinct(reading) ? reading.size : this.#count;
  }

  #summary(): FindingSummary<Readonly<Record<string, unknown>>> {
    const { tallies, remotes } = this.#question;
    const { resource, role } = this.#latest.subject;
    return {
      subject: { resource, role },
      remotes: remotes.tally.read(this.#remotes),
      accountId: this.#identity.accountId,
      region: this.#identity.region,
      count: this.#counted,
      firstSeen: this.#firstSeen,
      lastSeen: this.#lastSeen,
      tallies: Object.fromEntries(
        tallies.flatMap(({ name, tally }, i) => (name === RECORDS ? [] : [[name, tally.read(this.#states[i])]])),
      ),
    };
  }

  #memory(earlierLists: FindingMemory['earlierLists']): FindingMemory {
    const { tallies, remotes, look } = this.#question;
    return {
      latestKey: this.#latest.key,
      tallies: Object.fromEntries(
        tallies.map(({ name, tally }, i) => [name, { kind: tally.name, state: tally.encode(this.#states[i]) }]),
      ),
      remotes: remotes.tally.encode(this.#remotes),
      intelVersion: look.intel.version,
      earlierLists,
    };
  }

  /** Matches of lists that have been replaced since: an entry that was removed is still a reason for the finding. */
  #earlierLists(): FindingMemory['earlierLists'] {
    if (this.#before === undefined) return [];
    const { finding, memory } = this.#before;
    return memory.intelVersion === this.#question.look.intel.version
      ? memory.earlierLists
      : finding.service.evidence.threatIntelligenceDetails;
  }
}

function objectOf(reading: unknown): object {
  return typeof reading === 'object' && reading !== null ? reading : {};
}

function isDistinct(reading: unknown): reading is DistinctReading {
  return typeof reading === 'object' && reading !== null && 'size' in reading;
}

/** What an observation contributes; it is taken out when the observation is folded again. */
export function contributionOf({ count, tallies }: Observation, question: Pick<Question, 'tallies'>): Contribution {
  const additive = question.tallies.filter(({ tally }) => tally.takeOut !== undefined);
  return { count, tallies: Object.fromEntries(additive.map(({ name }) => [name, tallies[name] ?? null])) };
}

/** Shaped as in GuardDuty's EventBridge events: the keys lie beside `value`, which is their JSON text. */
function additionalInfo(
  { own }: Pick<AnyDetector, 'own'>,
  [detail]: readonly ThreatIntelligenceDetail[],
  { [REGIONS]: regions }: JsonObject,
  judgement: JsonObject,
): JsonObject {
  const [threatName] = detail?.threatNames ?? [];
  const keys: JsonObject = {
    ...(detail !== undefined && threatName !== undefined && { threatListName: detail.threatListName, threatName }),
    ...(regions !== undefined && { regions }),
    ...(own && { origin: 'vedette' }),
    ...judgement,
  };
  return { type: 'default', value: JSON.stringify(keys), ...keys };
}

interface Counted {
  readonly count: number;
  readonly origins: readonly Origin[];
}

/**
 * The earliest records of both. A side that keeps fewer origins than it counts was cut at its source's bound, and then
 * the finding is cut at the same rank. Beyond that rank, the finding may still have records that the observation has
 * replaced by earlier ones since it was last folded.
 */
function joinOrigins(before: Counted, observation: Counted): readonly Origin[] {
  // The origins of an observation are in order, and each is there once.
  if (before.origins.length === 0) return observation.origins.slice(0, ORIGINS_MAX);
  const joined = new Map<string, Origin>();
  for (const origin of [...before.origins, ...observation.origins].toSorted(compareOrigins)) {
    const key = origin.id ?? `${origin.object} ${origin.position}`;
    if (!joined.has(key)) joined.set(key, origin);
  }
  return [...joined.values()].slice(0, Math.min(boundOf(before), boundOf(observation), ORIGINS_MAX));
}

function boundOf({ count, origins }: Counted): number {
  return origins.length < count ? origins.length : Infinity;
}

function compareOrigins(a: Origin, b: Origin): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  if (a.object !== b.object) return a.object < b.object ? -1 : 1;
  return a.position - b.position;
}

/** At most this many lists, and entries of each list, are named in a finding. */
const LISTS_MAX = 20;
const ENTRIES_MAX = 20;

function joinLists(
  before: readonly ThreatIntelligenceDetail[],
  matches: readonly ListMatch[],
): readonly ThreatIntelligenceDetail[] {
  if (matches.length === 0) return before;
  const entries = new Map<string, { readonly detail: ThreatIntelligenceDetail; readonly names: Set<string> }>();
  const more = matches.map(({ list, entry, sha256 }) => ({
    threatListName: list,
    threatNames: [entry],
    threatFileSha256: sha256,
  }));
  for (const detail of [...before, ...more]) {
    const key = `${detail.threatListName} ${detail.threatFileSha256}`;
    const known = entries.get(key) ?? { detail, names: new Set() };
    entries.set(key, known);
    for (const name of detail.threatNames) known.names.add(name);
  }
  return [...entries]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, LISTS_MAX)
    .map(([, { detail, names }]) => ({ ...detail, threatNames: [...names].toSorted().slice(0, ENTRIES_MAX) }));
}

/** Readings of tallies consist of numbers, texts, booleans, and lists and objects of these. Empty ones are left out. */
function asJson(readings: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(readings).flatMap(([name, reading]) => {
      const json = jsonOf(reading);
      const nothing = json === undefined || (Array.isArray(json) && json.length === 0);
      return nothing ? [] : [[name, json]];
    }),
  );
}

function jsonOf(value: unknown): Json | undefined {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => jsonOf(item) ?? null);
  if (typeof value === 'object' && value !== null) return asJson({ ...value });
  return undefined;
}

function greatest(a: string, b: string): string {
  return a > b ? a : b;
}
