import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';
import { REFUSED } from '../kits/signals.ts';

export default defineAnomalousCalls({
  type: 'CredentialAccess:IAMUser/AnomalousBehavior',
  title: 'Credentials are read in an unusual way',
  why: 'Secrets and passwords open what the stolen key alone does not.',
  asks: 'Did somebody read secrets or passwords who does not, or as only intruders do?',
  attack: ['T1552', 'T1555'],
  tactic: 'CredentialAccess',
  severity: 'Medium',
  ask: 'Ask whoever it was what they needed the secrets for.',
  blindTo: ['Secrets that are read by who reads the same ones every day.'],
  falsePositives: ['People who look for the one secret that they need.'],
  examples: {
    fires: {
      'passwords for many users of a database': () =>
        calls(
          ...Array.from(
            { length: 16 },
            (_, i) => ['redshift:GetClusterCredentials', { clusterIdentifier: 'sales', dbUser: `user-${i}` }] as const,
          ),
        ),
      'the start-up scripts of many machines, though all is refused': () =>
        calls(
          ...Array.from({ length: 12 }, (_, i) => ['ec2:DescribeInstanceAttribute', userDataOf(i), REFUSED] as const),
        ),
    },
    quiet: {
      'the start-up script of one machine': () => calls(['ec2:DescribeInstanceAttribute', userDataOf(1)]),
      'one secret that is refused': () => calls(['secretsmanager:GetSecretValue', { secretId: 'app' }, REFUSED]),
      'one secret': () => calls(['secretsmanager:GetSecretValue', { secretId: 'app' }]),
    },
  },
});

function userDataOf(machine: number): object {
  return { instanceId: `i-0123456789abcde${machine.toString(16).padStart(2, '0')}`, attribute: 'userData' };
}
