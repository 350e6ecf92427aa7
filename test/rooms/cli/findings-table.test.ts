import { expect, test } from 'vitest';
import { findingsTable } from '#services/cli/findings-table.ts';
import { textOf } from '#services/cli/line.ts';
import { FINDINGS } from '../../formats/findings.ts';
import { HOSTILE_FINDINGS } from '../../formats/hostile-findings.ts';

const printed = (...args: Parameters<typeof findingsTable>) =>
  Array.from(findingsTable(...args), (line) => textOf(line, false));

test('elsewhere than on a terminal a finding is a line', () => {
  const lines = printed(FINDINGS, undefined);
  expect(lines).toHaveLength(FINDINGS.length + 1);
  expect(lines[0]).toMatch(/^severity +finding type +account +region +count +last seen +resource +what happened$/);
  expect(printed([], undefined, true)).toEqual([]);
  expect(printed(FINDINGS.slice(0, 1), undefined, true)[0]).toMatch(/^severity +id +finding type +account /);
  expect(lines[1]).toContain(FINDINGS[0]?.description);
  expect(lines[1]).toContain(FINDINGS[0]?.resource.id);
});

test('on a terminal what happened stands below the finding, whole and within the width', () => {
  const told = printed(FINDINGS, 60)
    .filter((line) => line.startsWith('          '))
    .map((line) => line.trim());
  expect(Math.max(...told.map((line) => line.length))).toBeLessThanOrEqual(50);
  expect(told.join(' ')).toBe(FINDINGS.map(({ description }) => description).join(' '));
});

test('no text makes it throw, hang, or give the terminal commands', () => {
  for (const columns of [1, 11, 80]) {
    const text = printed(HOSTILE_FINDINGS, columns).join('\n');
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
});
