import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'Execution:IAMUser/AnomalousBehavior',
  own: true,
  title: 'An identity ran commands in an unusual way',
  why: 'Attackers who can run commands on instances get everything that these instances have access to.',
  asks: 'Did an identity run commands through AWS that does not usually do so, or in a way that only intruders do?',
  attack: ['T1651', 'T1059.009'],
  tactic: 'Execution',
  severity: 'Medium',
  ask: 'Ask the person or team behind the identity what they ran, and look at the output.',
  blindTo: ['The commands themselves: their parameters are not in the logs.'],
  falsePositives: ['People who reach an instance this way for the first time.'],
  examples: {
    fires: {
      'commands, a shell and a key pair': () =>
        calls(
          ['ssm:SendCommand', { documentName: 'AWS-RunShellScript', instanceIds: ['i-00000000000000001'] }],
          ['ssm:StartSession', { target: 'i-00000000000000001' }],
          ['ec2:CreateKeyPair', { keyName: 'mine' }],
        ),
      'the same in two Regions, with another program': () =>
        calls(
          ['ssm:SendCommand', { documentName: 'AWS-RunShellScript', instanceIds: ['i-00000000000000002'] }, BY_BOTO],
          ['ssm:StartSession', { target: 'i-00000000000000002' }, BY_BOTO],
          ['ec2:CreateKeyPair', { keyName: 'mine' }, { ...BY_BOTO, awsRegion: 'eu-west-1' }],
        ),
    },
    quiet: {
      'a command': () =>
        calls(['ssm:SendCommand', { documentName: 'AWS-RunPatchBaseline', instanceIds: ['i-00000000000000001'] }]),
      'a build': () => calls(['codebuild:StartBuild', { projectName: 'orders' }]),
      'a shell': () => calls(['ssm:StartSession', { target: 'i-00000000000000001' }]),
    },
  },
});

const BY_BOTO = { userAgent: 'Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1' };
