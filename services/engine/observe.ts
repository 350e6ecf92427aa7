import type { Sighting } from '#services/model/detector.ts';
import type { Observation, Origin } from '#services/model/observation.ts';
import { severityNumber } from '#services/model/severity.ts';
import type { Json, JsonObject, Subject } from '#services/model/subject.ts';
import { iso } from '#services/model/time.ts';
import { actionOf, subjectOf } from './exemplar.ts';
import type { Exemplar } from './exemplar.ts';
import type { Group } from './group.ts';
import type { Question } from './question.ts';
import type { Window } from './window.ts';

/** The observation of the group of a key, whole; undefined while the question is not answered yes. */
export function observationOf(
  key: string,
  group: Group,
  { question, start, end, objects }: Window,
): Observation | undefined {
  const { detector, look, tallies } = question;
  const { exemplar, accountId, region } = group;
  if (exemplar === undefined) return undefined;
  group.settle(tallies);
  const sighting = new GroupSighting(key, group, exemplar, question);
  if (detector.having !== undefined && !detector.having(sighting, look)) return undefined;
  const { severity } = detector;
  return {
    type: detector.type,
    accountId,
    region,
    subject: sighting.subject,
    windowStart: start,
    windowEnd: end,
    count: sighting.count,
    firstSeen: sighting.firstSeen,
    lastSeen: sighting.lastSeen,
    severity: severityNumber(typeof severity === 'function' ? severity(sighting) : severity),
    title: detector.title,
    description: detector.explain(sighting, look),
    action: actionOf(exemplar, group, question),
    origins: originsOf(group, objects),
    lists: detector.lists?.(sighting, look) ?? [],
    tallies: asJson(sighting.tallies),
  };
}

/** Most groups are asked `having` and no more, for which they need not know how their subject looks. */
class GroupSighting implements Sighting<Readonly<Record<string, unknown>>> {
  readonly accountId: string;
  readonly region: string;
  readonly count: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly tallies: Readonly<Record<string, unknown>>;
  readonly #subjectOf: () => Subject;
  #subject: Subject | undefined;

  constructor(key: string, group: Group, exemplar: Exemplar, question: Question) {
    this.accountId = group.accountId;
    this.region = group.region;
    this.count = group.count;
    this.firstSeen = group.origins.firstTime;
    this.lastSeen = exemplar.time;
    const readings: Record<string, unknown> = {};
    question.tallies.forEach(({ name, tally }, i) => (readings[name] = tally.read(group.tallies[i])));
    this.tallies = readings;
    this.#subjectOf = () => subjectOf(exemplar, key, group, question);
  }

  get subject(): Subject {
    return (this.#subject ??= this.#subjectOf());
  }
}

function originsOf({ origins: { numbers, ids } }: Group, objects: readonly string[]): readonly Origin[] {
  return Array.from({ length: numbers.length / 3 }, (_, i) => ({
    object: objects[numbers[i * 3 + 1] ?? 0] ?? '',
    position: numbers[i * 3 + 2] ?? 0,
    id: ids?.[i] ?? null,
    time: iso(numbers[i * 3] ?? 0),
  }));
}

/** What tallies read is plain: numbers, texts, lists of these, and objects of these. A reading of nothing is left out. */
function asJson(readings: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(readings).flatMap(([name, reading]) => {
      const json = jsonOf(reading);
      return json === undefined ? [] : [[name, json]];
    }),
  );
}

function jsonOf(value: unknown): Json | undefined {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item) => jsonOf(item) ?? null);
  if (typeof value === 'object' && value !== null) return asJson({ ...value });
  return undefined;
}
