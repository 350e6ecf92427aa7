import { expect, test } from 'vitest';
import { hours } from '#services/model/time.ts';
import type { KnownDigest } from '#services/organization/digests/chains.ts';
import { integrityFact } from '#services/organization/digests/integrity-fact.ts';

const START = Date.parse('2026-03-03T00:00:00Z');
const STREAM = { accountId: '111122223333', region: 'us-east-1', source: 'cloudtrail' } as const;
const FOLDER = { prefix: 'AWSLogs/', trails: ['audit'] };

function digest(n: number, state: KnownDigest['state'] = 'verified'): KnownDigest {
  const to = START + hours(n);
  return {
    key: `digest-${n}`,
    trail: 'audit',
    backfill: false,
    state,
    from: to - hours(1),
    to,
    storedAt: to,
    signature: 'aa',
    previous: undefined,
  };
}

const gap = (kind: 'object-missing' | 'digest-missing', key: string) =>
  ({ kind, bucket: 'logs', key, detail: 'It is gone.' }) as const;

test('logs are proved up to the last digest that is true, and by none that is forged', () => {
  expect(integrityFact(STREAM, FOLDER, [digest(1), digest(2), digest(3, 'forged')], [])).toMatchObject({
    state: 'covered',
    reason: 'proved',
    detail: 'Digests of audit prove the log files up to 2026-03-03T02:00Z.',
  });
  for (const digests of [[], [digest(1, 'forged')]])
    expect(integrityFact(STREAM, FOLDER, digests, [])).toMatchObject({ state: 'covered', reason: 'not-proved' });
});

test('what is wrong is a gap: the gravest is named, and how many more there are', () => {
  const [missing, silent] = [gap('object-missing', 'a.json.gz'), gap('digest-missing', 'audit')];
  const both = integrityFact(STREAM, FOLDER, [digest(1)], [silent, missing]);
  expect(both).toMatchObject({ ...STREAM, state: 'gap', reason: 'object-missing' });
  expect(both.detail).toMatch(/^s3:\/\/logs\/a\.json\.gz: It is gone\. .* And 1 more: see vedette coverage\.$/);
  expect(integrityFact(STREAM, FOLDER, [], [silent]).detail).not.toContain('more');
});
