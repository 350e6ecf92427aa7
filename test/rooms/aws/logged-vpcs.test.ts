import { expect, test } from 'vitest';
import { Destinations } from '#services/aws/destinations.ts';
import { listVpcs } from '#services/aws/ec2.ts';
import dnsQueryEnrolment from '#services/aws/enrolment/dns-query.ts';
import vpcFlowEnrolment from '#services/aws/enrolment/vpc-flow.ts';
import { refusalsOfGaps, vpcGaps } from '#services/aws/flow-log-reach.ts';
import dnsQuery from '#services/aws/logging/dns-query.ts';
import vpcFlow from '#services/aws/logging/vpc-flow.ts';
import { inProcessAws, type InProcessCall } from '../../world/in-process-aws.ts';

const ACCOUNT = '111122223333';
const BUCKET = 'arn:aws:s3:::example-logs';

interface Made {
  readonly of: string;
  readonly traffic?: 'ACCEPT' | 'REJECT';
  readonly failing?: string;
  readonly status?: 'UNKNOWN';
  readonly to?: 'cloud-watch-logs';
}

const INTERFACES = [
  { VpcId: 'vpc-a', SubnetId: 'subnet-1', NetworkInterfaceId: 'eni-1' },
  { VpcId: 'vpc-a', SubnetId: 'subnet-1', NetworkInterfaceId: 'eni-2' },
  { VpcId: 'vpc-a', SubnetId: 'subnet-2', NetworkInterfaceId: 'eni-3' },
];

test.each<[string, readonly Made[], string | undefined]>([
  ['without a flow log lacks everything', [], 'everything'],
  ['is whole with one of all traffic', [{ of: 'vpc-a' }], undefined],
  [
    'is whole with one of each half',
    [
      { of: 'vpc-a', traffic: 'ACCEPT' },
      { of: 'vpc-a', traffic: 'REJECT' },
    ],
    undefined,
  ],
  ['lacks what is rejected', [{ of: 'vpc-a', traffic: 'ACCEPT' }], 'rejected'],
  ['lacks what is accepted', [{ of: 'vpc-a', traffic: 'REJECT' }], 'accepted'],
  ['is not seen by a flow log of another', [{ of: 'vpc-b' }], 'everything'],
  ['lacks the interfaces of another subnet', [{ of: 'subnet-1' }], 'interfaces'],
  ['is whole with all its subnets', [{ of: 'subnet-1' }, { of: 'subnet-2' }], undefined],
  ['is whole with a subnet and the interfaces beside', [{ of: 'subnet-1' }, { of: 'eni-3' }], undefined],
  ['lacks all interfaces but one', [{ of: 'eni-2' }], 'interfaces'],
  ['adds up what VPC and subnets give', [{ of: 'vpc-a', traffic: 'ACCEPT' }, { of: 'subnet-1' }], 'rejected'],
  ['gets nothing of what cannot deliver', [{ of: 'vpc-a', failing: 'Access error' }], 'everything Access error'],
  ['gets nothing of what is not active', [{ of: 'vpc-a', status: 'UNKNOWN' }], 'everything'],
  ['is not let down where another delivers', [{ of: 'subnet-1', failing: 'x' }, { of: 'subnet-1' }], 'interfaces'],
  ['does with the one that can', [{ of: 'vpc-a', failing: 'Access error' }, { of: 'vpc-a' }], undefined],
  [
    'is let down by a subnet',
    [{ of: 'subnet-1' }, { of: 'subnet-2', failing: 'Unknown error' }],
    'interfaces Unknown error',
  ],
])('a VPC %s', (_, made, lacks) => {
  const flowLogs = made.map(({ of, traffic, failing, status = 'ACTIVE' }) => ({
    ResourceId: of,
    TrafficType: traffic ?? ('ALL' as const),
    FlowLogStatus: status,
    ...(failing === undefined
      ? { DeliverLogsStatus: 'SUCCESS' }
      : { DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: failing }),
  }));
  const [gap] = vpcGaps(['vpc-a'], flowLogs, INTERFACES);
  expect(gap && [gap.lacks, gap.failing].join(' ').trim()).toBe(lacks);
});

test('many VPCs are told of in a few words, the worst first', () => {
  const vpcs = Array.from({ length: 5000 }, (_, n) => `vpc-${n}`);
  const half = { ResourceId: 'vpc-7', TrafficType: 'ACCEPT' as const };
  const told = refusalsOfGaps(vpcGaps(vpcs, [half]));
  expect(told.map(({ reason }) => reason)).toEqual(['no-log-source', 'events-left-out']);
  expect(told[0]?.detail).toBe(
    'No flow log of vpc-0, vpc-1, vpc-2 and 4,996 more delivers to S3: create one of all traffic for each VPC.',
  );
  expect(told[1]?.detail).toContain('of vpc-7 log only accepted traffic');
});

/** An account with VPCs of its own and one that another account shares with it. */
function account({
  flowLogs = [] as readonly Made[],
  queryLogs = {} as Readonly<Record<string, string>>,
  denied = '',
} = {}) {
  const calls: InProcessCall[] = [];
  const answers: Readonly<Record<string, object | string>> = {
    DescribeVpcs: list('vpcSet', [
      { vpcId: 'vpc-b', ownerId: ACCOUNT },
      { vpcId: 'vpc-a', ownerId: ACCOUNT },
      { vpcId: 'vpc-shared', ownerId: '444455556666' },
    ]),
    DescribeFlowLogs: list(
      'flowLogSet',
      flowLogs.map(({ of, traffic = 'ALL', failing = '', to = 's3' }) => ({
        flowLogId: `fl-${of}`,
        resourceId: of,
        trafficType: traffic,
        flowLogStatus: 'ACTIVE',
        logDestinationType: to,
        logDestination: BUCKET,
        deliverLogsStatus: failing === '' ? 'SUCCESS' : 'FAILED',
        deliverLogsErrorMessage: failing,
      })),
    ),
    DescribeNetworkInterfaces: list(
      'networkInterfaceSet',
      INTERFACES.map(({ VpcId, SubnetId, NetworkInterfaceId }) => ({
        vpcId: VpcId,
        subnetId: SubnetId,
        networkInterfaceId: NetworkInterfaceId,
      })),
    ),
    'Route53Resolver.ListResolverQueryLogConfigs': {
      ResolverQueryLogConfigs: [{ Id: 'rqlc-1', DestinationArn: BUCKET }],
    },
    'Route53Resolver.ListResolverQueryLogConfigAssociations': {
      ResolverQueryLogConfigAssociations: Object.entries(queryLogs).map(([ResourceId, Status]) => ({
        ResourceId,
        Status,
        ResolverQueryLogConfigId: 'rqlc-1',
      })),
    },
  };
  const aws = inProcessAws((call) => {
    calls.push(call);
    if (call.action === denied)
      return {
        status: 403,
        body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors></Response>',
      };
    const answer = answers[call.action] ?? '';
    return { body: typeof answer === 'string' ? `<${call.action}Response>${answer}</${call.action}Response>` : answer };
  });
  const there = async () => {
    const config = await aws.client(ACCOUNT, 'eu-west-1');
    const destinations = new Destinations(new Set(), () => Promise.resolve(config));
    const vpcs = () => listVpcs(config, ACCOUNT);
    return { config, vpcs, destinations, accountId: ACCOUNT, eventBus: undefined, clientIn: async () => config };
  };
  return {
    calls: () => calls.map(({ action }) => action),
    async find(source: typeof vpcFlow) {
      const { config, ...shared } = await there();
      return source.find(config, shared);
    },
    async look(feature: typeof vpcFlowEnrolment) {
      const { config, ...looked } = await there();
      return feature.look(config, looked);
    },
  };
}

test('flow logs are of the own VPCs of an account alone, and interfaces are asked for only where they matter', async () => {
  const whole = account({ flowLogs: [{ of: 'vpc-a' }, { of: 'vpc-b' }] });
  expect(await whole.find(vpcFlow)).toMatchObject({ resources: 2, unread: [] });
  const none = account();
  expect(await none.find(vpcFlow)).toMatchObject({ found: [], unread: [{ reason: 'no-log-source' }] });
  const parts = account({ flowLogs: [{ of: 'subnet-1' }, { of: 'subnet-2' }] });
  const { found, unread = [] } = await parts.find(vpcFlow);
  expect([found.length, unread.map(({ detail }) => detail)]).toEqual([2, [expect.stringMatching(/of vpc-b delivers/)]]);
  expect([whole, none, parts].map(({ calls }) => calls().includes('DescribeNetworkInterfaces'))).toEqual([
    false,
    false,
    true,
  ]);
});

test.each(['DescribeVpcs', 'DescribeNetworkInterfaces'])(
  'where %s is denied, what is delivered is still read',
  async (denied) => {
    const { found, unread } = await account({ flowLogs: [{ of: 'subnet-1' }], denied }).find(vpcFlow);
    expect(found).toHaveLength(1);
    expect(unread).toEqual([
      { reason: 'role-missing-or-denied', detail: expect.stringContaining('UnauthorizedOperation') },
    ]);
  },
);

test('enrolment switches on what is off, and leaves what works in part to its owner, with words', async () => {
  const flowLogs = [
    { of: 'vpc-a', to: 'cloud-watch-logs' },
    { of: 'vpc-b', traffic: 'ACCEPT' },
  ] as const;
  expect(await account({ flowLogs }).look(vpcFlowEnrolment)).toEqual({
    on: 0,
    off: ['vpc-a'],
    impaired: expect.stringContaining('vpc-b log only accepted traffic'),
  });
  const failing = account({ flowLogs: [{ of: 'vpc-a', failing: 'Access error' }, { of: 'vpc-b' }] });
  expect(await failing.look(vpcFlowEnrolment)).toEqual({
    on: 1,
    off: [],
    impaired: expect.stringMatching(/vpc-a cannot deliver \(Access error\): let/),
  });
});

test.each([
  ['ACTIVE', undefined],
  ['CREATING', undefined],
  ['FAILED', 'delivery-failing'],
  ['ACTION_NEEDED', 'delivery-failing'],
  ['DELETING', 'no-log-source'],
])('a VPC whose query log is %s is seen so', async (status, reason) => {
  const { find, look } = account({ queryLogs: { 'vpc-a': status, 'vpc-b': 'ACTIVE' } });
  const { resources, unread = [] } = await find(dnsQuery);
  expect([resources, unread[0]?.reason]).toEqual([2, reason]);
  const { off, impaired } = await look(dnsQueryEnrolment);
  expect([off, impaired === undefined]).toEqual([
    reason === 'no-log-source' ? ['vpc-a'] : [],
    reason !== 'delivery-failing',
  ]);
});

function list(name: string, items: readonly Readonly<Record<string, string>>[]): string {
  const shown = items.map((item) => {
    const members = Object.entries(item).map(([key, value]) => `<${key}>${value}</${key}>`);
    return `<item>${members.join('')}</item>`;
  });
  return `<${name}>${shown.join('')}</${name}>`;
}
