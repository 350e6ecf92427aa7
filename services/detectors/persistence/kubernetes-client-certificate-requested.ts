import { defineDetector } from '#services/model/detector.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { resultingObject, sentObject, textIn } from '#services/sources/eks-audit/sent-object.ts';
import { isNotTheClusterItself } from '#services/sources/eks-audit/user.ts';
import { aboutObject, clusterOf } from '../kits/cluster.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from '../kits/kubernetes-references.ts';
import { isPipeline } from '../kits/kubernetes-user.ts';
import { enumerated } from '../kits/wording.ts';

/** The signer of certificates that callers of the API server identify themselves with. */
const SIGNER = 'kubernetes.io/kube-apiserver-client';

export default defineDetector({
  type: 'Persistence:Kubernetes/ClientCertificateRequested',
  own: true,
  title: 'A certificate was requested or approved that gives access to a cluster',
  why: 'A client certificate names any user and group, and cannot be revoked: it gives access after every account and token was removed.',
  asks: 'Did somebody request or approve a client certificate for the API server?',
  severity: 'Medium',
  attack: ['T1098', 'T1649'],

  from: eksAudit(
    'create certificatesigningrequests',
    // Who applies a request on the server patches it to create it.
    'patch certificatesigningrequests',
    'update certificatesigningrequests/approval',
    'patch certificatesigningrequests/approval',
  ),
  where: { 'responseStatus.code': wasDone, 'user.username': isNotTheClusterItself },
  and: (record, look) => signerOf(record) === SIGNER && !isPipeline(record, look) && !isDryRun(record),
  about: (record) => aboutObject(record, nameOf(record)),
  tally: (t) => ({
    callers: t.sample((record) => record.user.username),
    acts: t.sample((record) => (record.subresource === undefined ? 'requested' : 'approved')),
  }),

  explain: ({ subject, tallies }) =>
    `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} ${enumerated(tallies.acts)} a client certificate for the API server.`,
  asff: 'TTPs/Persistence/Persistence:Kubernetes-ClientCertificateRequested',
  blindTo: [
    'Certificates that are signed outside the cluster with a stolen key of its authority.',
    'Requests to other signers, such as those of nodes and of services.',
    'Identities that you named as pipelines.',
    NO_OBJECT,
    NO_AUDIT_LOG,
  ],
  falsePositives: ['An administrator who makes a kubeconfig with a certificate for somebody.'],
  respond: [
    'Ask whoever requested or approved the certificate whom it is for.',
    'If nobody knows, deny the request, and remove every binding of the user and the groups that the certificate names.',
    'If the certificate was issued, plan to replace the authority of the cluster: nothing else makes it invalid.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'requested by a person': () => ({ records: [csr(SIGNER)] }),
      'a request that is applied on the server': () => ({ records: [csr(SIGNER, {}, 'patch')] }),
      'approved by a person': () => ({ records: [approval(SIGNER)] }),
      'requested by a program in a pod': () => ({
        records: [csr(SIGNER, { user: { username: 'system:serviceaccount:shop:web', groups: [] } })],
      }),
    },
    quiet: {
      'for a service of the cluster': () => ({
        records: [csr('kubernetes.io/kubelet-serving'), csr('example.com/mesh')],
      }),
      'a node requests its own': () => ({
        records: [csr(SIGNER, { user: { username: 'system:node:ip-10-0-0-10.ec2.internal', groups: [] } })],
      }),
      refused: () => ({ records: [csr(SIGNER, { responseStatus: { code: 403 } })] }),
      'a dry run': () => ({
        records: [csr(SIGNER, { requestURI: '/apis/certificates.k8s.io/v1/certificatesigningrequests?dryRun=All' })],
      }),
    },
  },
});

/** The signer; an approval may send the conditions alone, and the answer has the whole. */
function signerOf(record: EksAuditRecord): string | undefined {
  return textIn(sentObject(record), 'spec.signerName') ?? textIn(resultingObject(record), 'spec.signerName');
}

/** The name of the request; a new one is named in the object that is sent. */
function nameOf(record: EksAuditRecord): string | undefined {
  return record.name ?? textIn(sentObject(record), 'metadata.name');
}

function csr(signerName: string, overrides: Readonly<Record<string, unknown>> = {}, verb = 'create') {
  const requestObject = { metadata: { name: 'alice' }, spec: { signerName, usages: ['client auth'] } };
  return request(verb, 'certificatesigningrequests', GROUP, { requestObject, ...overrides });
}

function approval(signerName: string) {
  const status = { conditions: [{ type: 'Approved', status: 'True' }] };
  return request(
    'update',
    'certificatesigningrequests/approval',
    { ...GROUP, name: 'alice' },
    { requestObject: { metadata: { name: 'alice' }, spec: { signerName }, status } },
  );
}

const GROUP = { apiGroup: 'certificates.k8s.io' };
