import { BY_TERRAFORM, calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'PrivilegeEscalation:IAMUser/AnomalousBehavior',
  title: 'An identity granted permissions in an unusual way',
  why: 'Attackers with few permissions first grant themselves more.',
  asks: 'Did an identity grant permissions that does not usually do so, or in a way that only intruders do?',
  attack: ['T1098.003', 'T1548.005'],
  tactic: 'PrivilegeEscalation',
  severity: 'Medium',
  ask: 'Ask the person or team behind the identity why the permissions were needed.',
  blindTo: ['Permissions that the same identity grants every day.'],
  falsePositives: ['People who set up users for others for the first time.'],
  examples: {
    fires: {
      'somebody becomes an administrator through a group': () =>
        calls(['iam:AddUserToGroup', { userName: 'bob', groupName: 'Administrators' }]),
      'an older version of a policy is made the default': () =>
        calls([
          'iam:SetDefaultPolicyVersion',
          { policyArn: 'arn:aws:iam::111122223333:policy/orders', versionId: 'v1' },
        ]),
      'a policy, a group and a key pair': () =>
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
      'a role is passed to a function': () =>
        calls([
          'lambda:CreateFunction20150331',
          { functionName: 'resize', role: 'arn:aws:iam::111122223333:role/app' },
        ]),
      'a policy is read': () => calls(['iam:GetPolicy', { policyArn: 'arn:aws:iam::111122223333:policy/orders' }]),
      'Terraform attaches a policy to a role': () =>
        calls([
          'iam:AttachRolePolicy',
          { roleName: 'orders', policyArn: 'arn:aws:iam::111122223333:policy/orders' },
          BY_TERRAFORM,
        ]),
    },
  },
});
