import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isTrue } from '../kits/api-call.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

/** Who answers findings every day hides those that are known. */
const IN_TRIAGE: Signal['routine'] = {
  means: 'a person did it who signed in to the console or through Identity Center, as whoever answers findings does',
  is: ({ callerKind }) => callerKind === 'person',
};

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/DetectionBlinded',
  own: true,
  title: 'Findings of a security service are hidden from now on',
  why: 'A filter that archives findings, or a list of addresses to trust, blinds a service that still says it is on.',
  asks: 'Was a filter made that archives or suppresses findings, or a list of what is to be trusted, by a key or a role?',
  attack: ['T1562.001', 'T1562.006'],
  signals: [
    hides('guardduty', ['CreateFilter', 'UpdateFilter'], ({ name, filterName, action }) =>
      action === 'ARCHIVE'
        ? `had GuardDuty archive what meets filter ${String(name ?? filterName ?? '')}`.trim()
        : undefined,
    ),
    hides('guardduty', ['CreateIPSet', 'CreateTrustedEntitySet'], ({ name }) =>
      `made GuardDuty trust the addresses or names on list ${String(name ?? '')}`.trim(),
    ),
    hides('guardduty', ['UpdateIPSet', 'UpdateTrustedEntitySet'], ({ location, activate }) =>
      location !== undefined || isTrue(activate) ? 'changed what GuardDuty trusts' : undefined,
    ),
    hides('inspector2', ['CreateFilter', 'UpdateFilter'], ({ name, action }) =>
      action === 'SUPPRESS' ? `had Inspector suppress what meets filter ${String(name ?? '')}`.trim() : undefined,
    ),
    hides('access-analyzer', ['CreateArchiveRule'], ({ ruleName }) =>
      `had IAM Access Analyzer archive what meets rule ${String(ruleName ?? '')}`.trim(),
    ),
    hides('macie2', ['CreateFindingsFilter', 'UpdateFindingsFilter'], ({ name, action }) =>
      action === 'ARCHIVE' ? `had Macie archive what meets filter ${String(name ?? '')}`.trim() : undefined,
    ),
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-DetectionBlinded',
  blindTo: [
    'What the filter or the list holds, and single findings that are archived or suppressed.',
    'Rules of Security Hub, which change findings in many ways.',
  ],
  falsePositives: ['Whoever keeps filters by a script of their own: name its role in `known` for security.'],
  respond: [
    'Ask whoever runs the security services whether the filter is theirs.',
    'If not, delete it, and look at what it archived meanwhile.',
  ],
  references: [
    {
      title: 'Suppression rules in GuardDuty',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html',
    },
  ],
  examples: {
    fires: {
      'a filter that archives': () => filter('ARCHIVE'),
      'a list of addresses, by a role': () =>
        called(
          'guardduty',
          'CreateIPSet',
          { name: 'office', activate: true },
          { userIdentity: roleSession('eve', 'Ops') },
        ),
      'a list is changed': () =>
        called('guardduty', 'UpdateIPSet', { ipSetId: '1', location: 'https://s3.amazonaws.com/lists/office.txt' }),
      'of the other services': () => ({
        records: [
          ...called('inspector2', 'CreateFilter', { name: 'known', action: 'SUPPRESS' }).records,
          ...called('access-analyzer', 'CreateArchiveRule', { analyzerName: 'main', ruleName: 'known' }).records,
          ...called('macie2', 'CreateFindingsFilter', { name: 'known', action: 'ARCHIVE' }).records,
        ],
      }),
      'by a person, which is less': () => filter('ARCHIVE', { userIdentity: identityCenterUser() }),
    },
    quiet: {
      'a filter that only looks': () => filter('NOOP'),
      'a list gets another name': () => called('guardduty', 'UpdateIPSet', { ipSetId: '1', name: 'offices' }),
      'it was refused': () => filter('ARCHIVE', REFUSED),
      'CloudFormation makes it': () => filter('ARCHIVE', BY_CLOUDFORMATION),
      'by whoever runs security services': () => ({
        ...filter('ARCHIVE', { userIdentity: roleSession('s', 'SecurityTooling') }),
        known: [{ who: 'arn:aws:iam::*:role/SecurityTooling', purposes: ['security'], because: 'Its work.' }],
      }),
    },
  },
});

function hides(service: string, calls: readonly string[], did: (parameters: Parameters) => string | undefined): Signal {
  return {
    means: 'findings are hidden from now on',
    severity: 'Medium',
    service,
    calls,
    did,
    deployed: true,
    unless: 'security',
    routine: IN_TRIAGE,
  };
}

function filter(action: string, overrides = {}) {
  return called(
    'guardduty',
    'CreateFilter',
    { detectorId: '12abc34d567e8fa901bc2d34eexample', name: 'known', action },
    overrides,
  );
}
