import { HOUR_MS } from './activity.ts';
import type { Account } from './organization.ts';
import type { Random } from './random.ts';

/** Requests of the controllers of an EKS cluster on an ordinary day, as messages of a CloudWatch Logs subscription. */
export function ordinaryCluster(account: Account, day: number, random: Random): string {
  const hours = Array.from({ length: 24 }, (_, hour) => day + hour * HOUR_MS);
  const logEvents = hours.flatMap((hour) =>
    CONTROLLERS.map(([username, verb, resource, namespace, name]) => {
      const time = hour + random.int(0, 3_599_000);
      return {
        id: random.text(56, '0123456789'),
        timestamp: time,
        message: JSON.stringify(audited(account, time, random, { username, verb, resource, namespace, name })),
      };
    }),
  );
  return `${JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: account.id,
    logGroup: '/aws/eks/services/cluster',
    logStream: `kube-apiserver-audit-${random.text(32)}`,
    subscriptionFilters: ['audit'],
    logEvents,
  })}\n`;
}

interface Asked {
  readonly username: string;
  readonly verb: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The kubelet, external-secrets, cert-manager, Argo CD, an autoscaler: they constantly read secrets, create tokens and
 * write.
 */
const CONTROLLERS = [
  ['system:node:ip-10-0-0-10.ec2.internal', 'get', 'pods', 'shop', 'web-abcde'],
  ['system:node:ip-10-0-0-10.ec2.internal', 'create', 'serviceaccounts/token', 'shop', 'web'],
  ['system:node:ip-10-0-0-10.ec2.internal', 'get', 'secrets', 'shop', 'registry'],
  ['system:serviceaccount:external-secrets:external-secrets', 'get', 'secrets', 'shop', 'orders'],
  ['system:serviceaccount:external-secrets:external-secrets', 'update', 'secrets', 'shop', 'orders'],
  ['system:serviceaccount:cert-manager:cert-manager', 'list', 'secrets', 'shop', ''],
  ['system:serviceaccount:cert-manager:cert-manager', 'create', 'secrets', 'shop', 'certificate'],
  ['system:serviceaccount:argocd:argocd-application-controller', 'patch', 'deployments', 'shop', 'web'],
  ['system:serviceaccount:argocd:argocd-application-controller', 'create', 'rolebindings', 'shop', 'web'],
  ['system:serviceaccount:kube-system:cluster-autoscaler', 'list', 'nodes', '', ''],
  ['system:kube-controller-manager', 'delete', 'events', 'shop', 'web-abcde.1'],
] as const;

function audited(account: Account, time: number, random: Random, asked: Asked): object {
  const { username, verb, resource: what, namespace, name } = asked;
  const [resource, subresource] = what.split('/');
  const path = [namespace === '' ? '' : `/namespaces/${namespace}`, resource, name, subresource].filter(Boolean);
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `${random.text(8)}-${random.text(4)}-4${random.text(3)}-a${random.text(3)}-${random.text(12)}`,
    stage: 'ResponseComplete',
    requestURI: `/api/v1/${path.join('/').replace(/^\//, '')}`,
    verb,
    user: {
      username,
      groups: [username.startsWith('system:node') ? 'system:nodes' : 'system:serviceaccounts', 'system:authenticated'],
    },
    sourceIPs: [account.instances[0]?.address ?? '10.0.0.10'],
    userAgent: 'controller/v1.31.0 (linux/amd64) kubernetes/9edcffc',
    objectRef: {
      resource,
      apiVersion: 'v1',
      ...(namespace !== '' && { namespace }),
      ...(name !== '' && { name }),
      ...(subresource !== undefined && { subresource }),
    },
    responseStatus: { metadata: {}, code: verb === 'create' ? 201 : 200 },
    requestReceivedTimestamp: new Date(time).toISOString(),
    stageTimestamp: new Date(time).toISOString(),
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  };
}
