import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutAccount } from '../kits/access-key.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/RegionOpened',
  own: true,
  title: 'A Region that was off was switched on',
  why: 'In a Region that nobody uses nobody looks, and services that watch are not set up there.',
  asks: 'Was a Region switched on that is off unless somebody asks for it?',
  attack: ['T1535'],
  signals: [
    {
      means: 'a Region was switched on',
      severity: 'Medium',
      service: 'account',
      calls: ['EnableRegion'],
      // Services write the first letter of a parameter either way.
      did: ({ regionName, RegionName }) =>
        `switched on Region ${textOf(regionName) ?? textOf(RegionName) ?? '(not named)'}`,
      deployed: true,
      routine: AT_WORK,
    },
  ],
  about: aboutAccount,
  acrossRegions: true,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-RegionOpened',
  blindTo: ['Regions that are on in every account, and that nobody used so far.'],
  falsePositives: ['A business that moves to a new Region.'],
  respond: [
    'Ask whoever owns the account what the Region is for.',
    'If nobody knows, look at what runs there, and switch the Region off again.',
    'Deny Regions that are not used by a service control policy (aws:RequestedRegion).',
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
      'by a person at work, which is less': () => enable({ userIdentity: identityCenterUser() }),
    },
    quiet: {
      'it was refused': () => enable(REFUSED),
      'one is switched off': () => called('account', 'DisableRegion', { regionName: 'af-south-1' }),
      'Control Tower does it': () =>
        enable({ ...BY_CLOUDFORMATION, userIdentity: { ...roleSession(), invokedBy: 'controltower.amazonaws.com' } }),
    },
  },
});

function enable(overrides = {}) {
  return called('account', 'EnableRegion', { regionName: 'af-south-1' }, overrides);
}
