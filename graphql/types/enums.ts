import { CONTEXTS } from '#services/cases/context.ts';
import { COVERAGE_REASONS, COVERAGE_SUBJECTS } from '#services/model/coverage.ts';
import { CASE_STATUSES, DECISIONS, FEEDBACK } from '#services/model/disposition.ts';
import { enumName } from '#services/model/enum-name.ts';
import { FINDING_FACETS, FINDING_MOMENTS, FINDING_SEVERITIES, FINDING_SORTS } from '#services/model/finding-fields.ts';
import { FORMAT_NAMES } from '#services/model/format-names.ts';
import { LIST_STATES } from '#services/model/installation.ts';
import { OPERATORS } from '#services/model/rule.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import { ROLES } from '#services/model/viewer.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { SOURCES } from '#services/sources/index.ts';
import { builder } from '../builder.ts';

export const SeverityLabel = builder.enumType('SeverityLabel', {
  description: 'Low below 4, Medium below 7, High below 9, Critical from 9.',
  values: named(SEVERITY_LABELS),
});
export const SourceName = builder.enumType('SourceName', {
  description: 'A kind of log.',
  values: named(SOURCES.map(({ name }) => name)),
});
export const ListState = builder.enumType('ListState', {
  description: 'LOADED: in use for all accounts. IN_SOME_ACCOUNTS: only for some. MISSING: nowhere.',
  values: named(LIST_STATES),
});
export const CaseStatus = builder.enumType('CaseStatus', {
  description:
    'NEW and UPDATED: nobody has handled it. REOPENED: it recurred after it was closed. RESOLVED: it was handled, or its resource is gone. ARCHIVED: hidden by a person or a rule.',
  values: named(CASE_STATUSES),
});
export const ContextKind = builder.enumType('FindingContextKind', {
  description: 'What findings share: what they are about, who did it, or an address at the other end.',
  values: named(CONTEXTS),
});
export const Feedback = builder.enumType('Feedback', {
  description: 'Whether a finding was useful.',
  values: named(FEEDBACK),
});
export const Decision = builder.enumType('Decision', {
  description: 'The status set by a person. OPEN withdraws the previous one.',
  values: named(DECISIONS),
});
export const ClosingKind = builder.enumType('ClosingKind', {
  description: 'PERSON: somebody decided so. RULE: a rule hides it. GONE: its resource no longer exists.',
  values: named(['person', 'rule', 'gone'] as const),
});
export const Operator = builder.enumType('RuleOperator', {
  description: 'The operators of GuardDuty, and WITHIN for addresses in ranges.',
  values: named(OPERATORS),
});
export const RuleEffect = builder.enumType('RuleEffect', {
  description: 'SUPPRESS hides findings, RATE sets their severity for the owner.',
  values: named(['suppress', 'rate'] as const),
});
export const DocumentFormat = builder.enumType('DocumentFormat', {
  description:
    'FINDING: complete, as Vedette stores it. The others are named after their consumers: GUARDDUTY as GuardDuty exports findings, ASFF as Security Hub imports them, OCSF as a Detection Finding of the Open Cybersecurity Schema Framework.',
  values: named(FORMAT_NAMES),
});
export const FindingSort = builder.enumType('FindingSort', { values: named(FINDING_SORTS) });
export const SortDirection = builder.enumType('SortDirection', {
  values: named(['ascending', 'descending'] as const),
});
export const TimeStep = builder.enumType('TimeStep', {
  description: 'In UTC. A week begins on Monday.',
  values: named(['hour', 'day', 'week'] as const),
});
export const FindingFacetName = builder.enumType('FindingFacet', {
  description: 'What findings are counted by.',
  values: named(FINDING_FACETS),
});
export const FindingMomentName = builder.enumType('FindingMoment', {
  description: 'When something happened to findings: in the logs (FIRST_SEEN, LAST_SEEN), or here.',
  values: named(FINDING_MOMENTS),
});
export const FindingSeverityName = builder.enumType('FindingSeverity', {
  description: 'SEVERITY: as GuardDuty rates findings. CONTEXT_SEVERITY: as their owner does.',
  values: named(FINDING_SEVERITIES),
});
export const ResourceRole = builder.enumType('ResourceRole', {
  description: 'Whether the resource acted or was acted upon.',
  values: named(['ACTOR', 'TARGET'] as const),
});
export const ResourceType = builder.enumType('ResourceType', {
  description: 'What a finding is about, in GuardDuty’s words.',
  values: named(RESOURCE_KINDS.flatMap(({ type }) => type ?? [])),
});
export const Role = builder.enumType('Role', {
  description:
    'What somebody may do, each role including those before it: look; handle findings; change rules and lists; manage access.',
  values: named(ROLES),
});
export const CoverageSubject = builder.enumType('CoverageSubject', {
  description:
    'What is missing because of a gap: detection, descriptions of the resources in findings, or the proof that logs are as delivered.',
  values: named(COVERAGE_SUBJECTS),
});
export const CoverageState = builder.enumType('CoverageState', { values: named(['covered', 'gap'] as const) });
export const CoverageReason = builder.enumType('CoverageReason', { values: named(COVERAGE_REASONS) });

/** Enum values by their spelling in GraphQL. */
export function named<const Value extends string>(values: readonly Value[]): Record<string, { readonly value: Value }> {
  return Object.fromEntries(values.map((value) => [enumName(value), { value }]));
}
