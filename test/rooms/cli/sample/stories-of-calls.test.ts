import { expect, test } from 'vitest';
import { storiesOfCalls } from '#services/cli/sample/stories-of-calls.ts';

const example = (...names: readonly string[]) => ({
  records: names.map((eventName) => ({ eventName, eventSource: 'iam.amazonaws.com' })),
});
function nameOf(record: object | string): string {
  return typeof record === 'object' && 'eventName' in record ? String(record.eventName) : '';
}

/** A detector of `routes` that finds an attack where each of `attacks` occurs. */
const callsTold = (routes: readonly string[], attacks: readonly string[], ...examples: ReturnType<typeof example>[]) =>
  storiesOfCalls({ source: 'cloudtrail', routes }, examples, ({ records }) => {
    const names = records.map(nameOf);
    return names.some((name) => attacks.includes(name)) ? names : undefined;
  });

test('each call is told once: by an example that has it, else in the place of another', () => {
  const told = callsTold(['A', 'B', 'C'], ['A', 'B', 'C'], example('A', 'Other'), example('B', 'A'), example('A'));
  expect(told).toEqual([
    { call: 'A', told: ['A', 'Other'] },
    { call: 'B', told: ['B', 'A'] },
    { call: 'C', told: ['C', 'Other'] },
  ]);
});

test('a call that takes the place of one call of two is told where the detector finds it', () => {
  const told = storiesOfCalls(
    { source: 'cloudtrail', routes: ['Look', 'Take', 'TakeAll'] },
    [example('Look', 'Take')],
    (each) => {
      const names = each.records.map(nameOf);
      return names[0] === 'Look' && names[1] !== 'Look' ? names.join(' ') : undefined;
    },
  );
  expect(told.map((story) => story.told)).toEqual(['Look Take', 'Look TakeAll']);
});

test('of logs without calls the first example is told, whatever the detector asks about', () => {
  const lines = [{ records: ['10.0.0.5 198.51.100.7'] }, { records: [{ eventName: 'REJECT' }] }];
  for (const source of ['vpc-flow', 'cloudtrail'] as const) {
    const told = storiesOfCalls(
      { source, routes: source === 'vpc-flow' ? ['REJECT'] : [] },
      lines,
      ({ records }) => records,
    );
    expect(told).toEqual([{ call: '', told: lines[0]?.records }]);
  }
});

test('a call without an example that is found is left out, and so is an example that is not found', () => {
  expect(callsTold(['A', 'B'], ['A'], example('A'))).toEqual([{ call: 'A', told: ['A'] }]);
  expect(callsTold(['A'], [], example('A'))).toEqual([]);
  expect(callsTold(['A'], ['A'])).toEqual([]);
  expect(callsTold([], ['A'], example('A'), example('A'))).toEqual([{ call: '', told: ['A'] }]);
});
