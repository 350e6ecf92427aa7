import { expect, test } from 'vitest';
import { changed, mistakeIn } from '#services/cases/change.ts';
import type { Case, CaseChange } from '#services/model/disposition.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';

const NOW = new Date('2026-11-23T00:00:00Z');
const { count, eventLastSeen } = SSH_BRUTE_FORCE.service;
const HELD: Case = { assignee: 'bob', feedback: 'USEFUL' };

test.each<readonly [CaseChange, Case]>([
  [
    { kind: 'decide', status: 'ARCHIVED', because: 'ours' },
    {
      ...HELD,
      decision: {
        status: 'ARCHIVED',
        who: 'alice',
        at: NOW.toISOString(),
        because: 'ours',
        known: { count, eventLastSeen },
      },
    },
  ],
  [
    { kind: 'assign', assignee: 'carol' },
    { ...HELD, assignee: 'carol' },
  ],
  [{ kind: 'assign', assignee: null }, { feedback: 'USEFUL' }],
  [
    { kind: 'judge', feedback: 'NOT_USEFUL', because: null },
    { ...HELD, feedback: 'NOT_USEFUL' },
  ],
  [{ kind: 'judge', feedback: null, because: null }, { assignee: 'bob' }],
  [{ kind: 'comment', text: 'Asked the owner.' }, HELD],
])('%j', (change, after) => expect(changed(HELD, change, SSH_BRUTE_FORCE, { who: 'alice' }, NOW)).toEqual(after));

test.each([
  ['no mistake', { kind: 'assign', assignee: 'x'.repeat(200) }],
  ['assignee has 201 characters; the limit is 200', { kind: 'assign', assignee: 'x'.repeat(201) }],
  ['assignee is empty', { kind: 'assign', assignee: ' ' }],
  ['no mistake', { kind: 'assign', assignee: null }],
  ['text has characters that cannot be stored', { kind: 'comment', text: 'a\0b' }],
  ['text has characters that cannot be stored', { kind: 'comment', text: '\ud800' }],
  ['because has 2001 characters', { kind: 'decide', status: 'OPEN', because: 'x'.repeat(2001) }],
] as const)('%s', (mistake, change) => {
  expect(mistakeIn(change) ?? 'no mistake').toContain(mistake);
});
