import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import { request } from '#services/sources/eks-audit/example.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { aboutObject, clusterOf } from '../kits/cluster.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG, NO_OBJECT } from '../kits/kubernetes-references.ts';
import { listIn, sentObject, textIn } from '#services/sources/eks-audit/sent-object.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Persistence:Kubernetes/ForeignWebhook',
  own: true,
  title: 'An admission webhook sends objects of a cluster to a host on the Internet',
  why: 'An admission webhook can read every object that it matches, including secrets, and a mutating one can change them.',
  asks: 'Was an admission webhook configured that calls a host on the Internet?',
  severity: 'High',
  attack: ['T1546', 'T1557'],
  settings: {
    knownHosts: {
      default: [],
      because:
        'Almost all webhooks are services of the cluster; name the hosts of a policy product that runs elsewhere, which includes their subdomains.',
    },
  },

  from: eksAudit(
    ...['create', 'update', 'patch'].flatMap((verb) => [
      `${verb} mutatingwebhookconfigurations`,
      `${verb} validatingwebhookconfigurations`,
    ]),
  ),
  where: { 'responseStatus.code': wasDone },
  and: (record, { settings }) =>
    hostsIn(record).some((host) => !settings.knownHosts.some((known) => isAtOrBelow(host, known))) && !isDryRun(record),
  about: (record) => aboutObject(record, record.name ?? textIn(sentObject(record), 'metadata.name')),
  tally: (t) => ({
    callers: t.sample((record) => record.user.username),
    hosts: t.sample((record) => hostsIn(record).join(', ')),
  }),

  explain: ({ subject, tallies }) =>
    `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} configured an admission webhook that sends objects to ${enumerated(tallies.hosts)} before they are stored.`,
  asff: 'TTPs/Persistence/Persistence:Kubernetes-ForeignWebhook',
  blindTo: [
    'Webhooks that are services of the cluster, wherever these forward the objects.',
    'Services of the cluster that are aliases of outside hosts (ExternalName).',
    NO_OBJECT,
    NO_AUDIT_LOG,
  ],
  falsePositives: ['Policy products that check objects as a service on the Internet: name them in knownHosts.'],
  respond: [
    'Find out who owns the host. If it is not yours, delete the webhook.',
    'Compare the objects created since then with what was sent, and rotate the secrets that were stored.',
  ],
  references: [
    ...KUBERNETES_REFERENCES,
    {
      title: 'Dynamic Admission Control',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/',
    },
  ],
  examples: {
    fires: {
      'every pod is sent to a host on the Internet': () => configured({ url: 'https://hooks.example.net/mutate' }),
      'a host that the owner did not name': () => ({
        ...configured({ url: 'https://notpolicy.example/mutate' }),
        settings: { 'Persistence:Kubernetes/ForeignWebhook': { knownHosts: ['policy.example'] } },
      }),
      'a changed webhook with two hosts, one with digits': () => ({
        records: [
          request(
            'update',
            'validatingwebhookconfigurations',
            { name: 'check', apiGroup: ADMISSION },
            {
              requestObject: {
                metadata: { name: 'check' },
                webhooks: ['https://1.hooks.example/m', 'https://check.local.example/m'].map((url) => ({
                  clientConfig: { url },
                })),
              },
            },
          ),
        ],
      }),
      'an IP address': () => configured({ url: 'https://203.0.113.9:8443/' }),
      'by a patch as a list of operations': () => ({
        records: [
          request(
            'patch',
            'validatingwebhookconfigurations',
            { name: 'check', apiGroup: ADMISSION },
            {
              requestObject: [
                { op: 'replace', path: '/webhooks/0/clientConfig', value: { url: 'https://[2001:db8::9]/check' } },
              ],
            },
          ),
        ],
      }),
    },
    quiet: {
      'a policy product that the owner knows': () => ({
        records: [
          ...configured({ url: 'https://hooks.example.net/mutate' }).records,
          ...configured({ url: 'https://eu.policy.example/mutate' }).records,
        ],
        settings: { 'Persistence:Kubernetes/ForeignWebhook': { knownHosts: ['hooks.example.net', 'Policy.example'] } },
      }),
      'hosts of the cluster, and values that are no address': () => ({
        records: [
          'https://webhook.corp.internal./m',
          'https://localhost:8443/m',
          'https://webhook/m',
          'webhook',
        ].flatMap((url) => configured({ url }).records),
      }),
      refused: () => configured({ url: 'https://hooks.example.net/mutate' }, { responseStatus: { code: 403 } }),
      'a service of the cluster': () =>
        configured({ service: { namespace: 'policy', name: 'webhook', path: '/mutate' } }),
      'a webhook of AWS on the control plane itself': () =>
        configured({ url: 'https://127.0.0.1:23443/mutate' }, { user: { username: 'eks:cluster-bootstrap' } }),
      'a service of the cluster, by its name': () => configured({ url: 'https://webhook.policy.svc:443/mutate' }),
      'a host of your own network': () => configured({ url: 'https://10.0.7.7/mutate' }),
      'a certificate is renewed': () => ({
        records: [
          request(
            'patch',
            'mutatingwebhookconfigurations',
            { name: 'inject', apiGroup: ADMISSION },
            {
              requestObject: { webhooks: [{ name: 'i.example.net', clientConfig: { caBundle: 'LS0t' } }] },
            },
          ),
        ],
      }),
    },
  },
});

const ADMISSION = 'admissionregistration.k8s.io';

/** The public hosts of webhooks that have a URL instead of a service. */
function hostsIn(record: EksAuditRecord): readonly string[] {
  return listIn(sentObject(record), 'webhooks').flatMap((webhook) => {
    const url = textIn(webhook, 'clientConfig.url');
    return url !== undefined && URL.canParse(url) ? outside(new URL(url).hostname) : [];
  });
}

function outside(hostname: string): readonly string[] {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isAddress = host.includes(':') || /^[\d.]+$/.test(host);
  const isOutside = isAddress
    ? isPublicAddress(host)
    : host.includes('.') && !/\.(?:svc|local|internal|localhost|localdomain)$/.test(host);
  return isOutside ? [host] : [];
}

function isAtOrBelow(host: string, known: string): boolean {
  const name = known.toLowerCase();
  return host === name || host.endsWith(`.${name}`);
}

function configured(clientConfig: object, overrides: Readonly<Record<string, unknown>> = {}) {
  const requestObject = { metadata: { name: 'inject' }, webhooks: [{ name: 'i.example.net', clientConfig }] };
  return {
    records: [
      request('create', 'mutatingwebhookconfigurations', { apiGroup: ADMISSION }, { requestObject, ...overrides }),
    ],
  };
}
