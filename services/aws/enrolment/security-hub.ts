import { asking, AwsError } from '../aws-error.ts';
import type { EnrolmentCalls } from '../enrolment.ts';
import { isHubEnabled } from '../security-hub.ts';
import { sharedClient } from '../shared-client.ts';

const securityHub: EnrolmentCalls = {
  feature: 'security-hub',
  scope: 'region',
  permissions: [
    { action: 'securityhub:EnableSecurityHub', principals: ['enrolment'], why: 'have where findings are imported to' },
    {
      action: 'iam:CreateServiceLinkedRole',
      principals: ['enrolment'],
      why: 'let Security Hub create its own role when it is first enabled',
      resource: 'arn:${Partition}:iam::*:role/aws-service-role/securityhub.amazonaws.com/*',
      condition: { StringEquals: { 'iam:AWSServiceName': 'securityhub.amazonaws.com' } },
    },
  ],

  look: async (config, { accountId }) =>
    (await isHubEnabled(config)) ? { on: 1, off: [] } : { on: 0, off: [accountId] },

  async switchOn(config) {
    const { EnableSecurityHubCommand, SecurityHubClient } = await import('@aws-sdk/client-securityhub');
    try {
      await asking(`enable Security Hub in ${config.region}`, () =>
        sharedClient(SecurityHubClient, config).send(new EnableSecurityHubCommand({ EnableDefaultStandards: false })),
      );
    } catch (error) {
      if (!(error instanceof AwsError && error.awsName === 'ResourceConflictException')) throw error;
    }
  },
};
export default securityHub;
