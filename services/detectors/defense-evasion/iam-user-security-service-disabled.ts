import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { GUARDRAILS, ORGANIZATION_ACCESS, OTHER_DEFENCES, signalOf } from '../kits/defences.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/SecurityServiceDisabled',
  own: true,
  title: 'A security service was disabled or narrowed',
  why: 'Attackers disable security services before they do what those would detect.',
  asks: 'Was Config, Security Hub, Macie, Inspector, Detective, Access Analyzer or Security Lake disabled or narrowed, or a guardrail of Bedrock deleted?',
  attack: ['T1562.001'],
  signals: [
    ...[...OTHER_DEFENCES, ORGANIZATION_ACCESS].map((defence) =>
      signalOf(defence, Object.keys(defence.calls), {
        means: `${defence.name} was disabled or narrowed`,
        severity: 'Medium',
      }),
    ),
    // Developers of applications try guardrails out, and delete them again.
    signalOf(GUARDRAILS, Object.keys(GUARDRAILS.calls), {
      means: 'a guardrail of Bedrock was deleted with a key or by a role',
      severity: 'Medium',
      routine: AT_WORK,
    }),
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-SecurityServiceDisabled',
  blindTo: [
    'Single rules and standards that are disabled: conformance packs change them all the time.',
    'Refused attempts; two of them at different services are DefenseEvasion:IAMUser/SessionChain.TwoDefencesDown.',
  ],
  falsePositives: [
    'Administrators who clean up Regions that are no longer used.',
    'Accounts that are closed.',
    'Developers who delete a guardrail that they tried out with a key.',
  ],
  respond: [
    'Ask the security team whether the service was meant to be disabled here.',
    'If not, enable it again, and review what the credentials did before and since.',
  ],
  references: [
    {
      title: 'Managing the configuration recorder',
      url: 'https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html',
    },
  ],
  examples: {
    fires: {
      'the recorder is stopped': () =>
        called('config', 'StopConfigurationRecorder', { configurationRecorderName: 'default' }),
      'Security Hub is disabled': () => called('securityhub', 'DisableSecurityHub', null),
      'Macie is paused': () => called('macie2', 'UpdateMacieSession', { status: 'PAUSED' }),
      'the recorder leaves out IAM': () => recorder(['AWS::IAM::User', 'AWS::IAM::Role']),
      'Inspector is disabled': () => called('inspector2', 'Disable', null),
      'Inspector loses a member': () => called('inspector2', 'DisassociateMember', null),
      'Inspector loses its administrator': () => called('inspector2', 'DisableDelegatedAdminAccount', null),
      'Detective is disabled': () => called('detective', 'DeleteGraph', null),
      'an analyzer is deleted': () => called('access-analyzer', 'DeleteAnalyzer', { analyzerName: 'organization' }),
      'Security Lake is deleted': () => called('securitylake', 'DeleteDataLake', null),
      'Security Lake loses a source': () => called('securitylake', 'DeleteAwsLogSource', null),
      'a guardrail is deleted': () => called('bedrock', 'DeleteGuardrail', { guardrailIdentifier: 'gr-1' }),
      'the recorder is told to record one type': () => recorderOf(['AWS::S3::Bucket']),
      'the organization is taken away from GuardDuty': () =>
        called('organizations', 'DisableAWSServiceAccess', { servicePrincipal: 'guardduty.amazonaws.com' }),
    },
    quiet: {
      'the recorder starts': () =>
        called('config', 'StartConfigurationRecorder', { configurationRecorderName: 'default' }),
      'Macie is enabled': () => called('macie2', 'UpdateMacieSession', { status: 'ENABLED' }),
      'the recorder is told to record what intruders change': () =>
        recorderOf(['AWS::S3::Bucket', 'AWS::EC2::SecurityGroup']),
      'the organization is taken away from another service': () =>
        called('organizations', 'DisableAWSServiceAccess', { servicePrincipal: 'ram.amazonaws.com' }),
      'an old version of a guardrail is deleted': () =>
        called('bedrock', 'DeleteGuardrail', { guardrailIdentifier: 'gr-1', guardrailVersion: '2' }),
      'a noisy resource type is left out': () => recorder(['AWS::EC2::NetworkInterface']),
      'it was refused': () => called('config', 'StopConfigurationRecorder', null, REFUSED),
      'the call of another service': () => called('ec2', 'Disable', null),
      'StackSets remove a Region': () =>
        called('config', 'DeleteConfigurationRecorder', null, {
          ...BY_CLOUDFORMATION,
          userIdentity: {
            ...roleSession('x', 'stacksets-exec-0123'),
            invokedBy: 'stacksets.cloudformation.amazonaws.com',
          },
        }),
    },
  },
});

function recorder(resourceTypes: readonly string[]) {
  return recorderOf([], { exclusionByResourceTypes: { resourceTypes } });
}

function recorderOf(resourceTypes: readonly string[], more: object = {}) {
  const recordingGroup = { allSupported: false, resourceTypes, ...more };
  return called('config', 'PutConfigurationRecorder', { configurationRecorder: { name: 'default', recordingGroup } });
}
