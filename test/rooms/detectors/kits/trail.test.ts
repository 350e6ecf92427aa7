import { expect, test } from 'vitest';
import { lostLogging } from '#services/detectors/kits/trail.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

function lost(eventName: string, requestParameters: CloudTrailRecord['requestParameters']) {
  return lostLogging({ eventName, requestParameters });
}

function advanced(...selectors: readonly Readonly<Record<string, readonly string[]>>[]) {
  const advancedEventSelectors = selectors.map((selector) => ({
    fieldSelectors: Object.entries(selector).map(([field, equals]) => ({ field, equals })),
  }));
  return lost('PutEventSelectors', { trailName: 'main', advancedEventSelectors });
}

test.each([
  [
    'selectors of data only',
    () => advanced({ eventCategory: ['Data'], 'resources.type': ['AWS::S3::Object'] }),
    ['no management events of trail main'],
  ],
  [
    'reading calls only',
    () => advanced({ eventCategory: ['Management'], readOnly: ['true'] }),
    ['no changing calls of trail main'],
  ],
  [
    'changing calls only',
    () => advanced({ eventCategory: ['Management'], readOnly: ['false'] }),
    ['no reading calls of trail main'],
  ],
  [
    'text for a flag',
    () => lost('UpdateTrail', { name: 'main', isMultiRegionTrail: 'false' }),
    ['one Region only of trail main'],
  ],
  [
    'several at once',
    () =>
      lost('UpdateTrail', {
        name: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/main',
        isOrganizationTrail: false,
        includeGlobalServiceEvents: false,
      }),
    ['no events of global services of trail main', 'no member accounts of trail main'],
  ],
  ['a trail without a name', () => lost('DeleteTrail', undefined), ['deletion of trail (not named)']],
])('%s narrows', (_name, what, words) => {
  expect(what()).toEqual(words);
});

test.each([
  [
    'management events in one of several selectors',
    () => advanced({ eventCategory: ['Data'] }, { eventCategory: ['Management'] }),
  ],
  [
    'reads and writes apart',
    () =>
      advanced(
        { eventCategory: ['Management'], readOnly: ['true'] },
        { eventCategory: ['Management'], readOnly: ['false'] },
      ),
  ],
  ['selectors that are not in the record', () => lost('PutEventSelectors', { trailName: 'main' })],
  [
    'selectors that cannot be understood',
    () => lost('PutEventSelectors', { trailName: 'main', eventSelectors: 'none' }),
  ],
  ['a selector that says nothing', () => lost('PutEventSelectors', { trailName: 'main', eventSelectors: [{}] })],
  ['another bucket', () => lost('UpdateTrail', { name: 'main', s3BucketName: 'logs' })],
  [
    'flags that are on',
    () => lost('UpdateTrail', { name: 'main', isMultiRegionTrail: true, isOrganizationTrail: null }),
  ],
])('%s does not', (_name, what) => {
  expect(what()).toEqual([]);
});
