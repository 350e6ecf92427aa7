import type { FlowPlan, JsonPlan } from '#services/reader/plan.ts';

const IDS = [
  'eventName',
  'eventSource',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'readOnly',
  'recipientAccountId',
  'userIdentity.type',
  'userIdentity.arn',
  'userIdentity.accountId',
  'userIdentity.accessKeyId',
  'userIdentity.sessionContext.ec2RoleDelivery',
  'requestParameters',
  'requestParameters.bucketName',
  '__proto__.eventName',
];
const SLICES = ['eventTime', 'userIdentity', 'userIdentity.sessionContext', 'requestParameters', 'answers'];

/** Ids and slices, one of both at one place, keys below others, and a key that only looks dangerous. */
export const JSON_PLAN: JsonPlan = [
  ...IDS.map((name) => ({ name, path: name.split('.'), kind: 'id' as const })),
  ...SLICES.map((name) => ({ name: `${name} slice`, path: name.split('.'), kind: 'slice' as const })),
];

const V2 =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const CUSTOM =
  'version account-id vpc-id subnet-id instance-id interface-id type srcaddr dstaddr srcport dstport pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags log-status region az-id sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path';

export const FLOW_V2: FlowPlan = { fields: V2.split(' '), wanted: V2.split(' ').slice(1, 13) };
export const FLOW_CUSTOM: FlowPlan = { fields: CUSTOM.split(' '), wanted: CUSTOM.split(' ').slice(1) };
