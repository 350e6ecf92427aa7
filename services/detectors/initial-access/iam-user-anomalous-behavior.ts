import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'InitialAccess:IAMUser/AnomalousBehavior',
  title: 'Somebody comes in in an unusual way',
  why: 'A session of another kind than usual is how a stolen key becomes more than a key.',
  asks: 'Did somebody begin a session or ask for a token who does not, or as only intruders do?',
  attack: ['T1078.004'],
  tactic: 'InitialAccess',
  severity: 'Medium',
  ask: 'Ask whoever it was for what they needed the session.',
  blindTo: ['Sessions that are begun as every day.'],
  falsePositives: ['Tools that are used for the first time.'],
  examples: {
    fires: {
      'a token for a federated user': () => calls(['sts:GetFederationToken', { name: 'bob' }]),
    },
    quiet: {
      'a role is taken': () =>
        calls(['sts:AssumeRole', { roleArn: 'arn:aws:iam::111122223333:role/Operations', roleSessionName: 's' }]),
    },
  },
});
