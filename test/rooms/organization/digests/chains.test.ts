import { describe, expect, test } from 'vitest';
import { hours } from '#services/model/time.ts';
import { brokenLinks, silentTrails, type KnownDigest } from '#services/organization/digests/chains.ts';

const START = Date.parse('2026-03-03T00:00:00Z');
const NOW = START + hours(20);
const TRAIL = 'audit_us-east-1';

/** The digest of hour n, chained to that of the hour before. */
function digest(n: number, rest: Partial<KnownDigest> = {}): KnownDigest {
  return {
    key: `digest-${n}`,
    trail: TRAIL,
    backfill: false,
    state: 'verified',
    from: START + hours(n - 1),
    to: START + hours(n),
    storedAt: START + hours(n) + 60_000,
    signature: `signature-${n}`,
    previous: { key: `digest-${n - 1}`, signature: `signature-${n - 1}` },
    ...rest,
  };
}

const chain = (...hoursOf: readonly number[]): readonly KnownDigest[] => hoursOf.map((n) => digest(n));
const brokenOf = (digests: readonly KnownDigest[], now = NOW) => brokenLinks(digests, now);

describe('a chain', () => {
  test('that goes on without a break has none, in whatever order it is known', () => {
    expect(brokenOf(chain(1, 2, 3, 4))).toEqual([]);
    expect(brokenOf(chain(3, 1, 4, 2))).toEqual([]);
  });

  test('of which a digest is gone names it, and the time it was about', () => {
    expect(brokenOf(chain(1, 2, 4, 5))).toEqual([
      expect.objectContaining({
        kind: 'digest-removed',
        key: 'digest-3',
        from: START + hours(2),
        to: START + hours(3),
      }),
    ]);
  });

  test('of which several are gone says since when', () => {
    const gap = {
      kind: 'digest-removed',
      key: 'digest-4',
      from: START + hours(1),
      to: START + hours(4),
      detail: expect.stringMatching(/digest-5 .* since 2026-03-03T01:00Z\.$/),
    };
    expect(brokenOf(chain(1, 5))).toEqual([gap]);
    expect(brokenOf(chain(5, 1))).toEqual([gap]);
  });

  test('waits two hours for a digest that comes late', () => {
    const stored = digest(4).storedAt;
    expect(brokenOf(chain(1, 2, 4), stored + hours(2) - 1)).toEqual([]);
    expect(brokenOf(chain(1, 2, 4), stored + hours(2))).toHaveLength(1);
    expect(brokenOf(chain(1, 2, 4, 3), stored + hours(3))).toEqual([]);
  });

  test('may begin with one that goes on from what nobody has looked at', () => {
    expect(brokenOf(chain(3, 4))).toEqual([]);
  });

  test('may begin anew where logging was off', () => {
    expect(brokenOf([digest(1), digest(8, { previous: undefined }), digest(9)])).toEqual([]);
  });

  test('of another trail, and of backfill, is a chain of its own', () => {
    const other = digest(3, { key: 'other-3', trail: 'other_us-east-1', previous: undefined });
    const late = digest(2, { key: 'late-2', backfill: true, previous: undefined });
    expect(brokenOf([...chain(1, 2, 3), other, late])).toEqual([]);
    const first = digest(4, { key: 'other-4', trail: 'other_us-east-1', previous: { key: 'other-3', signature: 's' } });
    expect(brokenOf([...chain(1, 2, 3), first])).toEqual([]);
    const next = digest(5, { key: 'late-5', backfill: true, previous: { key: 'late-4', signature: 's' } });
    expect(brokenOf([...chain(1, 2, 3), late, next]).map(({ key }) => key)).toEqual(['late-4']);
  });

  test('in which a forged one stands is told of by the forged one alone', () => {
    expect(brokenOf([digest(1), digest(2, { state: 'forged', signature: undefined }), digest(3)])).toEqual([]);
  });

  test('that goes on from another digest than the one that stands there is broken', () => {
    expect(brokenOf([digest(1), digest(2, { signature: 'another' }), digest(3)])).toEqual([
      expect.objectContaining({ kind: 'digest-forged', key: 'digest-2' }),
    ]);
  });
});

describe('a trail', () => {
  const expected = { prefix: 'digests/', trails: [TRAIL], since: START, lastRead: START + hours(19), now: NOW };
  const silentOf = (digests: readonly KnownDigest[], rest: Partial<typeof expected> = {}) =>
    silentTrails(digests, { ...expected, ...rest });

  test('whose log files go on coming without digests is named', () => {
    expect(silentOf(chain(1, 2))).toEqual([
      {
        kind: 'digest-missing',
        key: `digests/${TRAIL}`,
        from: START + hours(2),
        to: NOW,
        detail: expect.stringMatching(/last one is from 2026-03-03T02:00Z\.$/),
      },
    ]);
    expect(silentOf([])).toMatchObject([{ from: START, detail: expect.stringContaining('none yet') }]);
  });

  test('is given four hours for its next digest', () => {
    expect(silentOf(chain(17))).toEqual([]);
    expect(silentOf([], { since: NOW - hours(4) + 1 })).toEqual([]);
    expect(silentOf([], { since: NOW - hours(4) })).toHaveLength(1);
  });

  test('without log files needs no digests', () => {
    expect(silentOf(chain(2), { lastRead: START + hours(2) })).toEqual([]);
    expect(silentTrails(chain(2), { ...expected, lastRead: undefined })).toEqual([]);
  });

  test('is not spoken for by another, by forgers or by backfill', () => {
    const others = [
      digest(19, { trail: 'other_us-east-1' }),
      digest(19, { state: 'forged' }),
      digest(19, { backfill: true }),
    ];
    expect(silentOf([...chain(1), ...others])).toHaveLength(1);
  });
});
