import { ACTION_KINDS } from '#services/actions/index.ts';
import { kindOf } from '#services/model/action-kind.ts';
import { line } from '#services/model/asff.ts';
import type { Finding } from '#services/model/finding.ts';

/**
 * ASFF allows at most 50 product fields; three origins of four fields leave room, and show an analyst which object to
 * open.
 */
const ORIGINS_SHOWN = 3;
const PRODUCT_FIELDS_MAX = 50;

/**
 * Values for which ASFF has no member, under our own prefix: keys that begin with `aws/` are reserved. List members are
 * written `name.0_`, as GuardDuty does.
 */
export function asffProductFields(finding: Finding): object {
  const { service } = finding;
  const fields = {
    'vedette/finding/type': finding.type,
    'vedette/finding/id': finding.id,
    'vedette/finding/arn': finding.arn,
    'vedette/finding/detectorId': service.detectorId,
    'vedette/finding/count': String(service.count),
    'vedette/finding/resourceRole': service.resourceRole,
    'vedette/finding/status': finding.disposition.status,
    'vedette/finding/closedBy': finding.disposition.closedBy?.who,
    'vedette/finding/closedBecause': finding.disposition.closedBy?.because ?? undefined,
    'vedette/finding/ratedBecause': finding.disposition.ratedBecause,
    'vedette/finding/assignee': finding.disposition.assignee,
    ...actionFields(finding),
    ...listFields('vedette/evidence/threatIntelligenceDetails', service.evidence.threatIntelligenceDetails.slice(0, 5)),
    ...listFields('vedette/evidence/origins', service.evidence.origins.slice(0, ORIGINS_SHOWN)),
    'vedette/evidence/tallies':
      Object.keys(service.evidence.tallies).length > 0 ? JSON.stringify(service.evidence.tallies) : undefined,
  };
  const kept = Object.entries(fields).flatMap(([key, value]) => {
    const text = line(value, 2048);
    return text === undefined ? [] : [[key, text] as const];
  });
  return Object.fromEntries(kept.slice(0, PRODUCT_FIELDS_MAX));
}

function actionFields({ service: { action } }: Finding): Record<string, string | undefined> {
  const { kind, details } = kindOf(ACTION_KINDS, action);
  return Object.fromEntries(
    Object.entries(kind.rest(details)).map(([name, value]) => [`vedette/action/${name}`, value]),
  );
}

function listFields(name: string, items: readonly object[]): Record<string, string> {
  return Object.fromEntries(
    items.flatMap((item, index) =>
      Object.entries(item).map(([key, value]) => [`${name}.${index}_/${key}`, asText(value)]),
    ),
  );
}

function asText(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}
