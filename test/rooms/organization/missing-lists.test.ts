import { expect, test } from 'vitest';
import type { ListCategory } from '#services/model/intel.ts';
import { listFact, missingLists, missingListsInShort } from '#services/organization/missing-lists.ts';

const DETECTORS = [
  { type: 'Tor', needs: ['tor-exit', 'tor-relay'] },
  { type: 'Botnet', needs: ['mining'] },
  { type: 'Relay', needs: ['tor-exit', 'tor-relay'] },
  { type: 'Scan' },
] as const;
const PUBLISHED = new Set<ListCategory>(['tor-exit']);

/** What is loaded: lists for all accounts, and lists for some. */
function having(loaded: readonly ListCategory[], scoped: readonly ListCategory[] = []) {
  return { has: (category: ListCategory) => loaded.includes(category), scoped: { categories: new Set(scoped) } };
}

test('detectors that need the same lists are told together, with what adds one', () => {
  expect(missingLists(DETECTORS, having([]), PUBLISHED)).toEqual([
    'No list of tor-exit or tor-relay (--list=tor-exit=FILE or --list=tor-relay=FILE, or vedette intel sync): Tor, Relay cannot fire.',
    'No list of mining (--list=mining=FILE): Botnet cannot fire.',
  ]);
  expect(missingLists(DETECTORS, having(['tor-relay', 'mining']), PUBLISHED)).toEqual([]);
});

test('a list that some accounts have is told of', () => {
  const told = missingLists(DETECTORS, having([], ['malicious', 'tor-relay']), PUBLISHED);
  expect(told.map((sentence) => sentence.endsWith('except in the accounts that such a list applies to.'))).toEqual([
    true,
    false,
  ]);
});

test('in short, all are one sentence', () => {
  expect(missingListsInShort(DETECTORS, having([]), PUBLISHED)).toBe(
    '3 finding types of 4 cannot fire without lists of mining, tor-exit, tor-relay: vedette intel sync downloads public lists of tor-exit, --list=mining=FILE adds your own, and vedette intel list names the types.',
  );
  expect(missingListsInShort(DETECTORS, having(['tor-exit']), PUBLISHED)).toContain('without lists of mining: --list=');
  expect(missingListsInShort(DETECTORS, having(['tor-exit', 'mining']), PUBLISHED)).toBeUndefined();
});

test('a missing list is a gap of all accounts, and outweighs an outdated one', () => {
  const told = [listFact(['A.'], ['B.']), listFact([], ['B.']), listFact([], [])];
  expect(told.map(({ state, reason, detail }) => [state, reason, detail])).toEqual([
    ['gap', 'list-missing', 'A. B.'],
    ['gap', 'list-outdated', 'B.'],
    ['covered', 'reading', expect.stringContaining('loaded')],
  ]);
});
