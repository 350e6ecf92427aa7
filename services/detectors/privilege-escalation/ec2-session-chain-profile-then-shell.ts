import { defineDetector } from '#services/model/detector.ts';
import { iso } from '#services/model/time.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { aboutInstanceOf, instancesOf } from '../kits/instance-call.ts';
import { enumerated } from '../kits/wording.ts';

const PROFILE = ['AssociateIamInstanceProfile', 'ReplaceIamInstanceProfileAssociation'];
const SHELL = ['StartSession', 'SendCommand', 'SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey'];

export default defineDetector({
  type: 'PrivilegeEscalation:EC2/SessionChain.ProfileThenShell',
  own: true,
  title: 'An instance was given another role, and then a shell was opened on it',
  why: 'A caller who may give an instance a role and open a shell on it acts with that role, whatever their own permissions are.',
  asks: 'Did one caller give an instance another role and then open a shell on it, or run a command there?',
  severity: 'High',
  attack: ['T1098.003', 'T1651', 'T1021.008'],

  from: cloudtrail(...PROFILE, ...SHELL),
  where: {
    errorCode: succeeded,
  },
  and: (record, look) => instancesOf(record).length === 1 && isByHand(record, look),
  about: aboutInstanceOf,
  overlapping: true,
  tally: (t) => ({
    given: t.earliest((record) => (isShell(record) ? undefined : iso(record.time))),
    opened: t.latest((record) => (isShell(record) ? iso(record.time) : undefined)),
    calls: t.sample(({ eventName }) => eventName),
    callers: t.sample((record) => record.userIdentity.arn ?? record.userIdentity.principalId),
  }),
  having: ({ tallies: { given, opened } }) => given !== undefined && opened !== undefined && given < opened,

  explain: ({ subject, tallies }) =>
    `${enumerated(tallies.callers)} gave instance ${subject.resource.id} another role and then opened a shell on it or ran a command: ${enumerated(tallies.calls)}.`,
  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:EC2-SessionChain.ProfileThenShell',
  blindTo: [
    'A caller who gives the role with one identity and opens the shell with another, such as a role that they assumed.',
    'SSH shells with a key that is already on the instance.',
    'Commands that are sent to several instances at once.',
  ],
  falsePositives: ['An instance that is prepared for Session Manager by hand, and tested.'],
  respond: [
    'Ask the caller why the instance needs the role.',
    'If nobody knows, remove the role from the instance, end the session, and review what the role did since.',
  ],
  references: [
    {
      title: 'IAM roles for Amazon EC2',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html',
    },
  ],
  examples: {
    fires: {
      'a role, and a session': () => ({ records: [give(), session()] }),
      'a role, and an SSH key': () => ({
        records: [
          give('ReplaceIamInstanceProfileAssociation', {
            requestParameters: { ReplaceIamInstanceProfileAssociationRequest: { AssociationId: 'iip-assoc-0example' } },
            responseElements: {
              ReplaceIamInstanceProfileAssociationResponse: { iamInstanceProfileAssociation: { instanceId: INSTANCE } },
            },
          }),
          session({
            eventSource: 'ec2-instance-connect.amazonaws.com',
            eventName: 'SendSSHPublicKey',
            requestParameters: { instanceId: INSTANCE },
          }),
        ],
        also: ['LateralMovement:EC2/RemoteServices', 'PrivilegeEscalation:EC2/InstanceProfileReplaced'],
      }),
      'a role, and a command': () => ({ records: [give(), command([INSTANCE])] }),
      'a role, and a command whose target it is': () => ({
        records: [
          give(),
          session({
            eventName: 'SendCommand',
            requestParameters: { targets: [{ key: 'InstanceIds', values: [INSTANCE] }] },
          }),
        ],
      }),
      'a role, and an SSH key for the serial console': () => ({
        records: [
          give(),
          session({
            eventSource: 'ec2-instance-connect.amazonaws.com',
            eventName: 'SendSerialConsoleSSHPublicKey',
            requestParameters: { instanceId: INSTANCE, serialPort: 0 },
          }),
        ],
        also: ['LateralMovement:EC2/RemoteServices'],
      }),
    },
    quiet: {
      'only a session': () => ({ records: [session()] }),
      'the session came first': () => ({
        records: [give('AssociateIamInstanceProfile', { eventTime: '2026-03-02T11:00:00Z' }), session()],
      }),
      'on another instance': () => ({
        records: [give(), session({ requestParameters: { target: 'i-0ffffffffffffffff' } })],
      }),
      'a command for several instances at once': () => ({
        records: [give(), command([INSTANCE, 'i-0fedcba9876543210'])],
      }),
      'a pipeline sets up an instance': () => ({
        records: [give(), command([INSTANCE])],
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['pipeline'], because: 'Sets up our instances.' }],
      }),
      'the session was refused': () => ({ records: [give(), session({ errorCode: 'AccessDenied' })] }),
    },
  },
});

function isShell({ eventName }: CloudTrailRecord): boolean {
  return SHELL.includes(eventName);
}

const INSTANCE = 'i-0123456789abcdef0';

function give(eventName = 'AssociateIamInstanceProfile', overrides = {}) {
  const AssociateIamInstanceProfileRequest = { InstanceId: INSTANCE, IamInstanceProfile: { Name: 'admin' } };
  const base = { eventName, readOnly: false, userIdentity: iamUser('mallory') };
  return event({ ...base, requestParameters: { AssociateIamInstanceProfileRequest }, ...overrides });
}

function command(instanceIds: readonly string[]) {
  return session({ eventName: 'SendCommand', requestParameters: { documentName: 'AWS-RunShellScript', instanceIds } });
}

function session(overrides = {}) {
  return event({
    eventSource: 'ssm.amazonaws.com',
    eventName: 'StartSession',
    eventTime: '2026-03-02T10:10:00Z',
    readOnly: false,
    requestParameters: { target: INSTANCE },
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}
