import { BY_TERRAFORM, calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'Discovery:IAMUser/AnomalousBehavior',
  title: 'An identity explored the account in an unusual way',
  why: 'Attackers with a stolen key first have to find out what it gives them access to.',
  asks: 'Did an identity read information that it does not usually read, or much more than usual?',
  attack: ['T1087', 'T1580', 'T1526'],
  tactic: 'Discovery',
  severity: 'Low',
  ask: 'Ask the person or team behind the identity what they were looking for.',
  blindTo: ['Attackers who look at little, and at what everybody looks at.'],
  falsePositives: ['Audit and inventory tools, in their first days.'],
  examples: {
    fires: {
      'everything about users, roles and trails': () => ({
        ...calls(...LOOKS.map((call) => [call, {}, { readOnly: true }] as const)),
        also: ['Recon:IAMUser/SendingLimitsProbed'],
      }),
      'all of it twice, with a program that names itself': () => ({
        ...calls(
          ...[...LOOKS, ...LOOKS].map((call) => [call, {}, { readOnly: true, userAgent: 'Boto3/1.40.0' }] as const),
        ),
        also: ['Recon:IAMUser/SendingLimitsProbed'],
      }),
    },
    quiet: {
      'one page of the console': () =>
        calls(['ec2:DescribeInstances'], ['ec2:DescribeVpcs'], ['ec2:DescribeSecurityGroups']),
      'Terraform refreshes its state': () =>
        calls(...['ec2:DescribeVpcs', 'iam:GetRole', 'iam:GetPolicy'].map((call) => [call, {}, BY_TERRAFORM] as const)),
      'one bucket after the other is described': () =>
        calls(...['a', 'b', 'c'].map((bucketName) => ['s3:GetBucketLocation', { bucketName }] as const)),
    },
  },
});

const LOOKS = [
  'iam:GetAccountAuthorizationDetails',
  'iam:ListAccessKeys',
  'iam:ListUsers',
  'iam:ListRoles',
  'iam:ListPolicies',
  'iam:GetAccountPasswordPolicy',
  'iam:ListMFADevices',
  'iam:ListGroups',
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventSelectors',
  'secretsmanager:ListSecrets',
  'ssm:DescribeInstanceInformation',
  'guardduty:ListDetectors',
  'servicequotas:ListServiceQuotas',
  'ses:GetSendQuota',
  'ses:GetAccount',
  'kms:ListKeys',
  'sso:ListInstances',
  'account:GetContactInformation',
  'organizations:ListAccounts',
  'bedrock:ListFoundationModels',
  'support:DescribeCases',
  'ecr:DescribeRepositories',
  'sns:ListTopics',
  'macie2:GetMacieSession',
  'securityhub:DescribeHub',
  'config:DescribeConfigurationRecorders',
  'organizations:DescribeOrganization',
  'ses:ListIdentities',
];
