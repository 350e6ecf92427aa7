import { expect, test } from 'vitest';
import { days } from '#services/model/time.ts';
import { memoryOf } from '#services/workers/kits/memory.ts';

test('how long is remembered is a week and a quarter of a year, or what is set', () => {
  expect(memoryOf()).toEqual({ lateMs: days(7), retentionMs: days(90) });
  expect(memoryOf({ lateDays: 3, retentionDays: 30 })).toEqual({ lateMs: days(3), retentionMs: days(30) });
  expect(memoryOf({ retentionBySeverity: ['Low=30', 'Critical=400'] }).retentionMsOf).toEqual({
    Low: days(30),
    Critical: days(400),
  });
});
