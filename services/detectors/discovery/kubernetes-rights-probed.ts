import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit } from '#services/sources/eks-audit/record.ts';
import { aboutCaller, callerOf, clusterOf } from '../kits/cluster.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from '../kits/kubernetes-references.ts';
import { isNotTheClusterItself, isServiceAccount } from '#services/sources/eks-audit/user.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Discovery:Kubernetes/RightsProbed',
  own: true,
  title: 'A program in a pod tries what it may do',
  why: 'A program knows what it may do. Who broke into its pod does not, and tries one thing after the other.',
  asks: 'Was a service account refused many different calls within minutes, secrets among them and what gives power?',
  attack: ['T1613', 'T1069'],
  settings: {
    calls: {
      default: 12,
      because:
        'A controller that lacks rights asks for the same few again and again; tools that try rights out ask for dozens.',
    },
  },

  from: eksAudit(),
  where: {
    'responseStatus.code': (code) => code === '403',
    'user.username': (username) => isServiceAccount(username) && isNotTheClusterItself(username),
  },
  about: aboutCaller,
  within: minutes(10),
  overlapping: true,
  tally: (t) => ({
    calls: t.distinct((record) => record.call),
    secrets: t.distinct((record) => (/^(get|list|watch) secrets$/.test(record.call) ? record.call : undefined)),
    power: t.distinct((record) => (POWER.test(record.call) ? record.call : undefined)),
  }),
  having: ({ tallies }, { settings }) =>
    tallies.calls.size >= settings.calls && tallies.secrets.size > 0 && tallies.power.size > 0,

  severity: 'Medium',
  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} was refused ${tallies.calls.size} different calls in ${clusterOf(subject.resource)} within minutes, among them ${enumerated([...tallies.secrets.values, ...tallies.power.values].map(String), 4)}.`,
  asff: 'TTPs/Discovery/Discovery:Kubernetes-RightsProbed',
  blindTo: [
    'Whoever asks the cluster what is allowed (`kubectl auth can-i --list`) and tries nothing.',
    'Service accounts of kube-system, and people.',
    'Who tries slowly, or finds the right call soon.',
    NO_AUDIT_LOG,
  ],
  falsePositives: ['A tool that tests the rights of pods, run on purpose.'],
  respond: [
    'Look at the pods of the service account: which of them called, and what was run in it.',
    'If nobody tested it, isolate the pod, and delete its service account’s tokens.',
    'See what the same service account was allowed to do: the calls that were not refused.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'one thing after the other': () => tried([...READS, ...ACTS]),
      'as many as it takes': () => tried([...READS.slice(0, 11), 'create pods']),
      'a shell in another pod': () => tried([...READS.slice(0, 11), 'create pods/exec']),
      'across what a clock would cut': () => ({
        records: [...READS, ...ACTS].map((call, i) =>
          refused(call, { requestReceivedTimestamp: `2026-03-02T10:${i < 8 ? '09' : '11'}:10.000000Z` }),
        ),
      }),
    },
    quiet: {
      'one fewer': () => tried([...READS.slice(0, 10), 'create pods']),
      'a controller that watches all there is, and may not': () => tried([...READS, 'list pods', 'watch pods']),
      'no secret among them': () => tried([...READS.filter((call) => !call.endsWith(' secrets')), ...ACTS]),
      'a few, again and again': () => ({
        records: Array.from({ length: 30 }, (_, i) =>
          refused(i % 2 === 0 ? 'list secrets' : 'create pods', {
            requestReceivedTimestamp: `2026-03-02T10:00:${10 + i}.000000Z`,
          }),
        ),
      }),
      'they are allowed': () => tried([...READS, ...ACTS], { responseStatus: { code: 200 } }),
      'somebody, and no program': () => tried([...READS, ...ACTS], { user: { username: 'alice' } }),
      'a controller of the cluster': () =>
        tried([...READS, ...ACTS], { user: serviceAccount('kube-system', 'generic-garbage-collector') }),
      'over an hour': () => ({
        records: [...READS, ...ACTS].map((call, i) =>
          refused(call, { requestReceivedTimestamp: `2026-03-02T10:${10 + i * 3}:00.000000Z` }),
        ),
      }),
    },
  },
});

/** Each of these rights gives its holder further rights. */
const POWER =
  /^create (pods|pods\/exec|deployments|daemonsets|serviceaccounts\/token|(cluster)?rolebindings|(cluster)?roles)$|^get pods\/exec$/;

const READS = [
  'secrets',
  'configmaps',
  'nodes',
  'services',
  'endpoints',
  'namespaces',
  'serviceaccounts',
  'roles',
  'rolebindings',
  'clusterroles',
  'clusterrolebindings',
  'persistentvolumes',
].map((kind) => `list ${kind}`);
const ACTS = ['create pods', 'create pods/exec', 'create serviceaccounts/token', 'create clusterrolebindings'];

function refused(call: string, overrides: Readonly<Record<string, unknown>>) {
  const [verb = '', what = ''] = call.split(' ');
  const user = serviceAccount('shop', 'web');
  return request(verb, what, { namespace: 'shop' }, { user, responseStatus: { code: 403 }, ...overrides });
}

function tried(calls: readonly string[], overrides: Readonly<Record<string, unknown>> = {}) {
  return { records: calls.map((call) => refused(call, overrides)) };
}
