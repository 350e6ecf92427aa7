import { BY_TERRAFORM, calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'PrivilegeEscalation:IAMUser/AnomalousBehavior',
  title: 'Rights are granted in an unusual way',
  why: 'Who may little grants himself more before anything else.',
  asks: 'Did somebody grant rights who does not, or as only intruders do?',
  attack: ['T1098.003', 'T1548.005'],
  tactic: 'PrivilegeEscalation',
  severity: 'Medium',
  ask: 'Ask whoever it was why the rights were needed.',
  blindTo: ['Rights that are granted by who grants them every day.'],
  falsePositives: ['People who set up users for others for the first time.'],
  examples: {
    fires: {
      'somebody becomes an administrator by a group': () =>
        calls(['iam:AddUserToGroup', { userName: 'bob', groupName: 'Administrators' }]),
      'an older version of a policy holds again': () =>
        calls([
          'iam:SetDefaultPolicyVersion',
          { policyArn: 'arn:aws:iam::111122223333:policy/orders', versionId: 'v1' },
        ]),
      'a policy and a group, and a key pair besides': () =>
        calls(
          [
            'iam:PutUserPolicy',
            {
              userName: 'bob',
              policyName: 'read',
              policyDocument:
                '{"Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::logs"}]}',
            },
          ],
          ['iam:AddUserToGroup', { userName: 'bob', groupName: 'operators' }],
          ['ec2:CreateKeyPair', { keyName: 'mine' }],
        ),
    },
    quiet: {
      'a role gets a policy from Terraform': () =>
        calls([
          'iam:AttachRolePolicy',
          { roleName: 'orders', policyArn: 'arn:aws:iam::111122223333:policy/orders' },
          BY_TERRAFORM,
        ]),
    },
  },
});
