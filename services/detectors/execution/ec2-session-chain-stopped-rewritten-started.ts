import { defineDetector } from '#services/model/detector.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { aboutInstanceOf, instancesOf } from '../kits/instance-call.ts';
import { attributeGiven } from '../kits/instance-attribute.ts';
import { isGiven } from '../kits/parameters.ts';
import { iso } from '#services/model/time.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Execution:EC2/SessionChain.StoppedRewrittenStarted',
  own: true,
  title: 'An instance was stopped, modified and started again',
  why: 'User data can be changed only while an instance is stopped, and it runs as root at the next start; a new role gives the instance other permissions.',
  asks: 'Did one caller stop an instance, change its user data or its role, and start it again?',
  severity: 'High',
  attack: ['T1037', 'T1578.005', 'T1059.009'],

  from: cloudtrail(
    'StopInstances',
    'StartInstances',
    'ModifyInstanceAttribute',
    'AssociateIamInstanceProfile',
    'ReplaceIamInstanceProfileAssociation',
  ),
  where: { eventSource: (source) => source === 'ec2.amazonaws.com', errorCode: succeeded },
  and: (record, look) => linkOf(record) !== undefined && instancesOf(record).length === 1 && isByHand(record, look),
  about: aboutInstanceOf,
  overlapping: true,
  tally: (t) => ({
    stopped: t.earliest((record) => (linkOf(record) === 'stopped' ? iso(record.time) : undefined)),
    rewritten: t.sample((record) =>
      linkOf(record) === 'rewritten' ? `${iso(record.time)} ${record.eventName}` : undefined,
    ),
    started: t.latest((record) => (linkOf(record) === 'started' ? iso(record.time) : undefined)),
    callers: t.sample((record) => record.userIdentity.arn ?? record.userIdentity.principalId),
  }),
  having: ({ tallies: { stopped, rewritten, started } }) =>
    stopped !== undefined &&
    started !== undefined &&
    rewritten.some((when) => stopped < when && when.slice(0, started.length) < started),

  explain: ({ subject, tallies }) =>
    `Instance ${subject.resource.id} was stopped, its user data or its role was changed (${enumerated(tallies.rewritten.map((when) => when.split(' ')[1] ?? ''))}), and it was started again, by ${enumerated(tallies.callers)}.`,
  asff: 'TTPs/Execution/Execution:EC2-SessionChain.StoppedRewrittenStarted',
  blindTo: [
    'Calls that stop or start several instances at once.',
    'The contents of the user data: CloudTrail leaves them out.',
    'Changes that take effect when somebody else restarts the instance.',
  ],
  falsePositives: ['An administrator who repairs the start-up of an instance by hand.'],
  respond: [
    'Ask the caller what was changed, and read the user data of the instance.',
    'If nobody knows, isolate the instance, and treat the credentials of its role as stolen.',
  ],
  references: [
    {
      title: 'Run commands when you launch an EC2 instance with user data input',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html',
    },
  ],
  examples: {
    fires: {
      'user data': () => ({
        records: [stop(), change({ userData: '<sensitiveDataRemoved>' }), start()],
        also: ['Persistence:EC2/BootOrLogonInitializationScripts'],
      }),
      'the role': () => ({ records: [stop(), profile(), start()] }),
    },
    quiet: {
      'only the instance type is changed': () => ({
        records: [stop(), change({ instanceType: { value: 't3.large' } }), start()],
      }),
      'a change before the stop': () => ({
        records: [stop(), change({ userData: 'x' }, { eventTime: '2026-03-02T09:00:00Z' }), start()],
      }),
      'another instance was changed': () => ({ records: [stop(), profile('i-0ffffffffffffffff'), start()] }),
      'never started again': () => ({ records: [stop(), profile()] }),
      'by two callers': () => ({
        records: [
          stop(),
          profile(),
          start({ userIdentity: { ...iamUser('bob'), principalId: 'AIDAEXAMPLEUSER000002' } }),
        ],
      }),
    },
  },
});

function linkOf(record: CloudTrailRecord): 'stopped' | 'rewritten' | 'started' | undefined {
  const { eventName, requestParameters = {} } = record;
  if (eventName === 'StopInstances') return 'stopped';
  if (eventName === 'StartInstances') return 'started';
  if (eventName !== 'ModifyInstanceAttribute') return 'rewritten';
  return isGiven(attributeGiven(requestParameters, 'userData')) ? 'rewritten' : undefined;
}

const INSTANCE = 'i-0123456789abcdef0';

function stop(overrides = {}) {
  return call('StopInstances', { instancesSet: { items: [{ instanceId: INSTANCE }] } }, '10:00', overrides);
}

function change(attributes: object, overrides = {}) {
  return call('ModifyInstanceAttribute', { instanceId: INSTANCE, ...attributes }, '10:05', overrides);
}

function profile(instanceId = INSTANCE) {
  const AssociateIamInstanceProfileRequest = { InstanceId: instanceId, IamInstanceProfile: { Name: 'admin' } };
  return call('AssociateIamInstanceProfile', { AssociateIamInstanceProfileRequest }, '10:05', {});
}

function start(overrides = {}) {
  return call('StartInstances', { instancesSet: { items: [{ instanceId: INSTANCE }] } }, '10:10', overrides);
}

function call(eventName: string, requestParameters: object, time: string, overrides: object) {
  const base = { eventName, readOnly: false, eventTime: `2026-03-02T${time}:00Z`, userIdentity: iamUser('mallory') };
  return event({ ...base, requestParameters, ...overrides });
}
