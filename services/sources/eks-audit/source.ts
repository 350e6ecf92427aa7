import { defineSource } from '../log-source.ts';
import { kubernetesApiCall } from './api-call.ts';
import { calls } from './call.ts';
import { sourceIPs, unauthenticated } from './caller.ts';
import { AuditEvent } from './event.ts';
import { subscriptionOf } from './example.ts';
import type { EksAuditFields, EksAuditRecord } from './record.ts';

/**
 * Audit logs of the control plane of Amazon EKS. The cluster writes them to CloudWatch Logs only; a subscription
 * through Firehose brings them to S3, under keys that its owner chooses.
 */
const eksAudit = defineSource<EksAuditRecord, EksAuditFields>({
  name: 'eks-audit',
  route: 'call',
  remote: 'sourceIP',
  remoteIs: 'address',
  // A cluster is in one Region.
  partition: 'account-and-region',
  identified: true,
  originsMax: 100,
  label: 'EKS audit logs',
  records: 'EKS audit events',
  delivery: {
    resource: 'EKS cluster',
    // Each log is of another cluster.
    needed: 'all',
    absent: (region) =>
      `No audit log of an EKS cluster of ${region} comes to S3: subscribe a delivery stream of Firehose to the log group /aws/eks/CLUSTER/cluster of each.`,
  },
  action: kubernetesApiCall,
  text: ({ records }) => `${JSON.stringify(subscriptionOf(records))}\n`,
  scaffold: {
    suits: ({ resource }) => resource === 'Kubernetes',
    begin: () => ({
      uses: { example: 'auditEvent', record: 'eksAudit', kit: ['cluster', 'aboutCaller'] },
      from: 'eksAudit()',
      about: 'aboutCaller',
      record: 'auditEvent()',
    }),
  },
  json: {
    enveloped: false,
    isRecord: (value) =>
      value['kind'] === 'Event' &&
      typeof value['apiVersion'] === 'string' &&
      isAudit(value['apiVersion']) &&
      typeof value['verb'] === 'string',
    telling: { field: 'apiVersion', is: isAudit },
    // Equal in all stages of a request.
    time: 'requestReceivedTimestamp',
    required: ['verb', 'auditID'],
    // Only the carrier of the event tells the cluster's account and Region.
    accounts: [],
    region: undefined,
    group: { field: 'cluster', of: clusterOf },
    pass: undefined,
    values: {},
    paths: {},
    lists: [],
    columns: {
      call: { needs: ['requestURI'], make: calls },
      sourceIP: { needs: ['sourceIPs'], make: sourceIPs },
      unauthenticated: { needs: ['user'], make: unauthenticated },
    },
    texts: [
      'user.username',
      'objectRef.resource',
      'objectRef.subresource',
      'objectRef.namespace',
      'objectRef.name',
      'responseStatus.code',
      'userAgent',
    ],
    members: ['user', 'impersonatedUser', 'sourceIPs', 'requestURI', 'requestObject', 'responseObject', 'annotations'],
    record: (row) => new AuditEvent(row),
  },
});
export default eksAudit;

function isAudit(apiVersion: string): boolean {
  return apiVersion.startsWith('audit.k8s.io/');
}

/** `/aws/eks/prod/cluster` ("Send control plane logs to CloudWatch Logs", Amazon EKS User Guide). */
function clusterOf(logGroup: string): string | undefined {
  return /^\/aws\/eks\/([^/]+)\/cluster$/.exec(logGroup)?.[1];
}
