import { defineDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import type { DistinctReading } from '#services/model/tally.ts';
import { hours } from '#services/model/time.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand } from '../kits/caller.ts';
import { listedObjects, numberOf, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Impact:ECS/MinerService',
  own: true,
  title: 'A cluster was set up to run large tasks from a public image',
  why: 'Miners with stolen credentials need no instance: a new cluster, an image from a public registry and as many large tasks as the account may run are enough.',
  asks: 'Did one caller, within a day, create a cluster, register a large task definition with an image from outside ECR, and run several tasks?',
  attack: ['T1496.001', 'T1610'],
  settings: {
    cpu: { default: 2048, because: 'Two processors, in CPU units of ECS: trials use one or less.' },
    tasks: { default: 5, because: 'Trials run one or two tasks; miners run ten or more.' },
    registries: {
      default: [],
      because: 'Prefixes of image names that you run, such as `registry.corp.example/`; your own ECR is known.',
    },
  },

  from: cloudtrail('CreateCluster', 'RegisterTaskDefinition', 'CreateService', 'UpdateService', 'RunTask'),
  where: { eventSource: (source) => source === 'ecs.amazonaws.com', errorCode: succeeded },
  and: isByHand,
  about: aboutPrincipal,
  acrossRegions: true,
  within: hours(24),
  overlapping: true,
  tally: (t) => ({
    clusters: t.distinct(({ eventName, requestParameters }) =>
      eventName === 'CreateCluster' ? (textOf(requestParameters?.['clusterName']) ?? 'default') : undefined,
    ),
    images: t.distinct(strangersImage),
    tasks: t.heaviest((record) => ({ value: record.id ?? '', weight: tasksOf(record) })),
  }),
  having: ({ tallies: { clusters, images, tasks } }, { settings }) =>
    clusters.size > 0 && tasks.weight >= settings.tasks && largeAmong(images, settings).length > 0,

  severity: 'High',
  explain: ({ subject, tallies: { clusters, images, tasks } }, { settings }) =>
    `${capitalized(callerOf(subject.resource))} created cluster ${enumerated(clusters.values)}, registered large task definitions with image ${enumerated(largeAmong(images, settings), 3)}, and requested ${counted(tasks.weight, 'task')}.`,
  asff: 'Effects/Resource Consumption/Impact:ECS-MinerService',
  blindTo: [
    'A set-up that takes longer than twelve hours, existing clusters, images that were copied into ECR first, and tasks that are requested one by one.',
    'Task definitions that are registered through CloudFormation, by a pipeline, or with other credentials.',
  ],
  falsePositives: [
    'Somebody who sets up a large cluster by hand with an image from a public registry: add the registry to `registries`.',
  ],
  respond: [
    'Ask the owner of the credentials whose image it is.',
    'If nobody knows it, disable the credentials, scale the services to zero, and delete the cluster; check every Region.',
    'Look for roles and functions that the caller created to come back.',
  ],
  references: [
    {
      title: 'Logging Amazon ECS API calls using AWS CloudTrail',
      url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/logging-using-cloudtrail.html',
    },
    { title: 'MITRE ATT&CK: Compute Hijacking', url: 'https://attack.mitre.org/techniques/T1496/001/' },
  ],
  examples: {
    fires: {
      'a service of ten tasks': () => chain(),
      'tasks that are run directly, in two Regions': () => ({
        records: ['us-east-1', 'eu-west-1'].flatMap((awsRegion) => [
          ecs('CreateCluster', { clusterName: 'work' }, { awsRegion }),
          describe({}, { awsRegion }),
          ecs('RunTask', { cluster: 'work', taskDefinition: 'work:1', count: 3 }, { awsRegion }),
        ]),
      }),
      'a service that is scaled up, with the processors stated by the container': () => ({
        records: [
          ecs('CreateCluster', null),
          describe({ cpu: null, containerDefinitions: [{ image: 'docker.io/someone/work', cpu: 4096 }] }),
          ecs('UpdateService', { service: 'work', desiredCount: 20 }),
        ],
      }),
      'a set-up that goes on after midnight': () => {
        const [cluster, task, service] = chain().records;
        return {
          records: [
            { ...cluster, eventTime: '2026-03-02T23:40:00Z' },
            { ...task, eventTime: '2026-03-02T23:57:00Z' },
            { ...service, eventTime: '2026-03-03T00:20:00Z' },
          ],
        };
      },
    },
    quiet: {
      'an image from ECR': () =>
        chain({ containerDefinitions: [{ image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/work:1' }] }),
      'small tasks': () => chain({ cpu: '256' }),
      'two tasks': () => chain({}, { desiredCount: 2 }),
      'in an existing cluster': () => ({ records: chain().records.slice(1) }),
      'a pipeline that the owner knows': () => ({
        ...chain(),
        known: [{ who: 'arn:aws:iam::*:user/mallory', purposes: ['pipeline'], because: 'It deploys.' }],
      }),
      'a registry that the owner knows': () => ({
        ...chain({ containerDefinitions: [{ image: 'registry.corp.example/work:1' }] }),
        settings: { 'Impact:ECS/MinerService': { registries: ['registry.corp.example/'] } },
      }),
      CloudFormation: () => chain({}, {}, BY_CLOUDFORMATION),
      'refused tasks': () => ({
        records: [...chain().records.slice(0, 2), ecs('CreateService', { desiredCount: 10 }, REFUSED)],
      }),
      'another service with such calls': () => chain({}, {}, { eventSource: 'eks.amazonaws.com' }),
    },
  },
});

/** ECR, as image names begin: "Amazon ECR private registry". */
const ECR = /^\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\//;

/** `cpu image` of a described task whose image is from outside ECR. */
function strangersImage({ eventName, requestParameters = {} }: CloudTrailRecord): string | undefined {
  if (eventName !== 'RegisterTaskDefinition') return undefined;
  const containers = listedObjects(requestParameters['containerDefinitions']);
  const image = containers.map((container) => textOf(container['image'])).find((name) => name && !ECR.test(name));
  const cpus = [requestParameters, ...containers].map(({ cpu }) => Number(cpu ?? 0));
  return image === undefined ? undefined : `${Math.max(...cpus.filter(Number.isFinite), 0)} ${image}`;
}

function largeAmong(
  { values }: DistinctReading,
  { cpu, registries }: { readonly cpu: number; readonly registries: readonly string[] },
): readonly string[] {
  return values.flatMap((value) => {
    const [units, image = ''] = String(value).split(' ');
    return Number(units) >= cpu && !registries.some((registry) => image.startsWith(registry)) ? [image] : [];
  });
}

function tasksOf({ requestParameters: { desiredCount, count } = {} }: CloudTrailRecord): number {
  return numberOf(desiredCount) ?? numberOf(count) ?? 0;
}

function ecs(eventName: string, requestParameters: object | null, overrides = {}) {
  const call = { eventSource: 'ecs.amazonaws.com', eventName, readOnly: false, requestParameters };
  return event({ ...call, userIdentity: iamUser('mallory'), ...overrides });
}

function describe(parameters: object = {}, overrides = {}) {
  const containerDefinitions = [{ name: 'work', image: 'someone/work:latest' }];
  return ecs(
    'RegisterTaskDefinition',
    { family: 'work', cpu: '16384', containerDefinitions, ...parameters },
    overrides,
  );
}

function chain(task: object = {}, service: object = {}, overrides: object = {}) {
  return {
    records: [
      ecs('CreateCluster', { clusterName: 'work' }, overrides),
      describe(task, overrides),
      ecs('CreateService', { cluster: 'work', serviceName: 'work', desiredCount: 10, ...service }, overrides),
    ],
  };
}
