import { describe, expect, test } from 'vitest';
import { differencesOf, digestOf } from '#services/engine/finding-digest.ts';
import type { FindingType } from '#services/model/finding-type.ts';

const TYPE: FindingType = 'Recon:EC2/Portscan';
const finding = (id: string, service: object = { count: 1 }) => ({
  id,
  type: TYPE,
  accountId: '111122223333',
  region: 'us-east-1',
  service,
});

const action = (port: number) => ({ count: 1, action: { connection: { remote: { port }, blocked: false } } });

describe('a digest of findings', () => {
  test('is of what logs say, whatever the order of findings and members', () => {
    const here = [finding('a', { count: 1, ports: [22, 80] }), finding('b')];
    const there = [
      { ...finding('b'), updatedAt: '2026-03-02T10:00:00Z', disposition: { archived: true } },
      { ...finding('a', { ports: [22, 80], count: 1, nothing: undefined }), createdAt: '2026-03-02T10:00:00Z' },
    ];
    expect(digestOf(there)).toBe(digestOf(here));
    expect(digestOf(here)).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['a value', [finding('a')], [finding('a', { count: 2 })]],
    ['the order of a list', [finding('a', { ports: [22, 80] })], [finding('a', { ports: [80, 22] })]],
    ['an id', [finding('a')], [finding('b')]],
    ['how many there are', [finding('a')], [finding('a'), finding('b')]],
  ])('differs by %s', (_, one, other) => {
    expect(digestOf(one)).not.toBe(digestOf(other));
  });
});

test('differences are told one per finding, by id, with the members that differ', () => {
  const told = differencesOf(
    [finding('d', action(22)), finding('b'), finding('a', { count: 1, same: [1] })],
    [finding('c'), finding('a', { count: 2, same: [1], more: true }), finding('d', action(80))],
  );
  expect(told.map(({ id, is, members }) => [id, is, ...members])).toEqual([
    ['a', 'different', 'service.count', 'service.more'],
    ['b', 'missing'],
    ['c', 'added'],
    ['d', 'different', 'service.action.connection.remote'],
  ]);
  expect(told[0]).toMatchObject({ type: TYPE, accountId: '111122223333', region: 'us-east-1' });
  expect(differencesOf([finding('a')], [finding('a')])).toEqual([]);
});
