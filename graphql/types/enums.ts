import { COVERAGE_REASONS } from '#services/model/coverage.ts';
import { FINDING_SORTS } from '#services/model/finding-fields.ts';
import { FORMAT_NAMES } from '#services/model/format-names.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
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
export const DocumentFormat = builder.enumType('DocumentFormat', {
  description:
    'FINDING: whole, as Vedette keeps it. The others are named after whom they are for: GUARDDUTY as GuardDuty exports findings, ASFF as Security Hub imports them, OCSF as a Detection Finding of the Open Cybersecurity Schema Framework.',
  values: named(FORMAT_NAMES),
});
export const FindingSort = builder.enumType('FindingSort', { values: named(FINDING_SORTS) });
export const SortDirection = builder.enumType('SortDirection', {
  values: named(['ascending', 'descending'] as const),
});
export const TimeStep = builder.enumType('TimeStep', { values: named(['hour', 'day'] as const) });
export const ResourceRole = builder.enumType('ResourceRole', {
  description: 'Whether the resource acted or was acted upon.',
  values: named(['ACTOR', 'TARGET'] as const),
});
export const ResourceType = builder.enumType('ResourceType', {
  values: named(RESOURCE_KINDS.flatMap(({ type }) => type ?? [])),
});
export const CoverageState = builder.enumType('CoverageState', { values: named(['covered', 'gap'] as const) });
export const CoverageReason = builder.enumType('CoverageReason', { values: named(COVERAGE_REASONS) });

/** GraphQL's spelling of enum values: `region-not-enabled` and `lastSeen` become REGION_NOT_ENABLED and LAST_SEEN. */
function named<const Value extends string>(values: readonly Value[]): Record<string, { readonly value: Value }> {
  return Object.fromEntries(
    values.map((value) => [
      value
        .replace(/([a-z])([A-Z])/g, '$1_$2')
        .replaceAll('-', '_')
        .toUpperCase(),
      { value },
    ]),
  );
}
