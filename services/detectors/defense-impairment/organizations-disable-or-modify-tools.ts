import { rootUser } from '#services/sources/cloudtrail/example.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:Organizations/DisableOrModifyTools',
  title: 'A policy type was disabled for the organization',
  why: 'Disabling a policy type detaches all its policies from every account at once, and they have to be attached again one by one.',
  asks: 'Was a policy type, such as service control policies, disabled?',
  attack: ['T1666', 'T1562.001'],
  signals: [
    {
      means: 'a policy type was disabled',
      severity: 'High',
      service: 'organizations',
      calls: ['DisablePolicyType'],
      did: ({ policyType, rootId }) =>
        `disabled policy type ${String(policyType ?? '(not named)')} for the whole organization (${String(rootId ?? 'root not named')})`,
      deployed: false,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:Organizations-DisableOrModifyTools',
  blindTo: ['Single policies: a detached one is DefenseImpairment:Organizations/PolicyLoosened.', 'Refused attempts.'],
  falsePositives: ['Organizations that stop using a policy type, such as tag policies.'],
  respond: [
    'Ask the administrators of the organization whether the change was planned.',
    'If not, enable the policy type again and reattach the policies: AWS does not remember where they were attached.',
    'Review what was done in member accounts in the meantime.',
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
      'a policy type is enabled': () =>
        called('organizations', 'EnablePolicyType', { rootId: 'r-exam', policyType: 'SERVICE_CONTROL_POLICY' }),
      'one policy is detached': () =>
        called('organizations', 'DetachPolicy', { policyId: 'p-examplepolicyid', targetId: 'ou-exam-11111111' }),
    },
  },
});
