import type { AccountLook } from '#services/model/enrolment.ts';

export const OURS = '111122223333';
/** Something is left to do in one account, and the other has no role. */
export const ENROLMENT = {
  settings: { autoEnable: { 'vpc-flow': 'ALL' }, bucket: 'example-logs', role: 'VedetteEnrolment' },
  regions: undefined,
  memberRole: 'VedetteMember',
} as const;
export const LOOK: AccountLook = {
  accountId: OURS,
  refusal: null,
  regions: ['eu-west-1'],
  asked: ['vpc-flow'],
  features: [{ feature: 'vpc-flow', region: 'eu-west-1', on: 0, off: ['vpc-a'], refusal: null }],
};
const hoursAgo = (n: number) => new Date(Math.floor(Date.now() / 3_600_000 - n) * 3_600_000);
const HOUR = {
  accountId: OURS,
  region: 'us-east-1',
  source: 'cloudtrail',
  hour: hoursAgo(5),
  objects: 7,
  failed: 0,
  late: 0,
  records: 1234,
  unreadable: 0,
};
/** An hour in which everything was read, and one in which two objects failed. */
export const HOURS = [HOUR, { ...HOUR, hour: hoursAgo(9), failed: 2 }];
