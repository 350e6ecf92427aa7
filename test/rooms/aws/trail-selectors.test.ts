import type { AdvancedFieldSelector } from '@aws-sdk/client-cloudtrail';
import { describe, expect, test } from 'vitest';
import { omittedEvents } from '#services/aws/trail-selectors.ts';

const management: AdvancedFieldSelector = { Field: 'eventCategory', Equals: ['Management'] };
const advanced = (...FieldSelectors: readonly AdvancedFieldSelector[]) => [{ FieldSelectors: [...FieldSelectors] }];

describe('a trail with event selectors', () => {
  test.each([
    [{}, undefined],
    [{ ReadWriteType: 'All', IncludeManagementEvents: true }, undefined],
    [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }, undefined],
    [{ IncludeManagementEvents: false }, 'all management events'],
    [{ ReadWriteType: 'WriteOnly' }, 'management events that only read'],
    [{ ReadWriteType: 'ReadOnly' }, 'management events that change something'],
    [{ ExcludeManagementEventSources: ['iam.amazonaws.com'] }, 'management events of iam.amazonaws.com'],
  ] as const)('%j leaves out %s', (selector, says) => {
    const { ExcludeManagementEventSources: excluded, ...rest } = {
      ExcludeManagementEventSources: undefined,
      ...selector,
    };
    expect(omittedEvents([{ ...rest, ...(excluded && { ExcludeManagementEventSources: [...excluded] }) }], [])).toBe(
      says,
    );
  });

  test('takes what any of them takes', () => {
    expect(omittedEvents([{ ReadWriteType: 'ReadOnly' }, { ReadWriteType: 'WriteOnly' }], [])).toBeUndefined();
    expect(omittedEvents([{ ReadWriteType: 'ReadOnly' }, { IncludeManagementEvents: false }], [])).toBe(
      'management events that change something',
    );
  });
});

describe('a trail with advanced event selectors', () => {
  test.each<[readonly AdvancedFieldSelector[], string | undefined]>([
    [[management], undefined],
    [[management, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] }], undefined],
    [
      [management, { Field: 'eventSource', NotEquals: ['sts.amazonaws.com'] }],
      'management events of sts.amazonaws.com',
    ],
    [[management, { Field: 'eventSource', Equals: ['ec2.amazonaws.com'] }], 'some management events'],
    [[management, { Field: 'eventName', NotEquals: ['StopLogging'] }], 'some management events'],
    [[management, { Field: 'readOnly', Equals: ['false'] }], 'management events that only read'],
    [[management, { Field: 'readOnly', Equals: ['true'] }], 'management events that change something'],
    [[{ Field: 'eventCategory', Equals: ['Data'] }], 'all management events'],
  ])('%j leaves out %s', (fields, says) => expect(omittedEvents([], advanced(...fields))).toBe(says));

  test('takes what any of them takes', () => {
    const halves = ['true', 'false'].flatMap((which) => advanced(management, { Field: 'readOnly', Equals: [which] }));
    expect(omittedEvents([], halves)).toBeUndefined();
  });
});

test('of a trail of which nothing is told nothing is said', () => {
  expect(omittedEvents([], [])).toBeUndefined();
});
