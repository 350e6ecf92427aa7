import { awsPartition } from '#services/model/aws-partition.ts';
import type { Finding, ThreatIntelligenceDetail } from '#services/model/finding.ts';
import { ORIGINS_MAX } from '#services/model/finding.ts';
import type { ListMatch } from '#services/model/intel.ts';
import { observationKey } from '#services/model/observation.ts';
import type { Observation, Origin } from '#services/model/observation.ts';
import type { JsonObject } from '#services/model/subject.ts';
import { iso } from '#services/model/time.ts';
import { findingId } from './identity.ts';
import { REGIONS } from './question.ts';

/** A finding, and which observation its words come from. */
export interface FindingState {
  readonly finding: Finding;
  /** Last seen and key of the latest observation: as text, the greater is the later. */
  readonly latestKey: string;
}

export interface FoldFacts {
  readonly detectorId: string;
  /** ISO 8601. */
  readonly now: string;
}

/**
 * Folds an observation into its finding. An observation that grew is folded again and replaces what it said before, so
 * the same final observations give the same finding in any order, whatever they said in between; only `createdAt` and
 * `updatedAt` tell how it came about.
 *
 * @param previousCount what this observation counted when it was last folded; 0 when it is new
 */
export function fold(
  state: FindingState | undefined,
  previousCount: number,
  observation: Observation,
  facts: FoldFacts,
): FindingState {
  const before = state?.finding;
  const latestKey = `${iso(observation.lastSeen)}|${observationKey(observation)}`;
  const latest = state === undefined || latestKey >= state.latestKey;
  const { accountId, region, type } = observation;
  const partition = awsPartition(region);
  const id = before?.id ?? findingId(observation);
  const service = before?.service;
  const { title, description, resource } =
    before !== undefined && !latest
      ? before
      : { title: observation.title, description: observation.description, resource: observation.subject.resource };
  const finding: Finding = {
    schemaVersion: '2.0',
    id,
    arn: `arn:${partition}:guardduty:${region}:${accountId}:detector/${facts.detectorId}/finding/${id}`,
    type,
    accountId,
    region,
    partition,
    severity: Math.max(before?.severity ?? 0, observation.severity),
    title,
    description,
    resource,
    service: {
      serviceName: 'vedette',
      detectorId: facts.detectorId,
      resourceRole: observation.subject.role,
      archived: service?.archived ?? false,
      count: (service?.count ?? 0) + observation.count - previousCount,
      eventFirstSeen: least(iso(observation.firstSeen), service?.eventFirstSeen),
      eventLastSeen: greatest(iso(observation.lastSeen), service?.eventLastSeen),
      ...(service !== undefined && !latest
        ? { action: service.action, additionalInfo: service.additionalInfo }
        : { action: observation.action, additionalInfo: additionalInfo(observation) }),
      evidence: {
        threatIntelligenceDetails: joinLists(service?.evidence.threatIntelligenceDetails ?? [], observation.lists),
        origins: joinOrigins(service, observation),
        tallies: service !== undefined && !latest ? service.evidence.tallies : observation.tallies,
      },
    },
    createdAt: before?.createdAt ?? facts.now,
    updatedAt: before === undefined ? facts.now : greatest(facts.now, iso(Date.parse(before.updatedAt) + 1)),
  };
  return { finding, latestKey: latest ? latestKey : state.latestKey };
}

/** As GuardDuty's EventBridge events have it: the keys lie beside `value`, which is the text of the same. */
function additionalInfo({ lists: [match], tallies: { [REGIONS]: regions } }: Observation): JsonObject {
  const keys: JsonObject = {
    ...(match !== undefined && { threatListName: match.list, threatName: match.entry }),
    ...(regions !== undefined && { regions }),
  };
  return { type: 'default', value: JSON.stringify(keys), ...keys };
}

interface Counted {
  readonly count: number;
  readonly origins: readonly Origin[];
}

/**
 * The earliest records of both. One that keeps fewer origins than it counts was cut at its source's bound, and then
 * the finding is cut there too: beyond that rank stand records that the observation held when it was folded earlier and
 * gave up for earlier ones since.
 */
function joinOrigins(service: Finding['service'] | undefined, observation: Counted): readonly Origin[] {
  // An observation's own are in order, and each is there once.
  if (service === undefined) return observation.origins.slice(0, ORIGINS_MAX);
  const before: Counted = { count: service.count, origins: service.evidence.origins };
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

/** Lists, and entries of a list, that a finding names. */
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

function least(a: string, b: string | undefined): string {
  return b === undefined || a < b ? a : b;
}

function greatest(a: string, b: string | undefined): string {
  return b === undefined || a > b ? a : b;
}
