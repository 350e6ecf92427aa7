import { expect, test } from 'vitest';
import { auditHash, checkEnd, EMPTY_CHAIN, followChain, type ChainEnd } from '#services/cases/audit-chain.ts';
import type { AuditEntry, AuditRow } from '#services/model/audit.ts';

const AT = '2026-11-23T00:00:00.000Z';
const ENTRY: AuditEntry = {
  who: 'alice',
  what: 'finding.decide',
  subject: 'f-1',
  before: null,
  after: { status: 'ARCHIVED', closedBy: [{ who: 'alice', because: null }] },
};

function chainOf(count: number): readonly AuditRow[] {
  const rows: AuditRow[] = [];
  for (let place = 1, before = EMPTY_CHAIN.hash; place <= count; place++) {
    const content = { place, at: AT, entry: { ...ENTRY, subject: `f-${place}` } };
    const row = { ...content, hash: auditHash(before, content) };
    rows.push(row);
    before = row.hash;
  }
  return rows;
}

const ROWS = chainOf(4);

/** The end to which rows lead, or the first place where they are broken. */
function followed(rows: readonly AuditRow[]): ReturnType<typeof followChain> {
  let end: ChainEnd = EMPTY_CHAIN;
  for (const row of rows) {
    const next = followChain(end, row);
    if ('what' in next) return next;
    end = next;
  }
  return end;
}

test('a chain that nobody touched is followed to its end', () => {
  const end: ChainEnd = { place: 4, hash: ROWS[3]?.hash ?? '' };
  expect(followed(ROWS)).toEqual(end);
  expect(checkEnd(end, end)).toBeUndefined();
});

test('a hash is of all that a row says, in whatever order its members come', () => {
  const row = { place: 1, at: AT, entry: ENTRY };
  const { after, before, subject, what, who } = ENTRY;
  const closedBy = [{ because: null, who: 'alice' }];
  const reordered = { after: { closedBy, status: 'ARCHIVED' }, before, subject, what, who, from: undefined };
  expect(after).toEqual(reordered.after);
  expect(auditHash('0', { ...row, entry: reordered })).toBe(auditHash('0', row));
  const others: readonly (typeof row)[] = [
    { ...row, place: 2 },
    { ...row, at: '2026-11-23T00:00:00.001Z' },
    { ...row, entry: { ...ENTRY, subject: 'f-2' } },
    { ...row, entry: { ...ENTRY, after: { status: 'ARCHIVED', closedBy: [{ who: 'bob', because: null }] } } },
  ];
  expect(new Set([row, ...others].map((one) => auditHash('0', one))).size).toBe(5);
  expect(auditHash('1', row)).not.toBe(auditHash('0', row));
});

test.each([
  ['Row 2 is missing.', ROWS.toSpliced(1, 1)],
  ['Rows 2 to 3 are missing.', ROWS.toSpliced(1, 2)],
  ['Row 1 is in the place of row 2.', ROWS.toSpliced(1, 0, ...ROWS.slice(0, 1))],
  ['Row 2 was altered', ROWS.map((row) => (row.place === 2 ? { ...row, at: 'x' } : row))],
])('%s', (what, rows) => expect(followed(rows)).toHaveProperty('what', expect.stringContaining(what)));

test.each([
  ['Row 4 is missing.', { place: 3, hash: 'a' }, { place: 4, hash: 'b' }, 4],
  ['Row 4 was added after the end you gave.', { place: 5, hash: 'a' }, { place: 3, hash: 'b' }, 4],
  ['Row 3 differs from the end you gave.', { place: 3, hash: 'a' }, { place: 3, hash: 'b' }, 3],
])('%s', (what, end, known, place) => expect(checkEnd(end, known)).toEqual({ place, what }));
