import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { iamUser, identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand, isByProgram } from '../kits/caller.ts';
import { hopExamples } from '../kits/hop-examples.ts';
import { actedAs, actorOf, hops } from '../kits/hops.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';
import { call } from '../kits/signals.ts';

/** Services that move data: the call that sets up a transfer, and the calls that start it or give access to it. */
const MOVERS: Readonly<Record<string, { readonly name: string; readonly made: string; readonly started: string[] }>> = {
  'datasync.amazonaws.com': { name: 'a DataSync task', made: 'CreateTask', started: ['StartTaskExecution'] },
  'transfer.amazonaws.com': {
    name: 'a Transfer Family file server',
    made: 'CreateServer',
    started: ['CreateUser', 'CreateAccess', 'ImportSshPublicKey'],
  },
  'appflow.amazonaws.com': { name: 'an AppFlow flow', made: 'CreateFlow', started: ['StartFlow'] },
  'dms.amazonaws.com': {
    name: 'a Database Migration Service task',
    made: 'CreateReplicationTask',
    started: ['StartReplicationTask'],
  },
};

const HOPPED = hopExamples(() => [
  call('datasync', 'CreateTask', { sourceLocationArn: 'a', destinationLocationArn: 'b' }),
  call('datasync', 'StartTaskExecution', { taskArn: 'c' }),
]);

export default defineDetector({
  type: 'Exfiltration:Transfer/DataMoverStarted',
  own: true,
  title: 'One caller set up and started a data transfer service',
  why: 'Attackers use data transfer services to move whole buckets and databases out, at the speed of AWS and from its addresses.',
  asks: 'Did one caller, not a service or a pipeline, create a data transfer task or a public file server, and start or open it?',
  attack: ['T1537', 'T1048', 'T1567'],

  from: cloudtrail(...new Set(Object.values(MOVERS).flatMap(({ made, started }) => [made, ...started]))),
  where: { eventSource: (source) => source !== undefined && Object.hasOwn(MOVERS, source), errorCode: succeeded },
  and: (record, look) => stepOf(record) !== undefined && isByHand(record, look) && !isByProgram(record),
  about: aboutPrincipal,
  hops,
  acrossRegions: true,
  within: hours(2),
  overlapping: true,
  tally: (t) => ({
    made: t.distinct((record) => (stepOf(record) === 'made' ? record.eventSource : undefined)),
    started: t.distinct((record) => (stepOf(record) === 'started' ? record.eventSource : undefined)),
    kinds: t.distinct(({ callerKind, userAgent }) =>
      callerKind === 'person' || saysDeploys(userAgent) ? 'at work' : 'other',
    ),
    actors: t.sample(actorOf),
  }),
  having: ({ tallies: { made, started } }) => movers(made.values, started.values).length > 0,
  severity: {
    when: {
      Medium: 'it was done with a key or a role',
      Low: 'a signed-in person did it, or the user agent names an infrastructure-as-code tool',
    },
    of: ({ tallies: { kinds } }) => (kinds.values.includes('other') ? 'Medium' : 'Low'),
  },

  explain: ({ subject, tallies: { made, started, actors } }) =>
    `${capitalized(callerOf(subject.resource))} set up ${enumerated(movers(made.values, started.values))}, and started or opened it${actedAs(actors)}.`,
  asff: 'Effects/Data Exfiltration/Exfiltration:Transfer-DataMoverStarted',
  blindTo: [
    'Who owns the destination: records name it by ids.',
    'Existing tasks that are started.',
    'Tasks that are created and started more than an hour apart.',
  ],
  falsePositives: ['A migration that somebody runs with a script and a key.'],
  respond: [
    'Ask the caller which data is moved, and where to.',
    'If nobody knows, stop the task or the server, check its locations, and disable the credentials.',
  ],
  references: [
    {
      title: 'What is AWS DataSync?',
      url: 'https://docs.aws.amazon.com/datasync/latest/userguide/what-is-datasync.html',
    },
  ],
  examples: {
    fires: {
      ...HOPPED.fires,
      'a task is created and started': () => ({ records: task() }),
      'a public file server, by a role': () => ({
        records: server({ endpointType: 'PUBLIC' }, { userIdentity: roleSession('eve', 'Operations') }),
      }),
      'a flow is created and started': () => ({
        records: [
          call('appflow', 'CreateFlow', { flowName: 'all' }),
          call('appflow', 'StartFlow', { flowName: 'all' }),
        ],
      }),
      'a replication is created and started': () => ({
        records: [
          call('dms', 'CreateReplicationTask', { replicationTaskIdentifier: 'all' }),
          call('dms', 'StartReplicationTask', { replicationTaskArn: 'c' }),
        ],
      }),
      'by a person, which is less': () => ({ records: task({ userIdentity: identityCenterUser() }) }),
      'by Terraform, which is less': () => ({
        records: task({ userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
      }),
    },
    quiet: {
      ...HOPPED.quiet,
      'only created': () => ({ records: task().slice(0, 1) }),
      'only started': () => ({ records: task().slice(1) }),
      'one is created, another started': () => ({ records: [...task().slice(0, 1), ...server({}).slice(1)] }),
      'a file server inside a VPC': () => ({ records: server({ endpointType: 'VPC' }) }),
      'a user of another service': () => ({
        records: [...server({}).slice(0, 1), call('iam', 'CreateUser', { userName: 'partner' })],
      }),
      'it was refused': () => ({ records: task({ errorCode: 'AccessDenied' }) }),
      'a stack creates and starts it': () => ({
        records: task({ userIdentity: { ...iamUser('mallory'), invokedBy: 'cloudformation.amazonaws.com' } }),
      }),
    },
  },
});

function stepOf({ eventSource, eventName, requestParameters = {} }: CloudTrailRecord): 'made' | 'started' | undefined {
  const mover = MOVERS[eventSource];
  if (mover?.started.includes(eventName)) return 'started';
  // A file server is public unless the request says otherwise ("CreateServer").
  const isWithin = (textOf(requestParameters['endpointType']) ?? 'PUBLIC') !== 'PUBLIC';
  return mover?.made === eventName && !isWithin ? 'made' : undefined;
}

/** What was both made and started, in words. */
function movers(made: readonly (string | number)[], started: readonly (string | number)[]): readonly string[] {
  return made.filter((source) => started.includes(source)).flatMap((source) => MOVERS[source]?.name ?? []);
}

function task(overrides = {}) {
  return [
    call('datasync', 'CreateTask', { sourceLocationArn: 'a', destinationLocationArn: 'b' }, overrides),
    call('datasync', 'StartTaskExecution', { taskArn: 'c' }, overrides),
  ];
}

function server(parameters: object, overrides = {}) {
  return [
    call('transfer', 'CreateServer', { protocols: ['SFTP'], ...parameters }, overrides),
    call('transfer', 'CreateUser', { serverId: 's-0example', userName: 'partner', role: 'r' }, overrides),
  ];
}
