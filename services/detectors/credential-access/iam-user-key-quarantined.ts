import { defineDetector } from '#services/model/detector.ts';
import type { Subject } from '#services/model/subject.ts';
import { awsService, event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { aboutAccessKey } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'CredentialAccess:IAMUser/KeyQuarantined',
  own: true,
  title: 'AWS quarantined a user because of a leaked key, or somebody lifted the quarantine',
  why: 'When AWS finds an access key in public, it attaches a policy to the user that denies what attackers do first. The key is leaked all the same: the policy only buys time.',
  asks: 'Was the policy by which AWS quarantines users with a leaked key attached to a user, or detached from one?',
  attack: ['T1552.001', 'T1078.004'],

  from: cloudtrail('AttachUserPolicy', 'DetachUserPolicy', 'PutUserPolicy', 'DeleteUserPolicy'),
  where: {
    eventSource: (source) => source === 'iam.amazonaws.com',
    errorCode: succeeded,
  },
  and: (record) => quarantineOf(record) !== undefined,
  about: aboutUser,
  acrossRegions: true,
  tally: (t) => ({
    put: t.sample((record) => (isLifted(record) ? undefined : quarantineOf(record))),
    lifted: t.sample((record) => (isLifted(record) ? quarantineOf(record) : undefined)),
    bySelf: t.count((record) => isLifted(record) && userOf(record) === record.userIdentity.userName),
  }),

  severity: {
    when: {
      High: 'a key of the user was found in public, or the user lifted the quarantine themselves',
      Medium: 'somebody else lifted the quarantine',
    },
    of: ({ tallies }) => (tallies.put.length > 0 || tallies.bySelf > 0 ? 'High' : 'Medium'),
  },
  explain({ subject, tallies }) {
    const user = subject.resource.accessKeyDetails?.userName ?? subject.resource.id;
    const put =
      tallies.put.length > 0
        ? [`A key of user ${user} was found in public: ${enumerated(tallies.put)} was attached.`]
        : [];
    const by = tallies.bySelf > 0 ? 'The user themselves' : 'Somebody';
    const lifted =
      tallies.lifted.length > 0 ? [`${by} lifted the quarantine of user ${user} (${enumerated(tallies.lifted)}).`] : [];
    return [...put, ...lifted].join(' ');
  },
  asff: 'TTPs/Credential Access/CredentialAccess:IAMUser-KeyQuarantined',
  blindTo: [
    'Leaked keys that AWS did not find.',
    'Whether the quarantine was lifted after the key was replaced, as it should be.',
  ],
  falsePositives: [
    'Exercises in which somebody attaches the policy.',
    'Owners who lift the quarantine after they replaced the key: the severity is Medium.',
  ],
  respond: [
    'Deactivate every access key of the user, then delete them; do not lift the quarantine before.',
    'Review everything that was done with the user’s keys, and with sessions that were created with them.',
    'Remove the key from where it was published, including the history of repositories.',
  ],
  references: [
    {
      title: 'AWSCompromisedKeyQuarantineV3, AWS Managed Policy Reference Guide',
      url: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html',
    },
  ],
  examples: {
    fires: {
      'AWS attaches the policy': () =>
        change('AttachUserPolicy', 'V3', { userIdentity: awsService('iam.amazonaws.com') }),
      'an older version of the policy': () => change('AttachUserPolicy', ''),
      'an administrator lifts the quarantine': () => change('DetachUserPolicy', 'V2'),
      'the user lifts the quarantine': () => change('DetachUserPolicy', 'V2', { userIdentity: iamUser('bob') }),
    },
    quiet: {
      'another policy': () =>
        change('AttachUserPolicy', 'V3', {
          requestParameters: { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
        }),
      'a policy whose name only begins like it': () => change('AttachUserPolicy', 'Reader'),
      'a failed attempt to lift it': () => change('DetachUserPolicy', 'V3', { errorCode: 'AccessDenied' }),
      'the same policy on a role': () => change('AttachRolePolicy', 'V3'),
    },
  },
});

const QUARANTINE = /(?:^|:policy\/)(AWSCompromisedKeyQuarantine(?:V\d+)?|AWSExposedCredentialPolicy_DO_NOT_REMOVE)$/;

/** The name of the policy if it is a quarantine policy. */
function quarantineOf({ requestParameters }: CloudTrailRecord): string | undefined {
  const policy = requestParameters?.['policyArn'] ?? requestParameters?.['policyName'];
  return typeof policy === 'string' ? QUARANTINE.exec(policy)?.[1] : undefined;
}

function isLifted({ eventName }: CloudTrailRecord): boolean {
  return eventName === 'DetachUserPolicy' || eventName === 'DeleteUserPolicy';
}

function userOf({ requestParameters }: CloudTrailRecord): string | undefined {
  const name = requestParameters?.['userName'];
  return typeof name === 'string' ? name : undefined;
}

/** The user who owns the key, whoever made the call. */
function aboutUser(record: CloudTrailRecord): Subject {
  const userName = userOf(record);
  if (userName === undefined) return aboutAccessKey(record);
  const accessKeyDetails = { userName, userType: 'IAMUser' };
  return { resource: { id: userName, resourceType: 'AccessKey', accessKeyDetails }, role: 'TARGET' };
}

function change(eventName: string, version: string, overrides: object = {}) {
  const policyArn = `arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine${version}`;
  const call = { eventSource: 'iam.amazonaws.com', eventName, readOnly: false };
  return { records: [event({ ...call, requestParameters: { userName: 'bob', policyArn }, ...overrides })] };
}
