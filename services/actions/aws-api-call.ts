import { z } from 'zod';
import { defineActionKind } from '#services/model/action-kind.ts';
import { line } from '#services/model/asff.ts';
import type { Described } from '#services/model/resource-kind.ts';
import { addressOf, asffRemoteIp, ocsfEnd, RemoteIpDetails } from './kits/ends.ts';

const schema = z
  .object({
    api: z.string().describe('The call: `DescribeInstances`.'),
    serviceName: z.string(),
    callerType: z.enum(['Remote IP', 'Domain']).describe('Domain: an AWS service called.'),
    errorCode: z.string().optional().describe('Absent where the call succeeded.'),
    userAgent: z.string().optional(),
    domainDetails: z
      .object({ domain: z.string() })
      .meta({ title: 'DomainDetails', description: 'A domain.' })
      .optional()
      .describe('The domain name of the caller, where it is an AWS service.'),
    remoteIpDetails: RemoteIpDetails.optional(),
    remoteAccountDetails: z
      .object({
        accountId: z.string(),
        affiliated: z.boolean().describe('Whether it belongs to the organization.'),
      })
      .meta({ title: 'RemoteAccountDetails', description: 'The account of the caller.' })
      .optional()
      .describe("The caller's account, or that of the VPC endpoint that the call came through, where it is another."),
    affectedResources: z.record(z.string(), z.string()).optional().describe('Names or ARNs by CloudFormation type.'),
  })
  .describe('An AWS API call.');

export type AwsApiCallAction = Described<typeof schema>;

declare module '#services/model/action.ts' {
  interface ActionDetails {
    readonly awsApiCallAction: AwsApiCallAction;
  }
  interface ActionTypes {
    readonly AWS_API_CALL: 'awsApiCallAction';
  }
}

export default defineActionKind({
  type: 'AWS_API_CALL',
  member: 'awsApiCallAction',
  schema,
  words({ api, serviceName, errorCode, remoteIpDetails, domainDetails }) {
    const caller = addressOf(remoteIpDetails) ?? domainDetails?.domain;
    return `${api} of ${serviceName}${caller === undefined ? '' : ` from ${caller}`}${errorCode ? `, refused with ${errorCode}` : ''}`;
  },
  remote: ({ remoteIpDetails }) => ({ address: addressOf(remoteIpDetails) }),
  asff: (call, { eventFirstSeen, eventLastSeen }) => ({
    Api: line(call.api, 128),
    ServiceName: line(call.serviceName, 128),
    CallerType: call.callerType === 'Domain' ? 'domain' : 'remoteIp',
    FirstSeen: eventFirstSeen,
    LastSeen: eventLastSeen,
    DomainDetails: { Domain: line(call.domainDetails?.domain, 128) },
    RemoteIpDetails: asffRemoteIp(call.remoteIpDetails),
    AffectedResources: fieldMap(call.affectedResources ?? {}),
  }),
  ocsf: ({ api, serviceName, errorCode, userAgent, remoteIpDetails, domainDetails }) => ({
    api: { operation: api, service: { name: serviceName }, response: { error: errorCode } },
    ...(userAgent && { http_request: { user_agent: userAgent } }),
    src_endpoint: { ...ocsfEnd(remoteIpDetails), svc_name: domainDetails?.domain },
  }),
  rest: ({ errorCode, userAgent, remoteIpDetails, remoteAccountDetails }) => ({
    errorCode,
    userAgent,
    remoteIpAddressV6: remoteIpDetails?.ipAddressV6,
    remoteAccountId: remoteAccountDetails?.accountId,
  }),
});

function fieldMap(map: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(map)
      .slice(0, 50)
      .flatMap(([key, value]) => {
        const name = line(key, 128);
        return name === undefined ? [] : [[name, line(value, 1024)]];
      }),
  );
}
