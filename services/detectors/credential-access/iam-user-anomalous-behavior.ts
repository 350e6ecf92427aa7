import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';
import { REFUSED } from '../kits/signals.ts';

export default defineAnomalousCalls({
  type: 'CredentialAccess:IAMUser/AnomalousBehavior',
  title: 'An identity read credentials in an unusual way',
  why: 'Attackers read secrets and passwords to get into systems that the stolen key does not open.',
  asks: 'Did an identity read secrets or passwords that it does not usually read, or in a way that only intruders do?',
  attack: ['T1552', 'T1555'],
  tactic: 'CredentialAccess',
  severity: 'Medium',
  ask: 'Ask the person or team behind the identity what they needed the secrets for.',
  blindTo: ['Secrets that the same identity reads every day.'],
  falsePositives: ['People who search for the one secret that they need.'],
  examples: {
    fires: {
      'passwords of many database users': () =>
        calls(
          ...Array.from(
            { length: 16 },
            (_, i) => ['redshift:GetClusterCredentials', { clusterIdentifier: 'sales', dbUser: `user-${i}` }] as const,
          ),
        ),
      'user data of many instances, all refused': () =>
        calls(
          ...Array.from({ length: 12 }, (_, i) => ['ec2:DescribeInstanceAttribute', userDataOf(i), REFUSED] as const),
        ),
    },
    quiet: {
      'user data of one instance': () => calls(['ec2:DescribeInstanceAttribute', userDataOf(1)]),
      'one secret that is refused': () => calls(['secretsmanager:GetSecretValue', { secretId: 'app' }, REFUSED]),
      'one secret': () => calls(['secretsmanager:GetSecretValue', { secretId: 'app' }]),
    },
  },
});

function userDataOf(machine: number): object {
  return { instanceId: `i-0123456789abcde${machine.toString(16).padStart(2, '0')}`, attribute: 'userData' };
}
