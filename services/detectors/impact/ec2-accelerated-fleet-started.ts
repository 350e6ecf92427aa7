import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isPlain, type Plain } from '#services/sources/plain.ts';
import { callerOf } from '../kits/access-key.ts';
import { isOverQuota, isRefusal } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { listed, listedObjects, member, numberOf, parameter, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Impact:EC2/AcceleratedFleetStarted',
  own: true,
  title: 'Many GPU or accelerated instances were started, or attempted to be',
  why: 'Miners with stolen credentials start GPU and machine learning instances, in every Region they can.',
  asks: 'Did one caller start accelerated instances in several Regions within an hour, or try to start several without the permission or the quota?',
  attack: ['T1496.001', 'T1578.002'],
  settings: {
    regions: { default: 2, because: 'Legitimate workloads stay where their data is; miners use every Region.' },
    refused: {
      default: 5,
      because:
        'People who need such instances have the permission and the quota; an attempt to start one or two may be a mistake.',
    },
  },

  from: cloudtrail('RunInstances', 'CreateFleet', 'RequestSpotInstances', 'RequestSpotFleet'),
  where: {
    eventSource: (source) => source === 'ec2.amazonaws.com',
    // Fleets, and instances from a template, name their types elsewhere.
    'requestParameters.instanceType': (type) => type === undefined || ACCELERATED.test(type),
  },
  and: (record, look) =>
    (record.errorCode === undefined || isWithout(record)) && isByHand(record, look) && areAccelerated(typesOf(record)),
  about: aboutPrincipal,
  acrossRegions: true,
  within: minutes(120),
  overlapping: true,
  tally: (t) => ({
    types: t.sample((record) => typesOf(record)[0]),
    started: t.distinct((record) => (record.errorCode === undefined ? record.region : undefined)),
    refused: t.sample((record) => (isWithout(record) ? String(countOf(record)) : undefined)),
  }),
  having: ({ tallies: { started, refused } }, { settings }) =>
    started.size >= settings.regions || refused.some((count) => Number(count) >= settings.refused),
  severity: {
    when: {
      High: 'they run in several Regions',
      Medium: 'all attempts were refused, or the instances run in one Region only',
    },
    of: ({ tallies: { started } }) => (started.size > 1 ? 'High' : 'Medium'),
  },

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} started or tried to start instances of type ${enumerated(tallies.types)} with ${count === 1 ? 'one call' : `${count} calls`}: ${tallies.started.size > 0 ? `they run in ${enumerated(tallies.started.values)}` : 'all were refused'}.`,
  asff: 'Effects/Resource Consumption/Impact:EC2-AcceleratedFleetStarted',
  blindTo: [
    'Instances that are started through other services, fleets that may have other types as well or that name none, and ordinary types in large numbers.',
    'Instances in one Region, where the caller has the permission and the quota.',
  ],
  falsePositives: ['Somebody new to machine learning who tests what the account may do.'],
  respond: [
    'Ask the owner of the credentials what the instances are for.',
    'If nobody knows, disable the credentials and terminate the instances, in every Region.',
    'Lower the quotas for such types where nobody needs them.',
  ],
  references: [
    {
      title: 'Amazon EC2 accelerated computing instances',
      url: 'https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html',
    },
    { title: 'MITRE ATT&CK: Compute Hijacking', url: 'https://attack.mitre.org/techniques/T1496/001/' },
  ],
  examples: {
    fires: {
      'ten instances without permission': () => ({
        records: [run({ maxCount: 10 }, { errorCode: 'Client.UnauthorizedOperation' })],
      }),
      'no quota for them': () => ({
        records: [run({ maxCount: 8 }, { errorCode: 'Client.VcpuLimitExceeded', userIdentity: roleSession() })],
      }),
      'in two Regions': () => ({
        records: [run({}), run({}, { awsRegion: 'eu-west-1', eventTime: '2026-03-02T10:50:00Z' })],
      }),
      'fleets in two Regions': () => inTwoRegions('CreateFleet', fleetAmong('p4d.24xlarge')),
      'spot instances in two Regions': () =>
        inTwoRegions('RequestSpotInstances', {
          instanceCount: 4,
          launchSpecification: { instanceType: 'g5.48xlarge' },
        }),
      'a fleet of spot instances, for which the permission lacks': () => ({
        records: [
          ask(
            'RequestSpotFleet',
            { spotFleetRequestConfig: SPOT_FLEET },
            { errorCode: 'Client.UnauthorizedOperation' },
          ),
        ],
      }),
      'instances of a template in two Regions': () =>
        inTwoRegions(
          'RunInstances',
          { launchTemplate: { launchTemplateId: 'lt-0example' } },
          {
            responseElements: { instancesSet: { items: [{ instanceId: 'i-0example', instanceType: 'p3.8xlarge' }] } },
          },
        ),
    },
    quiet: {
      'fleets of any type in two Regions': () => inTwoRegions('CreateFleet', fleetAmong('p4d.24xlarge', 'm5.large')),
      'fleets that name no type in two Regions': () => inTwoRegions('CreateFleet', fleetAmong()),
      'four refused instances': () => ({
        records: [run({ maxCount: 4 }, { errorCode: 'Client.UnauthorizedOperation' })],
      }),
      'in one Region': () => ({ records: [run({ maxCount: 8 })] }),
      'ordinary instances in two Regions': () => ({
        records: ['us-east-1', 'eu-west-1'].map((awsRegion) =>
          run({ instanceType: 'm5.large', maxCount: 20 }, { awsRegion }),
        ),
      }),
      'no capacity available': () => ({
        records: [run({ maxCount: 20 }, { errorCode: 'Server.InsufficientInstanceCapacity' })],
      }),
      autoscaling: () => ({
        records: ['us-east-1', 'eu-west-1'].map((awsRegion) =>
          run({}, { awsRegion, userIdentity: { ...roleSession(), invokedBy: 'autoscaling.amazonaws.com' } }),
        ),
      }),
    },
  },
});

/**
 * Families with graphics processors or similar accelerators, and whole machines ("Amazon EC2 accelerated computing
 * instances").
 */
const ACCELERATED = /^(p\d|g\d|gr\d|trn\d|inf\d|dl\d|f\d|vt\d)|\.(metal|(24|32|48|56|96|112|224)xlarge)/;

/** The instance types that a call names: in its request, below overrides of a template, or, of instances, in its answer. */
function typesOf({ eventName, requestParameters = {}, responseElements }: CloudTrailRecord): readonly string[] {
  const { instanceType, launchSpecification } = requestParameters;
  const fleet = fleetOf({ eventName, requestParameters });
  const templates = listedObjects(parameter(fleet, 'launchTemplateConfigs'));
  const named = [
    instanceType,
    member(launchSpecification, 'instanceType'),
    ...listedObjects(fleet['launchSpecifications']).map((one) => one['instanceType']),
    ...templates
      .flatMap((template) => listedObjects(parameter(template, 'overrides')))
      .map((one) => parameter(one, 'instanceType')),
  ].flatMap((type) => textOf(type) ?? []);
  const started = () => listedObjects(member(responseElements, 'instancesSet')).map((one) => one['instanceType']);
  return named.length > 0 ? named : started().flatMap((type) => textOf(type) ?? []);
}

/** A fleet that may be made of many types is that of somebody who needs machines, not accelerators. */
function areAccelerated(types: readonly string[]): boolean {
  return types.length > 0 && types.every((type) => ACCELERATED.test(type));
}

function fleetOf({ eventName, requestParameters = {} }: Call): Plain {
  const fleet = requestParameters[`${eventName}Request`] ?? requestParameters['spotFleetRequestConfig'];
  return isPlain(fleet) ? fleet : {};
}

type Call = Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>;

function countOf({ eventName, requestParameters = {} }: CloudTrailRecord): number {
  const [first] = listed(requestParameters['instancesSet']);
  const fleet = fleetOf({ eventName, requestParameters });
  return (
    [
      member(first, 'maxCount'),
      requestParameters['maxCount'],
      requestParameters['instanceCount'],
      fleet['targetCapacity'],
      member(fleet['TargetCapacitySpecification'], 'TotalTargetCapacity'),
    ]
      .map(numberOf)
      .find((count) => count !== undefined) ?? 1
  );
}

/** Whether the caller lacked the right, or the account lacked the quota. */
function isWithout({ errorCode }: CloudTrailRecord): boolean {
  return isRefusal(errorCode) || isOverQuota(errorCode);
}

function run({ instanceType = 'p3.8xlarge', maxCount = 4 }, overrides = {}) {
  const requestParameters = {
    instanceType,
    instancesSet: { items: [{ imageId: 'ami-0example', minCount: 1, maxCount }] },
  };
  return event({
    eventName: 'RunInstances',
    readOnly: false,
    requestParameters,
    userIdentity: iamUser('mallory'),
    ...overrides,
  });
}

const SPOT_FLEET = { targetCapacity: 8, launchSpecifications: [{ instanceType: 'g5.48xlarge' }] };

function fleetAmong(...types: readonly string[]) {
  const Overrides = types.map((InstanceType, i) => ({ InstanceType, tag: i + 1 }));
  const TargetCapacitySpecification = { TotalTargetCapacity: 8 };
  return { CreateFleetRequest: { LaunchTemplateConfigs: { Overrides, tag: 1 }, TargetCapacitySpecification } };
}

function inTwoRegions(eventName: string, requestParameters: object, overrides = {}) {
  return {
    records: ['us-east-1', 'eu-west-1'].map((awsRegion) =>
      ask(eventName, requestParameters, { awsRegion, ...overrides }),
    ),
  };
}

function ask(eventName: string, requestParameters: object, overrides = {}) {
  return event({ eventName, readOnly: false, requestParameters, userIdentity: iamUser('mallory'), ...overrides });
}
