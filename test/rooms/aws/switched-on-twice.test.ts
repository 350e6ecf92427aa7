import { expect, test } from 'vitest';
import dnsQuery from '#services/aws/enrolment/dns-query.ts';
import vpcFlow from '#services/aws/enrolment/vpc-flow.ts';
import type { EnrolmentCalls } from '#services/aws/enrolment.ts';
import { inProcessAws, type InProcessAnswer } from '../../world/in-process-aws.ts';

const VPCS = ['vpc-a', 'vpc-b'];

/** Has VPCs logged in an account that answers calls of these names so. @returns the calls */
async function switchOn(feature: EnrolmentCalls, answers: Readonly<Record<string, InProcessAnswer>>) {
  const calls: string[] = [];
  const aws = inProcessAws(({ action }) => {
    const name = action.split('.').at(-1) ?? '';
    calls.push(name);
    return answers[name] ?? { body: {} };
  });
  const clientIn = (region: string) => aws.client('111122223333', region);
  const task = {
    id: 'a task',
    accountId: '111122223333',
    region: 'us-east-1',
    feature: feature.feature,
    resources: VPCS,
    does: 'logs VPCs',
    price: { likely: 0, low: 0, high: 0, because: '' },
  };
  await feature.switchOn(await clientIn('us-east-1'), task, { bucket: 'example-logs', partition: 'aws', clientIn });
  return calls;
}

const refusedFlowLogs = (code: string) => ({
  CreateFlowLogs: {
    body: `<CreateFlowLogsResponse><unsuccessful>${VPCS.map((vpc) => `<item><resourceId>${vpc}</resourceId><error><code>${code}</code><message>No.</message></error></item>`).join('')}</unsuccessful></CreateFlowLogsResponse>`,
  },
});
const refusedQueries = (name: string) => ({
  CreateResolverQueryLogConfig: { body: { ResolverQueryLogConfig: { Id: 'rqlc-1' } } },
  AssociateResolverQueryLogConfig: { status: 400, body: { __type: name, Message: 'No.' } },
});

test('what an earlier run switched on, and did not note, is taken as done', async () => {
  expect(await switchOn(vpcFlow, refusedFlowLogs('FlowLogAlreadyExists'))).toEqual(['CreateFlowLogs']);
  expect(await switchOn(dnsQuery, refusedQueries('ResourceExistsException'))).toEqual([
    'CreateResolverQueryLogConfig',
    'AssociateResolverQueryLogConfig',
    'AssociateResolverQueryLogConfig',
  ]);
});

test('a VPC that is gone since the plan is told', async () => {
  await expect(switchOn(vpcFlow, refusedFlowLogs('InvalidVpcId.NotFound'))).rejects.toThrow(
    'Could not create a flow log of vpc-a: InvalidVpcId.NotFound: No.',
  );
  await expect(switchOn(dnsQuery, refusedQueries('ResourceNotFoundException'))).rejects.toThrow('No.');
});
