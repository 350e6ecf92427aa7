import { expect, test } from 'vitest';
import { wholeBucketExpiresAfter } from '#services/detectors/kits/lifecycle.ts';

function days(...rules: readonly object[]) {
  const Rule = rules.map((rule) => ({ Status: 'Enabled', ...rule }));
  const requestParameters = { LifecycleConfiguration: { Rule: Rule.length === 1 ? Rule[0] : Rule } };
  return wholeBucketExpiresAfter({ requestParameters, time: Date.UTC(2026, 2, 2, 10) });
}

test.each([
  ['the shortest of several', [{ Expiration: { Days: 90 } }, { Expiration: { Days: 1 } }], 1],
  ['by a date that is past', [{ Expiration: { Date: '2020-01-01T00:00:00Z' } }], 0],
  ['by a date', [{ Expiration: { Date: '2026-03-05T00:00:00Z' } }], 3],
  ['an empty filter', [{ Filter: {}, Expiration: { Days: 1 } }], 1],
  ['all by a size that all have', [{ Filter: { ObjectSizeGreaterThan: 0 }, Expiration: { Days: 1 } }], 1],
  ['all by the largest size', [{ Filter: { ObjectSizeLessThan: 5 * 2 ** 40 }, Expiration: { Days: 1 } }], 1],
  ['some by a smaller size', [{ Filter: { ObjectSizeLessThan: 5 * 2 ** 40 - 1 }, Expiration: { Days: 1 } }], undefined],
  ['some by a size', [{ Filter: { ObjectSizeGreaterThan: 1 }, Expiration: { Days: 1 } }], undefined],
  [
    'some by a size that is no number',
    [{ Filter: { ObjectSizeGreaterThan: 'x' }, Expiration: { Days: 1 } }],
    undefined,
  ],
  ['some by their tag', [{ Filter: { Tag: { Key: 'a', Value: 'b' } }, Expiration: { Days: 1 } }], undefined],
  ['some by several marks', [{ Filter: { And: { Prefix: '', Tag: {} } }, Expiration: { Days: 1 } }], undefined],
  ['some by the older prefix', [{ Prefix: 'logs/', Expiration: { Days: 1 } }], undefined],
  ['old versions', [{ NoncurrentVersionExpiration: { NoncurrentDays: 1 } }], undefined],
] as const)('%s', (_name, rules, expected) => {
  expect(days(...rules)).toBe(expected);
});
