import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'Discovery:IAMUser/AnomalousBehavior',
  title: 'Somebody looks around in an unusual way',
  why: 'Who comes in with a stolen key has to find out first where he is.',
  asks: 'Did somebody look at what they do not look at, or at much more than usual?',
  attack: ['T1087', 'T1580', 'T1526'],
  tactic: 'Discovery',
  severity: 'Low',
  ask: 'Ask whoever it was what they were looking for.',
  blindTo: ['Somebody who looks at little, and at what everybody looks at.'],
  falsePositives: ['Audits and tools that take stock, on their first days.'],
  examples: {
    fires: {
      'all that there is about users, roles and trails': () => ({
        ...calls(...LOOKS.map((call) => [call, {}, { readOnly: true }] as const)),
        also: ['Recon:IAMUser/SendingLimitsProbed'],
      }),
    },
    quiet: {
      'a page of the console': () =>
        calls(['ec2:DescribeInstances'], ['ec2:DescribeVpcs'], ['ec2:DescribeSecurityGroups']),
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
