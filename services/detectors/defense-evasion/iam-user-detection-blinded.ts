import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { isFalse, isTrue } from '../kits/api-call.ts';
import { textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';

/** People who triage findings hide known ones every day. */
const IN_TRIAGE: Signal['routine'] = {
  means: 'a person did it who signed in to the console or through Identity Center, as people do who triage findings',
  is: ({ callerKind }) => callerKind === 'person',
};

/** The status that an action of an automation rule sets: by name, or by the number that OCSF gives it. */
const SUPPRESSES = /"workflow":\{"status":"SUPPRESSED"|"statusId":3\b/i;

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/DetectionBlinded',
  own: true,
  title: 'Findings of a security service will be hidden',
  why: 'A filter that archives findings, or a list of trusted addresses, blinds a service that still appears to be on.',
  asks: 'Did somebody create a filter that archives or suppresses findings, or a list of addresses that GuardDuty trusts, or take a list of threats away from it?',
  attack: ['T1562.001', 'T1562.006'],
  signals: [
    hides('guardduty', ['CreateFilter', 'UpdateFilter'], ({ name, filterName, action }) =>
      action === 'ARCHIVE' ? `set GuardDuty filter ${nameIn(name ?? filterName)} to archive findings` : undefined,
    ),
    trusts(['CreateIPSet', 'CreateTrustedEntitySet'], ({ name }) => `made GuardDuty trust list ${nameIn(name)}`),
    trusts(['UpdateIPSet', 'UpdateTrustedEntitySet'], ({ location, activate }) =>
      location !== undefined || isTrue(activate) ? 'changed a list that GuardDuty trusts' : undefined,
    ),
    hides(
      'guardduty',
      ['DeleteThreatIntelSet', 'DeleteThreatEntitySet'],
      () => 'deleted a list of threats that GuardDuty compared with',
    ),
    hides('guardduty', ['UpdateThreatIntelSet', 'UpdateThreatEntitySet'], ({ activate }) =>
      isFalse(activate) ? 'deactivated a list of threats that GuardDuty compared with' : undefined,
    ),
    hides('inspector2', ['CreateFilter', 'UpdateFilter'], ({ name, action }) =>
      action === 'SUPPRESS' ? `set Inspector filter ${nameIn(name)} to suppress findings` : undefined,
    ),
    hides(
      'access-analyzer',
      ['CreateArchiveRule', 'UpdateArchiveRule'],
      ({ ruleName }) => `made or changed IAM Access Analyzer archive rule ${nameIn(ruleName)}`,
    ),
    hides('macie2', ['CreateFindingsFilter', 'UpdateFindingsFilter'], ({ name, action }) =>
      action === 'ARCHIVE' ? `set Macie filter ${nameIn(name)} to archive findings` : undefined,
    ),
    hides(
      'securityhub',
      ['CreateAutomationRule', 'BatchUpdateAutomationRules', 'CreateAutomationRuleV2', 'UpdateAutomationRuleV2'],
      (parameters) =>
        SUPPRESSES.test(JSON.stringify(parameters))
          ? 'created or changed an automation rule of Security Hub that suppresses findings'
          : undefined,
    ),
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-DetectionBlinded',
  blindTo: [
    'What the filter or the list contains, and single findings that are archived or suppressed.',
    'Automation rules of Security Hub that lower the severity of findings or resolve them.',
  ],
  falsePositives: ['Scripts that maintain filters: add their role to `known` as `security`.'],
  respond: [
    'Ask the security team whether the filter is theirs.',
    'If not, delete it, and review what it archived in the meantime.',
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
      'a role adds a list of addresses': () =>
        called(
          'guardduty',
          'CreateIPSet',
          { name: 'office', activate: true },
          { userIdentity: roleSession('eve', 'Ops') },
        ),
      'a list is changed': () =>
        called('guardduty', 'UpdateIPSet', { ipSetId: '1', location: 'https://s3.amazonaws.com/lists/office.txt' }),
      'filters of the other services': () => ({
        records: [
          ...called('inspector2', 'CreateFilter', { name: 'known', action: 'SUPPRESS' }).records,
          ...called('access-analyzer', 'CreateArchiveRule', { analyzerName: 'main', ruleName: 'known' }).records,
          ...called('macie2', 'CreateFindingsFilter', { name: 'known', action: 'ARCHIVE' }).records,
          ...automation({ Workflow: { Status: 'SUPPRESSED' } }).records,
        ],
      }),
      'lists of threats are deleted and deactivated': () => ({
        records: [
          ...called('guardduty', 'DeleteThreatIntelSet', { threatIntelSetId: '1' }).records,
          ...called('guardduty', 'UpdateThreatEntitySet', { threatEntitySetId: '2', activate: false }).records,
        ],
      }),
      'an archive rule is changed': () =>
        called('access-analyzer', 'UpdateArchiveRule', { analyzerName: 'main', ruleName: 'known' }),
      'a filter of each service is changed': () => ({
        records: [
          ...called('guardduty', 'UpdateFilter', { filterName: 'known', action: 'ARCHIVE' }).records,
          ...called('inspector2', 'UpdateFilter', { filterArn: 'filter/0example', action: 'SUPPRESS' }).records,
          ...called('macie2', 'UpdateFindingsFilter', { id: '0example', action: 'ARCHIVE' }).records,
        ],
      }),
      'an automation rule is changed': () =>
        called('securityhub', 'BatchUpdateAutomationRules', {
          UpdateAutomationRulesRequestItems: [
            { RuleArn: 'known', Actions: updating({ Workflow: { Status: 'SUPPRESSED' } }) },
          ],
        }),
      'an automation rule of the second version': () => automation({ StatusId: 3 }, 'CreateAutomationRuleV2'),
      'an automation rule of the second version is changed': () =>
        automation({ StatusId: 3 }, 'UpdateAutomationRuleV2'),
      'a list of trusted addresses and domains': () =>
        called('guardduty', 'CreateTrustedEntitySet', { name: 'office', activate: true }),
      'such a list is activated': () =>
        called('guardduty', 'UpdateTrustedEntitySet', { trustedEntitySetId: '1', activate: true }),
      'a person adds a list of addresses, which is no triage': () =>
        called('guardduty', 'CreateIPSet', { name: 'office', activate: true }, { userIdentity: identityCenterUser() }),
      'by a person, which is less': () => filter('ARCHIVE', { userIdentity: identityCenterUser() }),
    },
    quiet: {
      'a filter that does not archive': () => filter('NOOP'),
      'an automation rule that tells whom to ask': () => automation({ Note: { Text: 'Ask the web team.' } }),
      'filters that only sort what a person looks at': () => ({
        records: [
          ...called('inspector2', 'CreateFilter', { name: 'mine', action: 'NONE' }).records,
          ...called('macie2', 'CreateFindingsFilter', { name: 'mine', action: 'NOOP' }).records,
        ],
      }),
      'a list of threats is replaced': () =>
        called('guardduty', 'UpdateThreatIntelSet', { threatIntelSetId: '1', activate: true }),
      'a list gets another name': () => called('guardduty', 'UpdateIPSet', { ipSetId: '1', name: 'offices' }),
      'it was refused': () => filter('ARCHIVE', REFUSED),
      'CloudFormation makes it': () => filter('ARCHIVE', BY_CLOUDFORMATION),
      'by the security team': () => ({
        ...filter('ARCHIVE', { userIdentity: roleSession('s', 'SecurityTooling') }),
        known: [{ who: 'arn:aws:iam::*:role/SecurityTooling', purposes: ['security'], because: 'Its work.' }],
      }),
    },
  },
});

/** A change names what it changes only where the name changes. */
function nameIn(name: unknown): string {
  return textOf(name) ?? '(not named)';
}

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

/** GuardDuty reports nothing at all for what it trusts, so a list is no part of triage, whoever makes it. */
function trusts(calls: readonly string[], did: (parameters: Parameters) => string | undefined): Signal {
  return {
    means: 'GuardDuty trusts more addresses or domains from now on',
    severity: 'Medium',
    service: 'guardduty',
    calls,
    did,
    deployed: true,
    unless: 'security',
  };
}

function automation(FindingFieldsUpdate: object, eventName = 'CreateAutomationRule') {
  return called('securityhub', eventName, { RuleName: 'known', Actions: updating(FindingFieldsUpdate) });
}

function updating(FindingFieldsUpdate: object) {
  return [{ Type: 'FINDING_FIELDS_UPDATE', FindingFieldsUpdate }];
}

function filter(action: string, overrides = {}) {
  return called(
    'guardduty',
    'CreateFilter',
    { detectorId: '12abc34d567e8fa901bc2d34eexample', name: 'known', action },
    overrides,
  );
}
