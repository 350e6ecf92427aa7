import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'InitialAccess:IAMUser/AnomalousBehavior',
  title: 'An identity started a session in an unusual way',
  why: 'Attackers turn a stolen key into other sessions and tokens to gain further access.',
  asks: 'Did an identity start a session or request a token that does not usually do so, or in a way that only intruders do?',
  attack: ['T1078.004'],
  tactic: 'InitialAccess',
  severity: 'Medium',
  ask: 'Ask the person or team behind the identity what they needed the session for.',
  blindTo: ['Sessions that the identity starts every day.'],
  falsePositives: ['Tools that are used for the first time.'],
  examples: {
    fires: {
      'a token for a federated user': () => calls(['sts:GetFederationToken', { name: 'bob' }]),
      'tokens for two federated users': () =>
        calls(['sts:GetFederationToken', { name: 'bob' }], ['sts:GetFederationToken', { name: 'carol' }]),
    },
    quiet: {
      'a session token for oneself': () => calls(['sts:GetSessionToken', {}]),
      'a caller asks who it is': () => calls(['sts:GetCallerIdentity', {}]),
      'a role is assumed': () =>
        calls(['sts:AssumeRole', { roleArn: 'arn:aws:iam::111122223333:role/Operations', roleSessionName: 's' }]),
    },
  },
});
