import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { identityCenterUser, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isOverQuota, isRefusal, succeeded } from '../kits/api-call.ts';
import { isByHand, isRoleOutside, SAYS_IT_RUNS_IN_AWS } from '../kits/caller.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, call, REFUSED } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** By service, the calls that start machines, whatever the service calls them. */
const STARTS: Readonly<Record<string, readonly string[]>> = {
  'apprunner.amazonaws.com': ['CreateService'],
  'appstream.amazonaws.com': ['CreateFleet'],
  'autoscaling.amazonaws.com': ['CreateAutoScalingGroup'],
  'batch.amazonaws.com': ['CreateComputeEnvironment'],
  'cloud9.amazonaws.com': ['CreateEnvironmentEC2'],
  'ec2.amazonaws.com': ['RunInstances', 'RequestSpotInstances', 'RequestSpotFleet', 'CreateFleet'],
  'ecs.amazonaws.com': ['CreateService'],
  'eks.amazonaws.com': ['CreateNodegroup'],
  'elasticbeanstalk.amazonaws.com': ['CreateEnvironment'],
  'elasticmapreduce.amazonaws.com': ['RunJobFlow'],
  'gamelift.amazonaws.com': ['CreateFleet', 'CreateContainerFleet'],
  'lightsail.amazonaws.com': ['CreateInstances', 'CreateContainerService'],
  'sagemaker.amazonaws.com': ['CreateNotebookInstance', 'CreateTrainingJob', 'CreateProcessingJob', 'CreateEndpoint'],
  'workspaces.amazonaws.com': ['CreateWorkspaces'],
};
/** Services that one system has together: an application with its workers and its cluster. */
const COMMON = new Set(['autoscaling.amazonaws.com', 'ec2.amazonaws.com', 'ecs.amazonaws.com', 'eks.amazonaws.com']);
/** Of the services, at least as many must be less common. */
const UNCOMMON_MIN = 2;

export default defineDetector({
  type: 'Impact:IAMUser/ComputeServicesTried',
  own: true,
  title: 'Machines were started, or attempted to be, in many Regions or with many services',
  why: 'Whoever mines at the expense of others takes what the account allows: they go from Region to Region, and from service to service.',
  asks: 'Did one caller, within three hours, start machines in several Regions, or with several services of which two are less common, or try to without the permission or the quota?',
  attack: ['T1496.001', 'T1535', 'T1578.002'],
  settings: {
    regions: {
      default: 4,
      because: 'A system runs in one Region, some with a second or a third as a standby; miners use every Region.',
    },
    services: {
      default: 4,
      because: 'A system is made of one or two such services; miners try what remains when one is refused.',
    },
  },

  from: cloudtrail(...new Set(Object.values(STARTS).flat())),
  where: {
    eventSource: (source) => source !== undefined && Object.hasOwn(STARTS, source),
    callerKind: (kind) => kind === 'iam-user' || kind === 'role' || kind === 'person' || kind === 'root',
    sourceIPAddress: (address) => address !== undefined && isPublicAddress(address),
    errorCode: (code) => succeeded(code) || isRefusal(code) || isOverQuota(code),
  },
  and: (record, look) =>
    (STARTS[record.eventSource]?.includes(record.eventName) ?? false) &&
    (record.callerKind !== 'role' || isRoleOutside(record, look)) &&
    isByHand(record, look),
  about: aboutPrincipal,
  acrossRegions: true,
  // Windows that overlap take twice the time, and some accounts start machines all day.
  within: hours(3),
  tally: (t) => ({
    places: t.distinct(({ region }) => region),
    // People who learn about AWS try many services on one day.
    services: t.distinct((record) => (isSignedIn(record) ? undefined : record.eventSource)),
    calls: t.sample(({ eventName }) => eventName),
    started: t.sample(({ errorCode, region }) => (succeeded(errorCode) ? region : undefined)),
    kinds: t.distinct((record) => {
      if (saysDeploys(record.userAgent)) return 'by a tool';
      return isSignedIn(record) ? 'by a person' : 'by hand';
    }),
  }),
  having: ({ tallies: { places, services } }, { settings }) =>
    places.size >= settings.regions ||
    (services.size >= settings.services &&
      services.values.filter((source) => !COMMON.has(String(source))).length >= UNCOMMON_MIN),

  severity: {
    when: {
      Medium:
        'it was done with the key of a user, or with a role outside AWS, or machines were started by a signed-in person',
      Low: 'a signed-in person was refused each time, or the user agent names an infrastructure-as-code tool',
    },
    of({ tallies: { kinds, started } }) {
      const byPerson = kinds.values.includes('by a person') && started.length > 0;
      return kinds.values.includes('by hand') || byPerson ? 'Medium' : 'Low';
    },
  },

  explain: ({ subject, tallies: { places, services, calls, started } }) =>
    `${capitalized(callerOf(subject.resource))} started or tried to start machines in ${enumerated(places.values)}${services.size > 1 ? `, with ${enumerated(services.values)}` : ''} (${enumerated(calls)}): ${started.length > 0 ? `machines were started in ${enumerated(started)}` : 'all was refused'}.`,
  asff: 'Effects/Resource Consumption/Impact:IAMUser-ComputeServicesTried',
  blindTo: [
    'Functions, tasks and builds, which are deployed and run everywhere all day.',
    'Machines in one Region with one service.',
    'Callers who take more than three hours or begin just before a window of three hours ends, and many services by signed-in people.',
    'Callers at private addresses.',
    'Workloads, and roles within AWS: schedulers of batch jobs look for capacity everywhere.',
    SAYS_IT_RUNS_IN_AWS,
  ],
  falsePositives: [
    'A test that is run from many Regions, and training courses.',
    'A script that moves into several Regions on one day: add its user to `known` as `pipeline`.',
  ],
  respond: [
    'Ask the owner of the credentials what the machines are for.',
    'If nobody knows, disable the credentials, and terminate what was started, in every Region and service.',
    'Use a service control policy to deny Regions (aws:RequestedRegion) and services that nobody uses.',
  ],
  references: [
    { title: 'MITRE ATT&CK: Compute Hijacking', url: 'https://attack.mitre.org/techniques/T1496/001/' },
    {
      title: 'MITRE ATT&CK: Unused/Unsupported Cloud Regions',
      url: 'https://attack.mitre.org/techniques/T1535/',
    },
  ],
  examples: {
    fires: {
      'in four Regions, with a key': () => ({ records: everywhere(4) }),
      'with a role outside AWS': () => ({ records: everywhere(4, { userIdentity: roleSession() }) }),
      'with four services': () => ({ records: SERVICES.map(start) }),
      'refused each time': () => ({ records: everywhere(4, REFUSED) }),
      'no quota anywhere': () => ({ records: everywhere(4, { errorCode: 'Client.VcpuLimitExceeded' }) }),
      'by a person': () => ({ records: everywhere(4, BY_PERSON) }),
      'by a person who is refused each time, which is Low': () => ({
        records: everywhere(4, { ...BY_PERSON, ...REFUSED }),
      }),
      'by root': () => ({
        records: everywhere(4, { userIdentity: rootUser() }),
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
      'with four services, of which two are less common': () => ({
        records: [
          call('autoscaling', 'CreateAutoScalingGroup', {}),
          call('ecs', 'CreateService', {}),
          call('batch', 'CreateComputeEnvironment', {}),
          call('sagemaker', 'CreateTrainingJob', {}),
        ],
      }),
      'by Terraform, which is Low': () => ({ records: everywhere(4, { userAgent: TERRAFORM }) }),
    },
    quiet: {
      'in three Regions': () => ({ records: everywhere(3) }),
      'with three services': () => ({ records: SERVICES.slice(0, 3).map(start) }),
      'four services, of which one is less common': () => ({
        records: [
          call('autoscaling', 'CreateAutoScalingGroup', {}),
          call('ecs', 'CreateService', {}),
          call('eks', 'CreateNodegroup', {}),
          call('sagemaker', 'CreateTrainingJob', {}),
        ],
      }),
      'a person tries four services': () => ({
        records: SERVICES.map(([service, name]) => call(service, name, {}, BY_PERSON)),
      }),
      'no capacity anywhere': () => ({
        records: everywhere(4, { errorCode: 'Server.InsufficientInstanceCapacity' }),
      }),
      'by a stack': () => ({ records: everywhere(4, BY_CLOUDFORMATION) }),
      'a role within AWS': () => ({
        records: everywhere(4, { userIdentity: roleSession() }),
        amazon: ['198.51.100.7'],
      }),
      'at a private address': () => ({ records: everywhere(4, { sourceIPAddress: '10.0.0.7' }) }),
      'over a day': () => ({
        records: REGIONS.slice(0, 4).map((awsRegion, i) =>
          call(
            'ec2',
            'RunInstances',
            {},
            { awsRegion, eventTime: `2026-03-02T${String(8 + 3 * i).padStart(2, '0')}:00:00Z` },
          ),
        ),
      }),
      'a fleet of another kind': () => ({
        records: REGIONS.map((awsRegion) => call('iotfleetwise', 'CreateFleet', {}, { awsRegion })),
      }),
    },
  },
});

function isSignedIn({ callerKind }: CloudTrailRecord): boolean {
  return callerKind === 'person' || callerKind === 'root';
}

const REGIONS = ['us-east-1', 'eu-west-1', 'ap-south-1', 'sa-east-1'];
const BY_PERSON = { userIdentity: identityCenterUser() };
const TERRAFORM = 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0';
const SERVICES = [
  ['ec2', 'RunInstances'],
  ['lightsail', 'CreateInstances'],
  ['sagemaker', 'CreateNotebookInstance'],
  ['batch', 'CreateComputeEnvironment'],
] as const;

function start([service, name]: readonly [service: string, name: string]) {
  return call(service, name, {});
}

function everywhere(count: number, overrides: object = {}) {
  return REGIONS.slice(0, count).map((awsRegion) => call('ec2', 'RunInstances', {}, { ...overrides, awsRegion }));
}
