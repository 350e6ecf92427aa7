import assert from 'node:assert/strict';
import { asking, AwsError } from '../aws-error.ts';
import { eachResource, inWords, type EnrolmentCalls } from '../enrolment.ts';
import { refusalsOf, unqueriedVpcs } from '../logging/dns-query.ts';
import { sharedClient } from '../shared-client.ts';

/** Makes the request idempotent: it always means the same query log of the account and Region. */
const REQUEST_ID = 'vedette';

const dnsQuery: EnrolmentCalls = {
  feature: 'dns-query',
  scope: 'region',
  permissions: [
    {
      action: 'route53resolver:CreateResolverQueryLogConfig',
      principals: ['enrolment'],
      why: 'have DNS queries logged to S3',
    },
    {
      action: 'route53resolver:AssociateResolverQueryLogConfig',
      principals: ['enrolment'],
      why: 'have the DNS queries of VPCs logged',
    },
    // Associating a VPC requires it ("Actions, resources, and condition keys for Amazon Route 53 Resolver").
    { action: 'ec2:DescribeVpcs', principals: ['enrolment'], why: 'have the DNS queries of VPCs logged' },
  ],

  async look(config, { vpcs }) {
    const all = await vpcs();
    if (all.length === 0) return { on: 0, off: [] };
    const { without: off, failing } = await unqueriedVpcs(config, all);
    const impaired = inWords(refusalsOf({ without: [], failing }));
    return { on: all.length - off.length - failing.length, off, impaired };
  },

  async switchOn(config, { resources }, { bucket, partition }) {
    assert(bucket !== undefined, 'A query log is created for a bucket alone.');
    const { AssociateResolverQueryLogConfigCommand, CreateResolverQueryLogConfigCommand, Route53ResolverClient } =
      await import('@aws-sdk/client-route53resolver');
    const client = sharedClient(Route53ResolverClient, config);
    const { ResolverQueryLogConfig: made } = await asking(`create a query log in ${config.region}`, () =>
      client.send(
        new CreateResolverQueryLogConfigCommand({
          Name: 'vedette',
          DestinationArn: `arn:${partition}:s3:::${bucket}`,
          CreatorRequestId: REQUEST_ID,
        }),
      ),
    );
    await eachResource(resources, async (ResourceId) => {
      try {
        await asking(`log the DNS queries of ${ResourceId}`, () =>
          client.send(
            new AssociateResolverQueryLogConfigCommand({ ResolverQueryLogConfigId: made?.Id ?? '', ResourceId }),
          ),
        );
      } catch (error) {
        // An earlier run associated it, and ended before reporting it.
        if (!(error instanceof AwsError && error.awsName === 'ResourceExistsException')) throw error;
      }
    });
  },
};
export default dnsQuery;
