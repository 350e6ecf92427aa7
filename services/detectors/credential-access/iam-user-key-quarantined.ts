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
  title: 'A user is under quarantine because a key was found in public, or somebody lifted it',
  why: 'When AWS finds an access key in public it attaches a policy to the user that forbids what thieves do first. The key is out: the policy only gains time.',
  asks: 'Was the policy that AWS keeps for users whose key was found in public attached to a user, or taken off?',
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
    'Keys that AWS did not find.',
    'Whether the quarantine was lifted after the key was replaced, as it should be.',
  ],
  falsePositives: [
    'Exercises in which somebody attaches the policy.',
    'Owners who lift it after they replaced the key: Medium.',
  ],
  respond: [
    'Disable every access key of the user, then delete them; do not lift the quarantine before.',
    'Look at everything that was done with the user’s keys, and with sessions they were traded for.',
    'Take the key out of where it was published, the history of repositories included.',
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
      'an older form of it': () => change('AttachUserPolicy', ''),
      'an administrator lifts it': () => change('DetachUserPolicy', 'V2'),
      'the user lifts it themselves': () => change('DetachUserPolicy', 'V2', { userIdentity: iamUser('bob') }),
    },
    quiet: {
      'another policy': () =>
        change('AttachUserPolicy', 'V3', {
          requestParameters: { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
        }),
      'a policy whose name only begins so': () => change('AttachUserPolicy', 'Reader'),
      'it cannot be lifted': () => change('DetachUserPolicy', 'V3', { errorCode: 'AccessDenied' }),
      'a policy of that name on a role': () => change('AttachRolePolicy', 'V3'),
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
