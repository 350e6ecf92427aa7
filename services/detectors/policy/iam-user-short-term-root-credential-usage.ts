import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { aboutRootUser } from '../kits/access-key.ts';
import { isByCaller } from '../kits/api-call.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Policy:IAMUser/ShortTermRootCredentialUsage',
  title: 'A short session of the root user was used',
  why: 'The management account, or the one that it delegated this to, can act as the root user of a member account. Whoever holds it can open what everybody locked themselves out of.',
  asks: 'Was a session that AssumeRoot gave out used?',
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
    `A session that was given out for the root user of account ${accountId} made ${counted(count, 'call')} (${enumerated(tallies.calls)}) from ${enumerated(tallies.addresses)}.`,
  asff: 'TTPs/Policy:IAMUser-ShortTermRootCredentialUsage',
  blindTo: [
    'Who asked for the session: the AssumeRoot call is in the trail of the management account, or of the delegated one.',
    'Object-level calls on buckets without data events in the trail.',
  ],
  falsePositives: [
    'The few tasks that such sessions are for: to remove root credentials of members, or a policy that locks everybody out of a bucket or a queue.',
  ],
  respond: [
    'Look in the trail of the management account for AssumeRoot with this account as its target, and ask whoever called it.',
    'If it was not them, disable their credentials, and look at what the session changed.',
    'Keep the task to few: deny sts:AssumeRoot to everybody else.',
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
      'the mark is a truth value': () => assumed(true),
      'a look at the root credentials, which is refused': () =>
        assumed('true', { eventSource: 'iam.amazonaws.com', eventName: 'ListAccessKeys', errorCode: 'AccessDenied' }),
    },
    quiet: {
      'the root user, who has a finding of their own': () => ({ records: [event({ userIdentity: rootUser() })] }),
      'the mark says no': () => assumed('false'),
      'a service acts for it': () =>
        assumed('true', { userIdentity: { ...assumedRoot('true'), invokedBy: 'support.amazonaws.com' } }),
      'a role’s session': () => ({ records: [event({ userIdentity: roleSession() })] }),
      'the session is asked for': () => ({
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
