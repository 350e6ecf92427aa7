import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { parameter, textOf } from '../kits/parameters.ts';
import { aboutAccount } from '../kits/access-key.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/RegionOpened',
  own: true,
  title: 'A Region was enabled',
  why: 'Attackers enable a Region that nobody uses: nobody looks there, and security services are not set up there.',
  asks: 'Was a Region enabled that is disabled by default?',
  attack: ['T1535'],
  signals: [
    {
      means: 'a Region was enabled',
      severity: 'Medium',
      service: 'account',
      calls: ['EnableRegion'],
      did: (parameters) => `enabled Region ${textOf(parameter(parameters, 'regionName')) ?? '(not named)'}`,
      deployed: true,
      routine: AT_WORK,
    },
  ],
  about: aboutAccount,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-RegionOpened',
  blindTo: ['Regions that are enabled in every account and that nobody has used so far.'],
  falsePositives: ['A business that moves to a new Region.'],
  respond: [
    'Ask the owner of the account what the Region is for.',
    'If nobody knows, review what runs there, and disable the Region again.',
    'Use a service control policy to deny unused Regions (aws:RequestedRegion).',
  ],
  references: [
    {
      title: 'Enable or disable AWS Regions in your account',
      url: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html',
    },
  ],
  examples: {
    fires: {
      'by a user': () => enable(),
      'by a role, with another spelling': () =>
        called('account', 'EnableRegion', { RegionName: 'af-south-1' }, { userIdentity: roleSession() }),
      'by a signed-in person, which is less': () => enable({ userIdentity: identityCenterUser() }),
    },
    quiet: {
      'it was refused': () => enable(REFUSED),
      'a Region is disabled': () => called('account', 'DisableRegion', { regionName: 'af-south-1' }),
      'Control Tower does it': () =>
        enable({ ...BY_CLOUDFORMATION, userIdentity: { ...roleSession(), invokedBy: 'controltower.amazonaws.com' } }),
    },
  },
});

function enable(overrides = {}) {
  return called('account', 'EnableRegion', { regionName: 'af-south-1' }, overrides);
}
