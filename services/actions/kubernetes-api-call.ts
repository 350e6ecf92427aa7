import { z } from 'zod';
import { defineActionKind } from '#services/model/action-kind.ts';
import type { Described } from '#services/model/resource-kind.ts';
import { addressOf, ocsfEnd, RemoteIpDetails } from './kits/ends.ts';

const schema = z
  .object({
    requestUri: z.string().describe('The URI of the request.'),
    verb: z.string().describe('The verb: get, list, watch, create, update, patch, delete…'),
    resource: z.string().optional().describe('Absent for paths that are no resource, such as /healthz.'),
    subresource: z.string().optional().describe('The subresource: `exec`, `log`.'),
    namespace: z.string().optional(),
    resourceName: z.string().optional().describe('The name of the resource.'),
    sourceIPs: z.array(z.string()).describe('The client first, then proxies.'),
    userAgent: z.string().optional(),
    remoteIpDetails: RemoteIpDetails.optional(),
    statusCode: z.int().optional().describe('The HTTP status: 101 is an opened stream, such as a shell.'),
  })
  .describe('A call to the API of a cluster.');

export type KubernetesApiCallAction = Described<typeof schema>;

declare module '#services/model/action.ts' {
  interface ActionDetails {
    readonly kubernetesApiCallAction: KubernetesApiCallAction;
  }
  interface ActionTypes {
    readonly KUBERNETES_API_CALL: 'kubernetesApiCallAction';
  }
}

export default defineActionKind({
  type: 'KUBERNETES_API_CALL',
  member: 'kubernetesApiCallAction',
  schema,
  words({ requestUri, verb, resource, subresource, namespace, resourceName, remoteIpDetails, statusCode }) {
    const what =
      resource === undefined
        ? requestUri.replace(/[?#].*$/s, '')
        : [namespace, resource, resourceName, subresource].filter((part) => part !== undefined).join('/');
    const caller = addressOf(remoteIpDetails);
    const refused = statusCode !== undefined && statusCode >= 400;
    return `${verb} ${what}${caller === undefined ? '' : ` from ${caller}`}${refused ? `, refused with ${statusCode}` : ''}`;
  },
  remote: ({ remoteIpDetails }) => ({ address: addressOf(remoteIpDetails) }),
  ocsf: ({ verb, requestUri, resource, subresource, userAgent, remoteIpDetails, statusCode }) => ({
    api: {
      operation:
        resource === undefined ? `${verb} ${requestUri}` : [verb, resource, subresource].filter(Boolean).join(' '),
      service: { name: 'kubernetes' },
      response: { code: statusCode },
    },
    ...(userAgent && { http_request: { user_agent: userAgent } }),
    src_endpoint: ocsfEnd(remoteIpDetails),
  }),
  // ASFF has no such action: all details go under their names.
  rest: ({
    verb,
    requestUri,
    resource,
    subresource,
    namespace,
    resourceName,
    userAgent,
    remoteIpDetails,
    statusCode,
  }) => ({
    verb,
    requestUri,
    resource: resource && [resource, subresource].filter((part) => part !== undefined).join('/'),
    namespace,
    resourceName,
    userAgent,
    remoteIpAddress: addressOf(remoteIpDetails),
    statusCode: statusCode?.toString(),
  }),
});
