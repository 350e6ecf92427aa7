import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'Execution:IAMUser/AnomalousBehavior',
  own: true,
  title: 'Commands are run in an unusual way',
  why: 'Who may tell machines what to run has all that these machines have.',
  asks: 'Did somebody run commands through AWS who does not, or as only intruders do?',
  attack: ['T1651', 'T1059.009'],
  tactic: 'Execution',
  severity: 'Medium',
  ask: 'Ask whoever it was what they ran, and look at the output.',
  blindTo: ['What was run: parameters of commands are not in the logs.'],
  falsePositives: ['People who reach a machine this way for the first time.'],
  examples: {
    fires: {
      'commands and a shell, and a key pair besides': () =>
        calls(
          ['ssm:SendCommand', { documentName: 'AWS-RunShellScript', instanceIds: ['i-00000000000000001'] }],
          ['ssm:StartSession', { target: 'i-00000000000000001' }],
          ['ec2:CreateKeyPair', { keyName: 'mine' }],
        ),
    },
    quiet: {
      'a shell': () => calls(['ssm:StartSession', { target: 'i-00000000000000001' }]),
    },
  },
});
