import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseImpairment:Organizations/PolicyLoosened',
  own: true,
  title: 'A policy of the organization was detached',
  why: 'What a policy denies to an account, its administrators cannot do either; without it, whoever has their credentials can.',
  asks: 'Was a policy of the organization detached from an account, a unit or the root?',
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
    'Policies whose text is changed: what it was before, no record says.',
    'Of what kind the policy is, and whether another took its place.',
  ],
  falsePositives: ['Policies that are replaced by hand: detached and attached again.'],
  respond: [
    'Ask whoever runs the organization whether the change was planned.',
    'If not, attach the policy again, and look at what was done below the target meanwhile.',
  ],
  references: [
    {
      title: 'Detaching organization policies with AWS Organizations',
      url: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_policies_detach.html',
    },
  ],
  examples: {
    fires: {
      'from a unit': () => detach('p-example1'),
      'by a role, from the root': () => detach('p-example1', { userIdentity: roleSession() }, 'r-exam'),
    },
    quiet: {
      'the policy that allows everything': () => detach('p-FullAWSAccess'),
      'it was refused': () => detach('p-example1', REFUSED),
      'Control Tower moves its guard rails': () =>
        detach('p-example1', {
          ...BY_CLOUDFORMATION,
          userIdentity: { ...roleSession('x', 'AWSControlTowerAdmin'), invokedBy: 'controltower.amazonaws.com' },
        }),
      'one is attached': () =>
        called('organizations', 'AttachPolicy', { policyId: 'p-example1', targetId: 'ou-exam-00000001' }),
    },
  },
});

const FULL_ACCESS = 'p-FullAWSAccess';

function detach(policyId: string, overrides = {}, targetId = 'ou-exam-00000001') {
  return called('organizations', 'DetachPolicy', { policyId, targetId }, overrides);
}
