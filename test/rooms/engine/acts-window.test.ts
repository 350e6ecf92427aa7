import { expect, test } from 'vitest';
import profile from '#services/behaviour/profiles/iam-user.ts';
import { ActsWindow, readActs } from '#services/engine/acts-window.ts';
import type { Json } from '#services/model/subject.ts';
import { days } from '#services/model/time.ts';

const [ACCOUNT, OTHER] = ['111122223333', '444455556666'];
const START = days(20_000);

/** A day on which each of these identities read one thing. */
function dayOf(accountId: string, ...ids: readonly string[]): ActsWindow {
  const window = new ActsWindow(profile, START);
  for (const id of ids) act(window, accountId, id);
  return window;
}

function act(window: ActsWindow, accountId: string, id: string): boolean {
  const acts = window.identityOf(accountId, { id, class: 'person', peers: 'admins' }, `object of ${id}`);
  acts?.add({ code: 'iam:GetUser', tactic: undefined, target: id }, false);
  return acts !== undefined;
}

test('two thousand identities of an account are followed, and records of more are counted by object', () => {
  const ids = Array.from({ length: 2000 }, (_, i) => `user-${i}`);
  const window = dayOf(ACCOUNT, ...ids.slice(1000));
  window.absorb(dayOf(ACCOUNT, ...ids.slice(0, 1001)).encode());
  expect(window.size).toBe(2000);
  expect(['eve', 'eve', 'mallory', 'user-0'].map((id) => act(window, ACCOUNT, id))).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(act(window, OTHER, 'eve')).toBe(true);
  const counts = [...window.shortfalls].map(([index, { groupOverflow }]) => [window.objects[index], groupOverflow]);
  expect(counts).toEqual([
    ['object of eve', 2],
    ['object of mallory', 1],
  ]);
});

test('a day is stored by account, in one order, and read back as it was', () => {
  const [there, back] = [dayOf(ACCOUNT, 'alice', 'bob'), dayOf(ACCOUNT, 'bob', 'alice')];
  for (const window of [there, back]) act(window, OTHER, 'alice');
  expect(there.encode()).toEqual(back.encode());
  const parts = [...there.parts()];
  expect(parts.map(({ home, answers }) => [home, answers()])).toEqual([
    [ACCOUNT, true],
    [OTHER, true],
  ]);
  expect(there.homes).toEqual(new Set([ACCOUNT, OTHER]));
  const whole = new ActsWindow(profile, START);
  for (const { stored } of parts) whole.absorb(stored);
  expect(whole.encode()).toEqual(there.encode());
  const read = readActs(profile, there.encode(), 20_000);
  expect(read.map(({ accountId, identity, day }) => [accountId, identity, day])).toEqual([
    [ACCOUNT, 'alice', 20_000],
    [ACCOUNT, 'bob', 20_000],
    [OTHER, 'alice', 20_000],
  ]);
  expect(read.every(({ acts }) => acts.get('iam:GetUser')?.size === 1)).toBe(true);
});

test('a day grows until it is observed', () => {
  const window = dayOf(ACCOUNT, 'alice', 'bob');
  expect(window.grown).toBe(true);
  window.observed();
  expect(window.grown).toBe(false);
  act(window, ACCOUNT, 'alice');
  expect(window.grown).toBe(false);
  act(window, ACCOUNT, 'carol');
  expect(window.grown).toBe(true);
});

test('the kind of an identity is the one that sorts first, whichever record came first', () => {
  const window = new ActsWindow(profile, START);
  for (const kind of ['role', 'person', 'root'])
    window.identityOf(ACCOUNT, { id: 'alice', class: kind, peers: kind }, 'object');
  expect(window.find(ACCOUNT, 'alice')).toMatchObject({ class: 'person', peers: 'person' });
  expect(window.find(OTHER, 'alice')).toBeUndefined();
});

test.each<Json>([null, 'text', {}, { version: 1, identities: [] }, { version: 2 }])('%j is no stored day', (stored) => {
  expect(() => readActs(profile, stored, 0)).toThrow('another version');
});
