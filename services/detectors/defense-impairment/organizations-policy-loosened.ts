import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:Organizations/PolicyLoosened',
  own: true,
  title: 'A policy of the organization was detached',
  why: 'A policy of the organization restricts even the administrators of an account; without it, anybody with their credentials can do what it denied.',
  asks: 'Was a policy of the organization detached from an account, an organizational unit or the root?',
  attack: ['T1666', 'T1562.001'],
  signals: [
    {
      means: 'a policy was detached',
      severity: 'Medium',
      service: 'organizations',
      calls: ['DetachPolicy'],
      did: ({ policyId, targetId }) =>
        // Detaching the policy that allows everything tightens the rules.
        policyId === FULL_ACCESS
          ? undefined
          : `detached policy ${textOf(policyId) ?? '(not named)'} from ${textOf(targetId) ?? '(not named)'}`,
      deployed: true,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:Organizations-PolicyLoosened',
  blindTo: [
    'Policies whose text is changed: no record shows the earlier text.',
    'The type of the policy, and whether another one replaced it.',
  ],
  falsePositives: ['Policies that are replaced by hand: detached and attached again.'],
  respond: [
    'Ask the administrators of the organization whether the change was planned.',
    'If not, attach the policy again, and review what was done below the target in the meantime.',
  ],
  references: [
    {
      title: 'Detaching organization policies with AWS Organizations',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_policies_detach.html',
    },
  ],
  examples: {
    fires: {
      'from an organizational unit': () => detach('p-example1'),
      'by a role, from the root': () => detach('p-example1', { userIdentity: roleSession() }, 'r-exam'),
    },
    quiet: {
      'the policy that allows everything': () => detach('p-FullAWSAccess'),
      'it was refused': () => detach('p-example1', REFUSED),
      'Control Tower changes its controls': () =>
        detach('p-example1', {
          ...BY_CLOUDFORMATION,
          userIdentity: { ...roleSession('x', 'AWSControlTowerAdmin'), invokedBy: 'controltower.amazonaws.com' },
        }),
      'a policy is attached': () =>
        called('organizations', 'AttachPolicy', { policyId: 'p-example1', targetId: 'ou-exam-00000001' }),
    },
  },
});

const FULL_ACCESS = 'p-FullAWSAccess';

function detach(policyId: string, overrides = {}, targetId = 'ou-exam-00000001') {
  return called('organizations', 'DetachPolicy', { policyId, targetId }, overrides);
}
