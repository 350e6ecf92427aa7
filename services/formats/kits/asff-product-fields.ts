import type { Finding } from '#services/model/finding.ts';
import { line } from './asff-text.ts';

/** Product fields are at most 50; three origins of four fields leave room, and tell an analyst which object to open. */
const ORIGINS_SHOWN = 3;
const PRODUCT_FIELDS_MAX = 50;

/** What ASFF has no member for, under our own prefix: keys that begin with `aws/` are reserved. List members are written `name.0_`, as GuardDuty does. */
export function asffProductFields(finding: Finding): object {
  const { service } = finding;
  const fields = {
    'vedette/finding/type': finding.type,
    'vedette/finding/id': finding.id,
    'vedette/finding/arn': finding.arn,
    'vedette/finding/detectorId': service.detectorId,
    'vedette/finding/count': String(service.count),
    'vedette/finding/resourceRole': service.resourceRole,
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
  switch (action.actionType) {
    case 'AWS_API_CALL': {
      const { errorCode, userAgent, remoteIpDetails, remoteAccountDetails } = action.awsApiCallAction;
      return {
        'vedette/action/errorCode': errorCode,
        'vedette/action/userAgent': userAgent,
        'vedette/action/remoteIpAddressV6': remoteIpDetails?.ipAddressV6,
        'vedette/action/remoteAccountId': remoteAccountDetails?.accountId,
      };
    }
    case 'NETWORK_CONNECTION': {
      const { localIpDetails, localNetworkInterface, remoteIpDetails } = action.networkConnectionAction;
      return {
        'vedette/action/localNetworkInterface': localNetworkInterface,
        'vedette/action/localIpAddress': localIpDetails?.ipAddressV4 ?? localIpDetails?.ipAddressV6,
        'vedette/action/remoteIpAddressV6': remoteIpDetails.ipAddressV6,
      };
    }
    case 'DNS_REQUEST':
      return { 'vedette/action/domainWithSuffix': action.dnsRequestAction.domainWithSuffix };
  }
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
