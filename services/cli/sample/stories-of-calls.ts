import type { AnyDetector, Example } from '#services/model/detector.ts';

/** An attack with one of a detector's calls. */
interface StoryOfCall<Result> {
  /** Empty where the detector asks about all calls. */
  readonly call: string;
  readonly told: Result;
}

/**
 * An attack for each call that a detector asks about: the first example with this call, or else an example in which the
 * call replaces another one. A call is left out if the detector finds none of these, for example because it needs
 * parameters that no example has.
 *
 * @param tell returns undefined when the detector does not find the example
 */
export function storiesOfCalls<Result>(
  { source, routes }: AnyDetector['from'],
  examples: readonly Example[],
  tell: (example: Example) => Result | undefined,
): readonly StoryOfCall<Result>[] {
  const [first] = examples;
  const stories: StoryOfCall<Result>[] = [];
  const open = new Set(source === 'cloudtrail' ? routes : []);
  for (const example of examples) {
    const [call = ''] = callsIn(example).filter((name) => open.has(name));
    if (call === '' && example !== first) continue;
    const told = tell(example);
    if (told === undefined) continue;
    stories.push({ call, told });
    for (const name of callsIn(example)) open.delete(name);
  }
  for (const call of open) {
    const told = firstTold(
      examples.flatMap((example) => inPlaces(example, routes, call)),
      tell,
    );
    if (told !== undefined) stories.push({ call, told });
  }
  return stories;
}

function firstTold<Result>(
  examples: readonly Example[],
  tell: (example: Example) => Result | undefined,
): Result | undefined {
  for (const example of examples) {
    const told = tell(example);
    if (told !== undefined) return told;
  }
  return undefined;
}

/** Copies of the example. In each, this call replaces another of the calls that the detector asks about. */
function inPlaces(example: Example, routes: readonly string[], call: string): readonly Example[] {
  return callsIn(example)
    .filter((other) => routes.includes(other))
    .map((other) => ({
      ...example,
      records: example.records.map((record) =>
        typeof record === 'object' && callOf(record) === other ? { ...record, eventName: call } : record,
      ),
    }));
}

function callsIn({ records }: Example): readonly string[] {
  return [...new Set(records.map(callOf))];
}

function callOf(record: object | string): string {
  return typeof record === 'object' && 'eventName' in record && typeof record.eventName === 'string'
    ? record.eventName
    : '';
}
