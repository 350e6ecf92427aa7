import type { EarlierContent, PendingObject } from '#db/queries/log-objects.ts';
import { nameOf, type SourceName } from '#services/model/log-object.ts';
import { failedReport, type Arrived, type Fetched } from './fetch-objects.ts';

/** What reading a key twice requires of its source: whether its records have ids. */
export interface Identified {
  readonly name: SourceName;
  readonly identified: boolean;
}

/**
 * Keeps one object for each key. Other content under the same key is left to the next turn, which knows the result of
 * this one.
 */
export function oneOfEachKey(pending: readonly PendingObject[]): readonly PendingObject[] {
  const first = new Map(pending.toReversed().map(({ object }) => [nameOf(object), object]));
  return pending.filter(({ object }) => first.get(nameOf(object)) === object);
}

/**
 * Prevents double counting of content under a key that was read before. AWS never writes over a log object: somebody
 * copied it, or somebody forged it. Counts cannot be taken back.
 */
export function refuseReplaced(
  sources: readonly Identified[],
  pending: readonly PendingObject[],
  fetched: Fetched,
): Fetched {
  const earlier = new Map(pending.map((each) => [nameOf(each.object), each.earlier]));
  const arrived: Arrived[] = [];
  const settled = [...fetched.settled];
  for (const each of fetched.arrived) {
    const report = reportOfReplaced(each, earlier.get(nameOf(each.object)) ?? [], sources);
    if (report === undefined) arrived.push(each);
    else settled.push(report);
  }
  return { ...fetched, arrived, settled };
}

function reportOfReplaced(
  { object, contentHash }: Arrived,
  earlier: readonly EarlierContent[],
  sources: readonly Identified[],
): Fetched['settled'][0] | undefined {
  if (earlier.length === 0) return undefined;
  if (earlier.some((content) => content.contentHash === contentHash)) {
    const note =
      'The same bytes were already read under this key: the object was copied over itself or encrypted again.';
    return { ...failedReport(object), state: 'passed', note };
  }
  // Records that have ids are counted once, however often they arrive.
  const isTold = earlier.every(({ source }) => sources.some(({ name, identified }) => name === source && identified));
  if (isTold) return undefined;
  const message =
    'Other content was already read under this key, and records of this kind have no ids that show which were counted: ' +
    'it is not read. AWS never overwrites a log object: find out who did, and copy the content to a new key.';
  return failedReport(object, { kind: 'replaced', message, position: undefined, records: 0 });
}
