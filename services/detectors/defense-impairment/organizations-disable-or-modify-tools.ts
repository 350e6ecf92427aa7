import { rootUser } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:Organizations/DisableOrModifyTools',
  title: 'A kind of policy was switched off for the organization',
  why: 'All policies of the kind are detached at once from every account, and have to be attached again one by one.',
  asks: 'Was a kind of policy, such as service control policies, switched off?',
  attack: ['T1666', 'T1562.001'],
  signals: [
    {
      means: 'a kind of policy was switched off',
      severity: 'High',
      service: 'organizations',
      calls: ['DisablePolicyType'],
      did: ({ policyType, rootId }) =>
        `switched off ${String(policyType ?? 'a kind of policy')} for the whole organization (${String(rootId ?? 'root not named')})`,
      deployed: false,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:Organizations-DisableOrModifyTools',
  blindTo: [
    'Single policies: one that is detached is DefenseImpairment:Organizations/PolicyLoosened.',
    'Tries that were refused.',
  ],
  falsePositives: ['Organizations that give up a kind of policy, as those for tags.'],
  respond: [
    'Ask whoever runs the organization whether the change was planned.',
    'If not, switch the kind of policy on again and attach the policies again: AWS does not remember where they were.',
    'Look at what was done in member accounts meanwhile.',
  ],
  references: [
    {
      title: 'Disabling a policy type',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/disable-policy-type.html',
    },
  ],
  examples: {
    fires: {
      'service control policies': () =>
        called('organizations', 'DisablePolicyType', { rootId: 'r-exam', policyType: 'SERVICE_CONTROL_POLICY' }),
      'resource control policies, by root': () => ({
        ...called(
          'organizations',
          'DisablePolicyType',
          { rootId: 'r-exam', policyType: 'RESOURCE_CONTROL_POLICY' },
          { userIdentity: rootUser() },
        ),
        also: ['Policy:IAMUser/RootCredentialUsage'],
      }),
    },
    quiet: {
      'it was refused': () =>
        called(
          'organizations',
          'DisablePolicyType',
          { rootId: 'r-exam', policyType: 'SERVICE_CONTROL_POLICY' },
          REFUSED,
        ),
      'a kind of policy is switched on': () =>
        called('organizations', 'EnablePolicyType', { rootId: 'r-exam', policyType: 'SERVICE_CONTROL_POLICY' }),
      'one policy is detached': () =>
        called('organizations', 'DetachPolicy', { policyId: 'p-examplepolicyid', targetId: 'ou-exam-11111111' }),
    },
  },
});
