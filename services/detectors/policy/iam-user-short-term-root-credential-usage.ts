import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutRootUser } from '../kits/access-key.ts';
import { isByCaller } from '../kits/api-call.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Policy:IAMUser/ShortTermRootCredentialUsage',
  title: 'A root session of a member account was used',
  why: 'The management account, or its delegated administrator, can act as the root user of a member account. Whoever controls it can open even what every other user is locked out of.',
  asks: 'Was a session used that AssumeRoot created?',
  severity: 'Low',
  attack: ['T1078.004'],

  from: cloudtrail(),
  where: {
    'userIdentity.type': (type) => type === 'Root',
    'userIdentity.invokedBy': isByCaller,
  },
  and: ({ eventType, userIdentity }) =>
    eventType !== 'AwsServiceEvent' && userIdentity.sessionContext.assumedRoot === 'true',
  about: aboutRootUser,
  acrossRegions: true,
  tally: (t) => ({
    calls: t.sample((record) => record.eventName),
    addresses: t.sample((record) => record.sourceIPAddress),
  }),

  explain: ({ accountId, count, tallies }) =>
    `A root session of account ${accountId} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}.`,
  asff: 'TTPs/Policy:IAMUser-ShortTermRootCredentialUsage',
  blindTo: [
    'Who requested the session: the AssumeRoot call is in the trail of the management account or of the delegated administrator.',
    'Object-level calls on buckets for which the trail records no data events.',
  ],
  falsePositives: [
    'The few tasks that such sessions exist for: deleting root credentials of members, or a policy that locks everybody out of a bucket or a queue.',
  ],
  respond: [
    'Look in the trail of the management account for AssumeRoot with this account as its target, and ask the caller about it.',
    'If it was not them, disable their credentials, and review what the session changed.',
    'Restrict the task to a few people: deny sts:AssumeRoot to everybody else.',
  ],
  references: [
    {
      title: 'Perform a privileged task on an AWS Organizations member account',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html',
    },
    {
      title: 'GuardDuty IAM finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html',
    },
  ],
  examples: {
    fires: {
      'a bucket policy that locks everybody out is removed': () => assumed('true'),
      'the record has the mark as a boolean': () => assumed(true),
      'a refused look at the root credentials': () =>
        assumed('true', { eventSource: 'iam.amazonaws.com', eventName: 'ListAccessKeys', errorCode: 'AccessDenied' }),
    },
    quiet: {
      'the root user, who has a finding type of their own': () => ({ records: [event({ userIdentity: rootUser() })] }),
      'the mark says no': () => assumed('false'),
      'a service acts on its behalf': () =>
        assumed('true', { userIdentity: { ...assumedRoot('true'), invokedBy: 'support.amazonaws.com' } }),
      'a role session': () => ({ records: [event({ userIdentity: roleSession() })] }),
      'the session is requested': () => ({
        records: [event({ eventSource: 'sts.amazonaws.com', eventName: 'AssumeRoot', userIdentity: roleSession() })],
      }),
    },
  },
});

function assumed(mark: string | boolean, overrides: object = {}) {
  const call = { eventSource: 's3.amazonaws.com', eventName: 'DeleteBucketPolicy', readOnly: false };
  const requestParameters = { bucketName: 'invoices' };
  return { records: [event({ ...call, requestParameters, userIdentity: assumedRoot(mark), ...overrides })] };
}

function assumedRoot(mark: string | boolean) {
  return { ...rootUser(), sessionContext: { assumedRoot: mark } };
}
