import type { Permission } from './permission.ts';

/**
 * Further permissions to set up flow logs or query logs, because CloudWatch Logs delivers them to S3 ("Publish flow
 * logs to Amazon S3" in the Amazon VPC User Guide, "Resolver query logging" in the Amazon Route 53 Developer Guide). No
 * code calls these actions directly.
 */
export const permissions: readonly Permission[] = [
  {
    action: 'logs:CreateLogDelivery',
    principals: ['enrolment'],
    why: 'have flow logs and DNS queries delivered to S3',
  },
  {
    action: 'logs:DeleteLogDelivery',
    principals: ['enrolment'],
    why: 'have flow logs and DNS queries delivered to S3',
  },
  {
    action: 'logs:ListLogDeliveries',
    principals: ['enrolment'],
    why: 'have flow logs and DNS queries delivered to S3',
  },
];
