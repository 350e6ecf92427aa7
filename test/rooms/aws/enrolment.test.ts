import { expect, test } from 'vitest';
import { AwsError } from '#services/aws/aws-error.ts';
import cloudtrail from '#services/aws/enrolment/cloudtrail.ts';
import managementEvents from '#services/aws/enrolment/management-events.ts';
import { eachResource, type EnrolmentCalls } from '#services/aws/enrolment.ts';
import { inProcessAws } from '../../world/in-process-aws.ts';

const ACCOUNT = '111122223333';
const BUS = 'arn:aws:events:us-east-1:444455556666:event-bus/vedette';

/** Looks at an account in which calls of these names get these answers. */
async function look(feature: EnrolmentCalls, answers: Readonly<Record<string, object>>) {
  const aws = inProcessAws(({ action, input }) => {
    const name = action.split('.').at(-1) ?? '';
    const id = String(input['Name'] ?? input['TrailName'] ?? '');
    return { body: answers[`${name} ${id}`] ?? answers[name] ?? {} };
  });
  const clientIn = (region: string) => aws.client(ACCOUNT, region);
  const config = await clientIn('us-east-1');
  return feature.look(config, { accountId: ACCOUNT, eventBus: BUS, vpcs: async () => [], clientIn });
}

test('a resource that is refused keeps no other from being switched on, and the first refusal is told', async () => {
  const tried: string[] = [];
  const all = eachResource(['vpc-a', 'vpc-b', 'vpc-c'], async (vpc) => {
    tried.push(vpc);
    if (vpc !== 'vpc-c') throw new AwsError('refused', `${vpc} is shared.`, 'InvalidRequestException', undefined);
  });
  await expect(all).rejects.toThrow('vpc-a is shared.');
  expect(tried).toEqual(['vpc-a', 'vpc-b', 'vpc-c']);
});

const arnOf = (name: string) => `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/${name}`;
const WHOLE = { IsLogging: true };
const FAILING = { IsLogging: true, LatestDeliveryError: 'AccessDenied' };
const WRITES = { EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] };

test.each<[string, Readonly<Record<string, object>>, object]>([
  ['that logs all is enough', { 'GetTrailStatus one': WHOLE }, { on: 1, off: [] }],
  ['that is stopped is to be started', { 'GetTrailStatus one': { IsLogging: false } }, { on: 0, off: [arnOf('one')] }],
  [
    'that leaves events out is not enough, and its owner is told',
    { 'GetTrailStatus one': WHOLE, 'GetEventSelectors one': WRITES },
    { on: 0, off: [], impaired: expect.stringContaining('leaves out management events that only read: have it') },
  ],
  [
    'that cannot deliver is not enough, and its owner is told',
    { 'GetTrailStatus one': FAILING },
    { on: 0, off: [], impaired: expect.stringContaining('cannot deliver to example-logs (AccessDenied): let') },
  ],
  [
    'beside one that cannot deliver is enough',
    { 'GetTrailStatus one': FAILING, 'GetTrailStatus two': WHOLE },
    { on: 1, off: [] },
  ],
])('a trail of all Regions %s', async (_, answers, found) => {
  const trails = ['one', ...('GetTrailStatus two' in answers ? ['two'] : [])].map((name) => ({
    TrailARN: arnOf(name),
    S3BucketName: 'example-logs',
    HomeRegion: 'us-east-1',
    IsMultiRegionTrail: true,
  }));
  const byArn = Object.entries(answers).map(
    ([call, answer]) => [call.replace(/ (\w+)$/, (_all, name: string) => ` ${arnOf(name)}`), answer] as const,
  );
  expect(await look(cloudtrail, { DescribeTrails: { trailList: trails }, ...Object.fromEntries(byArn) })).toEqual(
    found,
  );
});

const KINDS = [
  'AWS API Call via CloudTrail',
  'AWS Console Sign In via CloudTrail',
  'AWS Console Action via CloudTrail',
  'AWS Service Event via CloudTrail',
];

test.each([
  ['sends them to the bus', {}, [BUS], true],
  ['sends those that only read as well', { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }, [BUS], true],
  ['sends them to the bus and elsewhere', {}, [`${BUS}-2`, BUS], true],
  ['sends them to a bus of before', {}, [`${BUS}-2`], false],
  ['sends them nowhere', {}, [], false],
  ['is disabled', { State: 'DISABLED' }, [BUS], false],
  ['is of another name', { Name: 'vedette-management-events-2' }, [BUS], false],
  ['chooses fewer events', { EventPattern: JSON.stringify({ 'detail-type': KINDS.slice(1) }) }, [BUS], false],
])('a rule for management events that %s is on or off', async (_, changes, targets, isOn) => {
  const pattern = JSON.stringify({ 'detail-type': KINDS }, undefined, 2);
  const rule = { Name: 'vedette-management-events', State: 'ENABLED', EventPattern: pattern, ...changes };
  const answers = {
    ListRules: { Rules: [rule] },
    ListTargetsByRule: { Targets: targets.map((Arn, n) => ({ Id: String(n), Arn })) },
  };
  expect(await look(managementEvents, answers)).toEqual(isOn ? { on: 1, off: [] } : { on: 0, off: [ACCOUNT] });
});
