import { defineDetector } from '#services/model/detector.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { aboutObject, clusterOf } from '../kits/cluster.ts';
import { isDryRun } from '#services/sources/eks-audit/call.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from '../kits/kubernetes-references.ts';
import { isPerson } from '#services/sources/eks-audit/user.ts';
import { isPipeline } from '../kits/kubernetes-user.ts';
import { memberOf, sentObject, textIn } from '#services/sources/eks-audit/sent-object.ts';
import { enumerated } from '../kits/wording.ts';

/** The longest lifetime of a token in EKS ("Service account tokens", Amazon EKS User Guide). */
const DAY_SECONDS = 86_400;

export default defineDetector({
  type: 'CredentialAccess:Kubernetes/TokenMinted',
  own: true,
  title: 'A person created a token of a service account',
  why: 'Whoever holds the token of a service account can act as that account from anywhere, even after their own permissions are removed.',
  asks: 'Did a person, not a program, create a token of a service account in kube-system, or a long-lived one?',
  attack: ['T1528', 'T1098'],

  from: eksAudit('create serviceaccounts/token', 'create secrets'),
  where: { 'responseStatus.code': wasDone, 'user.username': isPerson },
  and: (record, look) =>
    (record.resource === 'secrets' ? accountOfSecret(record) !== undefined : isTelling(record)) &&
    !isPipeline(record, look) &&
    !isDryRun(record),
  about: (record) => aboutObject(record, accountOf(record)),
  tally: (t) => ({
    callers: t.sample((record) => record.user.username),
    accounts: t.sample((record) => `${record.namespace}/${accountOf(record) ?? ''}`),
    lasting: t.count(
      (record) => record.resource === 'serviceaccounts' && !((secondsOf(record) ?? Infinity) <= DAY_SECONDS),
    ),
  }),

  severity: {
    when: {
      Medium: 'the token lasts more than a day, or is of kube-system and the log does not show how long it lasts',
      Low: 'a secret holds the token, which is how CI used to get access, or it is of kube-system and lasts at most a day',
    },
    of: ({ tallies }) => (tallies.lasting > 0 ? 'Medium' : 'Low'),
  },
  explain: ({ subject, tallies }) =>
    `In ${clusterOf(subject.resource)}, ${enumerated(tallies.callers)} created a token of service account ${enumerated(tallies.accounts)}.`,
  asff: 'TTPs/CredentialAccess/CredentialAccess:Kubernetes-TokenMinted',
  blindTo: [
    'How long a token lasts, where the log has no objects of such requests; then only tokens of kube-system are reported.',
    'Secrets that hold a token, where the log has no objects of them, as in EKS.',
    'Tokens that are read from secrets or taken out of pods.',
    'Identities that you named as pipelines.',
    NO_AUDIT_LOG,
  ],
  falsePositives: [
    'A person who gives a program outside the cluster access to it, or who signs in to a dashboard with a token.',
  ],
  respond: [
    'Ask whoever created the token what it is for.',
    'If it was not them, delete the service account and create it again: this invalidates its tokens.',
    'Look for calls of the service account from addresses outside the cluster.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'for an account of kube-system': () => token('kube-system', undefined),
      'for an account of kube-system, for an hour': () => token('kube-system', 3600),
      'for ten years': () => token('shop', 315_360_000),
      'in a trial run, which returns it as well': () =>
        token('shop', 315_360_000, { requestURI: '/api/v1/namespaces/shop/serviceaccounts/x/token?dryRun=All' }),
      'in a secret': () => ({
        records: [
          request(
            'create',
            'secrets',
            { namespace: 'ci' },
            {
              requestObject: {
                metadata: { name: 'deployer', annotations: { 'kubernetes.io/service-account.name': 'deployer' } },
                type: 'kubernetes.io/service-account-token',
              },
            },
          ),
        ],
      }),
    },
    quiet: {
      refused: () => token('kube-system', 3600, { responseStatus: { code: 403 } }),
      'for a day': () => token('shop', DAY_SECONDS),
      'a node gets the tokens of its pods': () =>
        token('kube-system', 3607, { user: { username: 'system:node:ip-10-0-0-10.ec2.internal' } }),
      'a program creates tokens all day': () => token('shop', 315_360_000, { user: serviceAccount('vault', 'vault') }),
      'a secret that holds something else': () => ({
        records: [
          request(
            'create',
            'secrets',
            { namespace: 'shop' },
            { requestObject: { metadata: { name: 'db' }, type: 'Opaque' } },
          ),
        ],
      }),
    },
  },
});

function isTelling(record: EksAuditRecord): boolean {
  return record.namespace === 'kube-system' || (secondsOf(record) ?? 0) > DAY_SECONDS;
}

function secondsOf(record: EksAuditRecord): number | undefined {
  const seconds = memberOf(sentObject(record), 'spec')['expirationSeconds'];
  return typeof seconds === 'number' ? seconds : undefined;
}

function accountOf(record: EksAuditRecord): string | undefined {
  return record.resource === 'secrets' ? accountOfSecret(record) : record.name;
}

/** The service account whose token a new secret will hold; undefined when it holds something else. */
function accountOfSecret(record: EksAuditRecord): string | undefined {
  const secret = sentObject(record);
  if (secret['type'] !== 'kubernetes.io/service-account-token') return undefined;
  const account = memberOf(secret, 'metadata.annotations')['kubernetes.io/service-account.name'];
  return typeof account === 'string' ? account : (textIn(secret, 'metadata.name') ?? 'unnamed');
}

function token(
  namespace: string,
  expirationSeconds: number | undefined,
  overrides: Readonly<Record<string, unknown>> = {},
) {
  const requestObject = expirationSeconds === undefined ? undefined : { spec: { expirationSeconds } };
  return {
    records: [
      request('create', 'serviceaccounts/token', { namespace, name: 'deployer' }, { requestObject, ...overrides }),
    ],
  };
}
