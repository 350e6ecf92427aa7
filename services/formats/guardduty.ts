import { anomalyIn, type Frequency } from '#services/model/anomaly.ts';
import { defineFormat } from '#services/model/document.ts';
import type { Finding } from '#services/model/finding.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import type { JsonObject } from '#services/model/subject.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { descriptionOf } from './kits/description.ts';

/**
 * The finding as GuardDuty puts it on EventBridge and into its exports, in wire casing. Parts for which GuardDuty has
 * no member (the identifying `resource.id`, the origins and the tallies) are left out: a strict reader of GuardDuty's
 * model must find nothing unknown. `serviceName` says that the finding is not GuardDuty's own.
 */
export default defineFormat({
  render: (finding) => ({
    schemaVersion: finding.schemaVersion,
    accountId: finding.accountId,
    region: finding.region,
    partition: finding.partition,
    id: finding.id,
    arn: finding.arn,
    type: finding.type,
    resource: resourceOf(finding),
    service: serviceOf(finding),
    severity: finding.severity,
    createdAt: finding.createdAt,
    updatedAt: finding.updatedAt,
    title: finding.title,
    description: descriptionOf(finding),
  }),
});

/**
 * A further resource goes into a member that the ones before it leave free, or is added to it where the member is a
 * list.
 */
function resourceOf({ resource }: Finding) {
  const all = [resource, ...(resource.further ?? [])];
  const members = RESOURCE_KINDS.filter(({ guardduty }) => guardduty).map((kind) => {
    const { member } = kind;
    const isMany = all.some((each) => Array.isArray(each[member]));
    const told = all.flatMap((each) => detailsOf(kind, each).map((details) => kind.asGuardDuty?.(details) ?? details));
    return [member, isMany ? told : told[0]] as const;
  });
  return { resourceType: resource.resourceType, ...Object.fromEntries(members) };
}

function serviceOf({ service }: Finding) {
  return {
    ...service,
    ...detectionOf(service.additionalInfo),
    additionalInfo: asText(service.additionalInfo),
    evidence: { threatIntelligenceDetails: service.evidence.threatIntelligenceDetails },
  };
}

/** Values that were seen before, with their frequencies, and unseen ones: by the caller or the account, then by kind. */
function detectionOf(info: JsonObject) {
  const frequencies = anomalyIn(info)?.frequencies;
  if (frequencies === undefined) return {};
  const seen = frequencies.filter(({ frequency }) => frequency !== 'UNSEEN');
  const unseen = frequencies.filter(({ frequency }) => frequency === 'UNSEEN');
  return {
    detection: {
      anomaly: {
        profiles: byWhom(seen, (rows) => rows.map(asAnomalyObject)),
        unusual: { behavior: byWhom(unseen, ([row]) => row && asAnomalyObject(row)) },
      },
    },
  };
}

function byWhom<Shown>(rows: readonly Frequency[], shown: (rows: readonly Frequency[]) => Shown) {
  const kinds = [...Map.groupBy(rows, ({ of }) => of)];
  return Object.fromEntries(
    kinds.map(([of, its]) => {
      const things = [...Map.groupBy(its, (row) => row.things)];
      const kind = of.charAt(0).toLowerCase() + of.slice(1);
      return [kind, Object.fromEntries(things.map(([name, same]) => [name, shown(same)]))];
    }),
  );
}

function asAnomalyObject({ frequency, values }: Frequency) {
  return { profileType: 'FREQUENCY', profileSubtype: frequency, observations: { text: values } };
}

/**
 * The API has additional information as JSON text in `value`; exports have its keys beside that text, and so does this
 * format.
 */
function asText(info: JsonObject) {
  const keys = Object.fromEntries(Object.entries(info).filter(([key]) => key !== 'value' && key !== 'type'));
  return { ...keys, value: JSON.stringify(keys), type: 'default' };
}
