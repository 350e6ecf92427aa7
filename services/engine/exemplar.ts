import type { Action } from '#services/model/action.ts';
import type { Batch } from '#services/model/column.ts';
import { isEventBatch } from '#services/model/event-batch.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Home } from '#services/model/reading.ts';
import type { Subject } from '#services/model/subject.ts';
import { groupKey } from './identity.ts';
import { comparePlaces } from './origins.ts';
import type { Question } from './question.ts';

/** The record that stands for its group: the latest by (time, object, position). */
export interface Exemplar {
  readonly time: number;
  /** Index of the object among those of the window. */
  readonly object: number;
  readonly position: number;
  readonly shown: Shown | Kept;
}

/** The parts of a record that a finding shows. */
export interface Shown {
  readonly subject: Subject;
  readonly action: Action;
}

/** Values of the members that `Shown` is made from, in the order of the question's `keeps`. */
export type Kept = readonly unknown[];

/** The exemplar that a record becomes. */
export function exemplarOf(
  place: Omit<Exemplar, 'shown'>,
  record: LogRecord,
  subject: Subject,
  question: Question,
): Exemplar {
  const { keeps } = question;
  const shown = keeps?.map((member) => valueOf(record, member)) ?? {
    subject,
    action: actionFor(record, question),
  };
  return { ...place, shown };
}

/** The exemplar that a row of a batch becomes. If the record outlives the batch, its action is made on demand. */
export function exemplarIn(
  batch: Batch,
  row: number,
  place: Omit<Exemplar, 'shown'>,
  subject: Subject,
  question: Question,
): Exemplar {
  const kept = question.keeps === undefined ? batch.keep?.(row) : undefined;
  return kept === undefined
    ? exemplarOf(place, batch.record(row), subject, question)
    : { ...place, shown: new ShownLater(subject, kept, question) };
}

/**
 * What a record shows after its batch is released. The action is made on demand, because most groups lead to no finding.
 * The record is released then: parsed, it takes several times the memory of its text.
 */
class ShownLater implements Shown {
  readonly subject: Subject;
  #shown: { readonly action: Action } | { readonly record: LogRecord; readonly question: Question };

  constructor(subject: Subject, record: LogRecord, question: Question) {
    this.subject = subject;
    this.#shown = { record, question };
  }

  get action(): Action {
    if ('record' in this.#shown) this.#shown = { action: actionFor(this.#shown.record, this.#shown.question) };
    return this.#shown.action;
  }
}

/**
 * The subject of a group, made from its exemplar.
 *
 * @param key the key that the group is counted under
 * @throws when the detector's `about` depends on members that groups do not keep: the subject would be wrong
 */
export function subjectOf({ shown, time }: Exemplar, key: string, home: Home, question: Question): Subject {
  if (!isKept(shown)) return shown.subject;
  const { detector, look, keeps = [] } = question;
  const subject = detector.about(recordOf(shown, time, home, question), look);
  if (subject === undefined || groupKey(subject, home.accountId, home.region) !== key)
    throw new Error(
      `"${detector.type}" is "about" more than groups of ${detector.from.source} keep (${keeps.join(', ')}): name in its "by" what else it reads.`,
    );
  return subject;
}

/** The action of an exemplar, computed from the kept values if the exemplar has only these. */
export function actionOf({ shown, time }: Exemplar, home: Home, question: Question): Action {
  if (!isKept(shown)) return shown.action;
  return actionFor(recordOf(shown, time, home, question), question);
}

function actionFor(record: LogRecord, { detector, source, look }: Question): Action {
  return detector.action?.(record, look) ?? source.action(record, look);
}

/** A record with only the members that were kept. */
function recordOf(kept: Kept, time: number, { accountId, region }: Home, { keeps = [] }: Question): LogRecord {
  const members: Record<string, unknown> = {};
  for (let i = 0; i < keeps.length; i++) members[keeps[i] ?? ''] = kept[i] ?? undefined;
  return { ...members, id: undefined, time, accountId, region };
}

/** Whether `a` ranks later than `b`. */
export function isLater(
  a: Omit<Exemplar, 'shown'>,
  b: Omit<Exemplar, 'shown'> | undefined,
  objects: readonly string[],
): boolean {
  if (b === undefined) return true;
  // For equal times, a delivered log file outranks an event batch, so it does not matter which of them came first.
  if (a.time === b.time && a.object !== b.object) {
    const isEarly = isEventBatch(objects[a.object] ?? '');
    if (isEarly !== isEventBatch(objects[b.object] ?? '')) return !isEarly;
  }
  return comparePlaces(a.time, a.object, a.position, b.time, b.object, b.position, objects) > 0;
}

/** Whether an exemplar has only the values from which subject and action are made. */
export function isKept(shown: Shown | Kept): shown is Kept {
  return Array.isArray(shown);
}

function valueOf(record: LogRecord, member: string): unknown {
  const value: unknown = Reflect.get(record, member);
  return value;
}
