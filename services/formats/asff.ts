import { line } from '#services/model/asff.ts';
import { defineFormat } from '#services/model/document.ts';
import type { DetectorFacts } from '#services/model/document.ts';
import { severityInContext, type Finding } from '#services/model/finding.ts';
import { severityLabel } from '#services/model/severity.ts';
import { asffAction, remoteOf } from './kits/asff-action.ts';
import { asffProductFields } from './kits/asff-product-fields.ts';
import { asffResources } from './kits/asff-resources.ts';
import { descriptionOf } from './kits/description.ts';
import { prune } from './kits/prune.ts';

const INDICATORS_MAX = 5;

/**
 * The finding as Security Hub imports it ("AWS Security Finding Format" in the AWS Security Hub User Guide), for the
 * default product of the account that owns it. The result is within the service's limits whatever the finding holds.
 */
export default defineFormat({
  render(finding, detector) {
    const Severity = {
      Label: severityLabel(severityInContext(finding)).toUpperCase(),
      Original: finding.severity.toFixed(1),
    };
    const Types = [typeOf(finding, detector)];
    return prune({
      SchemaVersion: '2018-10-08',
      // Derived from the finding's identity alone: an update must match the finding it updates.
      Id: `vedette/${finding.region}/${finding.accountId}/${finding.id}`,
      ProductArn: `arn:${finding.partition}:securityhub:${finding.region}:${finding.accountId}:product/${finding.accountId}/default`,
      ProductName: 'Vedette',
      CompanyName: 'Vedette',
      GeneratorId: `vedette/${finding.type}`,
      AwsAccountId: finding.accountId,
      FirstObservedAt: finding.service.eventFirstSeen,
      LastObservedAt: finding.service.eventLastSeen,
      CreatedAt: finding.createdAt,
      UpdatedAt: finding.updatedAt,
      Title: line(finding.title, 256) ?? finding.type,
      Description: line(descriptionOf(finding), 1024) ?? finding.type,
      Remediation: { Recommendation: { Text: line(detector?.respond.join(' '), 512) } },
      Resources: asffResources(finding),
      Action: asffAction(finding),
      ThreatIntelIndicators: indicators(finding),
      ProductFields: asffProductFields(finding),
      Sample: finding.service.additionalInfo['sample'] === true ? true : undefined,
      SourceUrl: detector?.references[0]?.url,
      RecordState: finding.service.archived ? 'ARCHIVED' : 'ACTIVE',
      // At the top for people who read the documents as files. Security Hub takes them only from the provider's fields:
      // so values that a customer changed there survive our updates.
      Severity,
      Types,
      FindingProviderFields: { Severity, Types },
    });
  },
});

/** A finding may outlive its detector: then the tactic is unknown, and a partial path is allowed. */
function typeOf(finding: Finding, detector: DetectorFacts): string {
  return detector?.asff ?? `TTPs/${finding.type.replace('/', '-')}`;
}

function indicators({ type, service }: Finding): readonly object[] {
  const { address, domain } = remoteOf(service.action);
  const value = line(address ?? domain, 512);
  if (value === undefined) return [];
  return service.evidence.threatIntelligenceDetails.slice(0, INDICATORS_MAX).map(({ threatListName }) => ({
    Type: domain === undefined ? (value.includes(':') ? 'IPV6_ADDRESS' : 'IPV4_ADDRESS') : 'DOMAIN',
    Value: value,
    Category: type.includes('C&C') ? 'COMMAND_AND_CONTROL' : undefined,
    LastObservedAt: service.eventLastSeen,
    Source: line(threatListName, 64),
  }));
}
