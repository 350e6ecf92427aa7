import { describe, expect, test } from 'vitest';
import { CallBudget } from '#services/aws/call-budget.ts';

function waits(times: readonly number[]): readonly number[] {
  const budget = new CallBudget({ perSecond: 10, burst: 5 });
  return times.map((now) => Math.round(budget.reserve(now)));
}

function many(count: number, now: number): readonly number[] {
  return Array.from({ length: count }, () => now);
}

describe('a budget of ten calls a second, five at once', () => {
  test('lets as many go at once as are saved up, and the others one after the other', () => {
    expect(waits(many(8, 1000))).toEqual([0, 0, 0, 0, 0, 100, 200, 300]);
  });

  test('saves up while nobody calls, and no more than it may', () => {
    expect(waits([...many(6, 1000), 1300, 1300, 1300])).toEqual([0, 0, 0, 0, 0, 100, 0, 0, 100]);
    expect(waits([...many(5, 1000), ...many(6, 100_000)]).slice(5)).toEqual([0, 0, 0, 0, 0, 100]);
  });
});
