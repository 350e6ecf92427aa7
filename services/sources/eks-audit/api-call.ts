import type { Action } from '#services/model/action.ts';
import type { Look } from '#services/model/look.ts';
import { canonicalAddress } from '../address.ts';
import { remoteIpDetails } from '../remote-ip.ts';
import type { EksAuditRecord } from './record.ts';

/** The request in the format of GuardDuty's `kubernetesApiCallAction`. */
export function kubernetesApiCall(record: EksAuditRecord, { intel }: Pick<Look, 'intel'>): Action {
  const { verb, requestURI, resource, subresource, namespace, name, sourceIPs, sourceIP, userAgent, code } = record;
  const address = sourceIP === undefined ? undefined : canonicalAddress(sourceIP);
  return {
    actionType: 'KUBERNETES_API_CALL',
    kubernetesApiCallAction: {
      requestUri: requestURI,
      verb,
      ...(resource !== undefined && { resource }),
      ...(subresource !== undefined && { subresource }),
      ...(namespace !== undefined && { namespace }),
      ...(name !== undefined && { resourceName: name }),
      sourceIPs,
      ...(userAgent !== undefined && { userAgent }),
      ...(address !== undefined && { remoteIpDetails: remoteIpDetails(address, intel) }),
      ...(code !== undefined && { statusCode: code }),
    },
  };
}
