import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { instanceSession, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord, type Parameters } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByKey } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { call, REFUSED } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Something that runs what its maker wrote, with a role. */
interface Runner {
  readonly noun: string;
  readonly service: string;
  readonly make: string;
  /** Calls that run it, or have it run. */
  readonly runs: readonly string[];
  /** The name and the role in the call that makes it. */
  readonly made: (parameters: Parameters) => { readonly name: unknown; readonly role: unknown };
  /** Its name in the call that runs it. */
  readonly ran: (parameters: Parameters) => unknown;
}

const RUNNERS: readonly Runner[] = [
  {
    noun: 'Glue job',
    service: 'glue',
    make: 'CreateJob',
    runs: ['StartJobRun'],
    made: ({ name, role }) => ({ name, role }),
    ran: ({ jobName }) => jobName,
  },
  {
    noun: 'build project',
    service: 'codebuild',
    make: 'CreateProject',
    runs: ['StartBuild', 'StartBuildBatch', 'CreateWebhook'],
    made: ({ name, serviceRole: role }) => ({ name, role }),
    ran: ({ projectName }) => projectName,
  },
  {
    noun: 'state machine',
    service: 'states',
    make: 'CreateStateMachine',
    runs: ['StartExecution', 'StartSyncExecution'],
    made: ({ name, roleArn: role }) => ({ name, role }),
    ran: ({ stateMachineArn }) => textOf(stateMachineArn)?.split(':')[6],
  },
];

export default defineDetector({
  type: 'PrivilegeEscalation:IAMUser/SessionChain.RoleBorrowed',
  own: true,
  title: 'Something that runs with a role was made with the key of a user, and run at once',
  why: 'Whoever may pass a role to a service acts with that role, whatever their own permissions are: they let the service run what they wrote.',
  asks: 'Was a Glue job, a build project or a state machine made with a role, with the key of an IAM user, and run by the same caller within an hour?',
  severity: 'Medium',
  attack: ['T1548.005', 'T1651', 'T1098.003'],

  from: cloudtrail(...new Set(RUNNERS.flatMap(({ make, runs }) => [make, ...runs]))),
  where: {
    eventSource: (source) => RUNNERS.some(({ service }) => source === `${service}.amazonaws.com`),
    errorCode: succeeded,
    callerKind: (kind) => kind === 'iam-user',
    userAgent: (userAgent) => !saysDeploys(userAgent),
  },
  and: (record, look) => (madeIn(record) ?? ranIn(record)) !== undefined && isByKey(record, look),
  about: aboutPrincipal,
  within: hours(2),
  overlapping: true,
  tally: (t) => ({
    made: t.distinct(madeIn),
    ran: t.distinct(ranIn),
    roles: t.sample((record) => textOf(runnerOf(record)?.made(record.requestParameters ?? {}).role)),
  }),
  having: ({ tallies: { made, ran } }) => both(made.values, ran.values).length > 0,

  explain: ({ subject, tallies: { made, ran, roles } }) =>
    `${capitalized(callerOf(subject.resource))} made and ran ${enumerated(both(made.values, ran.values))}, with role ${enumerated(roles)}.`,
  asff: 'TTPs/Privilege Escalation/PrivilegeEscalation:IAMUser-SessionChain.RoleBorrowed',
  blindTo: [
    'Functions and tasks, which developers make and run all day.',
    'Things that were there before and were given other commands or another role.',
    'Callers with a role or in the console.',
    'What the role may do.',
    'Tools whose user agent names an infrastructure-as-code tool, which anybody may write.',
  ],
  falsePositives: [
    'A developer who works with the key of a user: add the user to `known` as `pipeline`, or better, take the key away.',
  ],
  respond: [
    'Ask the owner of the key what was run.',
    'If nobody knows, disable the key, delete what was made, and review what the role did since.',
    'Restrict to whom the user may pass roles (iam:PassRole).',
  ],
  references: [
    {
      title: 'Grant a user permissions to pass a role to an AWS service',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
    },
  ],
  examples: {
    fires: {
      'a Glue job': () => ({ records: [job(), start()] }),
      'a build project': () => ({
        records: [
          call('codebuild', 'CreateProject', { name: 'x', serviceRole: ROLE }),
          call('codebuild', 'StartBuild', { projectName: 'x' }),
        ],
      }),
      'a build project that a repository of somebody starts': () => ({
        records: [
          call('codebuild', 'CreateProject', { name: 'x', serviceRole: ROLE }),
          call('codebuild', 'CreateWebhook', { projectName: 'x' }),
        ],
      }),
      'a state machine': () => ({
        records: [
          call('states', 'CreateStateMachine', { name: 'x', roleArn: ROLE }),
          call('states', 'StartExecution', {
            stateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:x',
          }),
        ],
      }),
      'a batch of builds': () => ({
        records: [
          call('codebuild', 'CreateProject', { name: 'x', serviceRole: ROLE }),
          call('codebuild', 'StartBuildBatch', { projectName: 'x' }),
        ],
      }),
      'a state machine that the caller waits for': () => ({
        records: [
          call('states', 'CreateStateMachine', { name: 'x', roleArn: ROLE }),
          call('states', 'StartSyncExecution', {
            stateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:x',
          }),
        ],
      }),
      'before and after the full hour': () => ({
        records: [job({ eventTime: '2026-03-02T10:50:00Z' }), start({}, { eventTime: '2026-03-02T11:10:00Z' })],
      }),
    },
    quiet: {
      'only made': () => ({ records: [job()] }),
      'only run': () => ({ records: [start()] }),
      'another job is run': () => ({ records: [job(), start({ jobName: 'nightly' })] }),
      'a thing of another kind with the same name': () => ({
        records: [job(), call('codebuild', 'StartBuild', { projectName: 'x' })],
      }),
      'a role session, as of a data engineer': () => ({
        records: [job({ userIdentity: roleSession() }), start({}, { userIdentity: roleSession() })],
      }),
      'a scheduler on an instance': () => ({
        records: [job(ON_INSTANCE), start({}, ON_INSTANCE)],
      }),
      'Terraform made it': () => ({ records: [job({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }), start()] }),
      'it was refused': () => ({ records: [job(), start({}, REFUSED)] }),
      'a user that the owner knows as a pipeline': () => ({
        records: [job(), start()],
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['pipeline' as const], because: 'Runs our jobs.' }],
      }),
      'hours later': () => ({ records: [job(), start({}, { eventTime: '2026-03-02T13:00:00Z' })] }),
    },
  },
});

const ROLE = 'arn:aws:iam::111122223333:role/admin';
const ON_INSTANCE = { userIdentity: instanceSession(), sourceIPAddress: '10.0.0.7', vpcEndpointId: 'vpce-0example' };

function runnerOf({ eventSource, eventName }: CloudTrailRecord): Runner | undefined {
  return RUNNERS.find(
    ({ service, make, runs }) =>
      eventSource === `${service}.amazonaws.com` && (eventName === make || runs.includes(eventName)),
  );
}

/** What a record makes with a role, in words. */
function madeIn(record: CloudTrailRecord): string | undefined {
  const runner = runnerOf(record);
  if (runner?.make !== record.eventName) return undefined;
  const { name, role } = runner.made(record.requestParameters ?? {});
  return textOf(role) === undefined ? undefined : named(runner, name);
}

/** What a record runs, in the same words. */
function ranIn(record: CloudTrailRecord): string | undefined {
  const runner = runnerOf(record);
  return runner?.runs.includes(record.eventName)
    ? named(runner, runner.ran(record.requestParameters ?? {}))
    : undefined;
}

function named({ noun }: Runner, name: unknown): string | undefined {
  const text = textOf(name);
  return text === undefined ? undefined : `${noun} ${text}`;
}

function both(made: readonly (string | number)[], ran: readonly (string | number)[]): readonly string[] {
  return made.filter((name) => ran.includes(name)).map(String);
}

function job(overrides = {}) {
  return call('glue', 'CreateJob', { name: 'x', role: ROLE, command: { name: 'pythonshell' } }, overrides);
}

function start(parameters: object = {}, overrides = {}) {
  return call('glue', 'StartJobRun', { jobName: 'x', ...parameters }, overrides);
}
