import { defineFormat } from '#services/model/document.ts';
import type { Finding } from '#services/model/finding.ts';
import type { JsonObject } from '#services/model/subject.ts';

/**
 * The finding as GuardDuty puts it on EventBridge and into its exports, in wire casing. What GuardDuty has no member
 * for (the identifying `resource.id`, the origins and the tallies) is left out: a strict reader of GuardDuty's model
 * must find nothing it does not know. `serviceName` says that the finding is not GuardDuty's own.
 */
export default defineFormat({
  name: 'guardduty',
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
    description: finding.description,
  }),
});

function resourceOf({ resource }: Finding) {
  return {
    resourceType: resource.resourceType,
    accessKeyDetails: resource.accessKeyDetails,
    instanceDetails: resource.instanceDetails,
    s3BucketDetails: resource.s3BucketDetails,
  };
}

function serviceOf({ service }: Finding) {
  return {
    ...service,
    additionalInfo: asText(service.additionalInfo),
    evidence: { threatIntelligenceDetails: service.evidence.threatIntelligenceDetails },
  };
}

/** The API shows additional information as JSON text in `value`, exports show its keys beside that text: so do we. */
function asText(info: JsonObject) {
  const keys = Object.fromEntries(Object.entries(info).filter(([key]) => key !== 'value' && key !== 'type'));
  return { ...keys, value: JSON.stringify(keys), type: 'default' };
}
