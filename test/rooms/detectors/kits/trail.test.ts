import { expect, test } from 'vitest';
import { lostLogging } from '#services/detectors/kits/trail.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

const RESTATED = {
  name: 'main',
  s3BucketName: 'logs',
  includeGlobalServiceEvents: true,
  isMultiRegionTrail: true,
  enableLogFileValidation: true,
  isOrganizationTrail: false,
};

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
  [
    'ingestion that stops',
    () =>
      lost('StopEventDataStoreIngestion', {
        eventDataStore: 'arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/a-1',
      }),
    ['ingestion of event data store a-1 stopped'],
  ],
  [
    'an event data store of one Region',
    () =>
      lost('UpdateEventDataStore', { eventDataStore: 'a-1', multiRegionEnabled: false, organizationEnabled: 'false' }),
    ['one Region only of event data store a-1', 'no member accounts of event data store a-1'],
  ],
  [
    'one Region, whatever else is stated',
    () => lost('UpdateTrail', { ...RESTATED, isMultiRegionTrail: false }),
    ['one Region only of trail main'],
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
  ['all settings again', () => lost('UpdateTrail', RESTATED)],
  ['another bucket', () => lost('UpdateTrail', { name: 'main', s3BucketName: 'logs' })],
  [
    'flags that are on',
    () => lost('UpdateTrail', { name: 'main', isMultiRegionTrail: true, isOrganizationTrail: null }),
  ],
])('%s does not', (_name, what) => {
  expect(what()).toEqual([]);
});
