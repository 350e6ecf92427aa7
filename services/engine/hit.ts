import type { WindowSummary } from '#services/model/detector.ts';
import type { Observation, Origin } from '#services/model/observation.ts';
import { severityNumber } from '#services/model/severity.ts';
import type { JsonObject, Subject } from '#services/model/subject.ts';
import type { Judgement } from '#services/model/behaviour.ts';
import { iso } from '#services/model/time.ts';
import { actionOf, subjectOf } from './exemplar.ts';
import type { Exemplar } from './exemplar.ts';
import type { Group } from './group.ts';
import type { IdentityActs } from './identity-acts.ts';
import { JUDGEMENT } from './judgement-tally.ts';
import { objectName } from './origins.ts';
import { askedOf, type Question } from './question.ts';
import type { Window } from './window.ts';

/** The hit about a group; undefined when the answer is no. @param subject if it is not that of the latest record */
export function hitOf(key: string, group: Group, window: Window, subject?: Subject): Hit | undefined {
  const { exemplar } = group;
  const question = askedOf(window.question, group.accountId);
  if (exemplar === undefined || question === undefined) return undefined;
  const { detector, look, tallies } = question;
  group.settle(tallies);
  const summary = new GroupSummary(key, group, exemplar, question, subject);
  if (detector.having !== undefined && !detector.having(summary, look)) return undefined;
  if (detector.learned === undefined) return new Hit(key, summary, group, exemplar, question, window);
  const acts = window.actsOf(summary.subject, group);
  const judgement = acts && window.behaviours.judge(acts, detector.learned.tactic);
  if (acts === undefined || judgement === undefined) return undefined;
  const shown = detector.learned.shows?.(summary.subject, judgement.codes, group) ?? summary.subject;
  const judged = new GroupSummary(key, group, exemplar, question, shown);
  return new Hit(key, judged, group, exemplar, question, window, judgedState(acts, judgement));
}

/**
 * A question answered yes. The observation is made only when it is asked for, so many hits take little more memory than
 * their groups. Valid until its group meets another record.
 */
export class Hit {
  readonly subject: Subject;
  readonly severity: number;
  readonly #key: string;
  readonly #group: Group;
  readonly #exemplar: Exemplar;
  readonly #question: Question;
  readonly #start: number;
  readonly #end: number;
  readonly #objects: readonly string[];
  readonly #judged: JsonObject;

  constructor(
    key: string,
    summary: WindowSummary<Readonly<Record<string, unknown>>>,
    group: Group,
    exemplar: Exemplar,
    question: Question,
    { start, end, objects }: Window,
    judged: JsonObject = {},
  ) {
    const { severity } = question.detector;
    this.subject = summary.subject;
    this.severity = severityNumber(typeof severity === 'string' ? severity : severity.of(summary, question.look));
    this.#key = key;
    this.#group = group;
    this.#exemplar = exemplar;
    this.#question = question;
    this.#start = start;
    this.#end = end;
    this.#objects = objects;
    this.#judged = judged;
  }

  get type(): Observation['type'] {
    return this.#question.detector.type;
  }

  get accountId(): string {
    return this.#group.accountId;
  }

  get region(): string {
    return this.#group.region;
  }

  /** Time of the first record, and the name of its object. */
  get first(): { readonly time: number; readonly object: string } {
    const { firstTime, numbers } = this.#group.origins;
    return { time: firstTime, object: objectName(this.#objects, numbers[1]) };
  }

  /** The whole observation, computed at each call. */
  observation(): Observation {
    const question = this.#question;
    const group = this.#group;
    const summary = new GroupSummary(this.#key, group, this.#exemplar, question, this.subject);
    return {
      type: question.detector.type,
      accountId: group.accountId,
      region: group.region,
      subject: this.subject,
      windowStart: this.#start,
      windowEnd: this.#end,
      count: summary.count,
      firstSeen: summary.firstSeen,
      lastSeen: summary.lastSeen,
      severity: this.severity,
      action: actionOf(this.#exemplar, group, question),
      origins: originsOf(group, this.#objects),
      tallies: { ...statesOf(group, question), ...this.#judged },
    };
  }
}

/** State of the judgement tally for one day. */
function judgedState({ day, weight }: IdentityActs, { told }: Judgement): JsonObject {
  return { [JUDGEMENT]: { day, weight, told } };
}

/** Most groups are only asked `having`, so the subject and the readings are made when they are first read. */
class GroupSummary implements WindowSummary<Readonly<Record<string, unknown>>> {
  readonly accountId: string;
  readonly region: string;
  readonly count: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly #key: string;
  readonly #group: Group;
  readonly #exemplar: Exemplar;
  readonly #question: Question;
  #subject: Subject | undefined;
  #tallies: Readonly<Record<string, unknown>> | undefined;

  constructor(key: string, group: Group, exemplar: Exemplar, question: Question, subject: Subject | undefined) {
    this.#subject = subject;
    this.accountId = group.accountId;
    this.region = group.region;
    this.count = group.count;
    this.firstSeen = group.origins.firstTime;
    this.lastSeen = exemplar.time;
    this.#key = key;
    this.#group = group;
    this.#exemplar = exemplar;
    this.#question = question;
  }

  get subject(): Subject {
    return (this.#subject ??= subjectOf(this.#exemplar, this.#key, this.#group, this.#question));
  }

  get tallies(): Readonly<Record<string, unknown>> {
    return (this.#tallies ??= readingsOf(this.#group, this.#question));
  }
}

function readingsOf(group: Group, { tallies }: Question): Readonly<Record<string, unknown>> {
  const readings: Record<string, unknown> = {};
  tallies.forEach(({ name, tally }, i) => (readings[name] = tally.read(group.tallies[i])));
  return readings;
}

function originsOf({ origins: { numbers, ids } }: Group, objects: readonly string[]): readonly Origin[] {
  return Array.from({ length: numbers.length / 3 }, (_, i) => ({
    object: objectName(objects, numbers[i * 3 + 1]),
    position: numbers[i * 3 + 2] ?? 0,
    id: ids?.[i] ?? null,
    time: iso(numbers[i * 3] ?? 0),
  }));
}

function statesOf(group: Group, { tallies }: Question): JsonObject {
  return Object.fromEntries(tallies.map(({ name, tally }, i) => [name, tally.encode(group.tallies[i])]));
}
