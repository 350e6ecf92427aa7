import type { OcsfEvidence } from './ocsf-evidence.ts';
import type { OcsfResourceDetails } from './ocsf-resources.ts';

/** Kinds of observables, from "Observable" in the OCSF schema. */
const TYPES = {
  1: 'Hostname',
  2: 'IP Address',
  4: 'User Name',
  10: 'Resource UID',
  16: 'HTTP User-Agent',
  19: 'User Credential ID',
} as const;

/** Values that an analyst searches by, with their places in the document: many SIEMs index only these. */
export function ocsfObservables(evidence: OcsfEvidence, resources: readonly OcsfResourceDetails[]): readonly object[] {
  const { src_endpoint, dst_endpoint, query, http_request, actor } = evidence;
  return [
    observable(2, 'evidences[0].src_endpoint.ip', src_endpoint?.ip),
    observable(2, 'evidences[0].dst_endpoint.ip', dst_endpoint?.ip),
    observable(1, 'evidences[0].query.hostname', query?.hostname),
    observable(16, 'evidences[0].http_request.user_agent', http_request?.user_agent),
    observable(4, 'evidences[0].actor.user.name', actor?.user.name),
    observable(19, 'evidences[0].actor.user.credential_uid', actor?.user.credential_uid),
    ...resources.map(({ uid }, index) => observable(10, `resources[${index}].uid`, uid)),
  ].flat();
}

function observable(type_id: keyof typeof TYPES, name: string, value: string | undefined): readonly object[] {
  return value === undefined ? [] : [{ type_id, type: TYPES[type_id], name, value }];
}
