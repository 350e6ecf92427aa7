import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { OTHER_DEFENCES, signalOf } from '../kits/defences.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/SecurityServiceDisabled',
  own: true,
  title: 'A security service was switched off or narrowed',
  why: 'Services that look for what is wrong are switched off before it is done.',
  asks: 'Was Config, Security Hub, Macie, Inspector, Detective, Access Analyzer or Security Lake switched off or narrowed?',
  attack: ['T1562.001'],
  signals: OTHER_DEFENCES.map((defence) =>
    signalOf(defence, Object.keys(defence.calls), {
      means: `${defence.name} was switched off or narrowed`,
      severity: 'Medium',
    }),
  ),
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-SecurityServiceDisabled',
  blindTo: [
    'Single rules and standards that are switched off: conformance packs change them all the time.',
    'Attempts that were refused; two of them at different services are DefenseEvasion:IAMUser/SessionChain.TwoDefencesDown.',
  ],
  falsePositives: ['Administrators who tidy up Regions that are no longer used.', 'Accounts that are closed.'],
  respond: [
    'Ask whoever owns security whether the service was to be switched off here.',
    'If not, switch it on again, and look at what the credentials did before and since.',
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
      'Security Hub goes': () => called('securityhub', 'DisableSecurityHub', null),
      'Macie pauses': () => called('macie2', 'UpdateMacieSession', { status: 'PAUSED' }),
      'the recorder leaves out IAM': () => recorder(['AWS::IAM::User', 'AWS::IAM::Role']),
    },
    quiet: {
      'the recorder starts': () =>
        called('config', 'StartConfigurationRecorder', { configurationRecorderName: 'default' }),
      'Macie goes on': () => called('macie2', 'UpdateMacieSession', { status: 'ENABLED' }),
      'a noisy kind is left out': () => recorder(['AWS::EC2::NetworkInterface']),
      'it was refused': () => called('config', 'StopConfigurationRecorder', null, REFUSED),
      'the call of another service': () => called('ec2', 'Disable', null),
      'StackSets take a Region down': () =>
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
  const recordingGroup = { allSupported: false, exclusionByResourceTypes: { resourceTypes } };
  return called('config', 'PutConfigurationRecorder', { configurationRecorder: { name: 'default', recordingGroup } });
}
