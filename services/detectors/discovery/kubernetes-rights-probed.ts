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
  title: 'A program in a pod tests what it may do',
  why: 'A program knows what it may do. An intruder in its pod does not, and tries one call after the other.',
  asks: 'Was a service account refused many different calls within minutes, including calls for secrets and calls that give more permissions? Or did it ask for a list of its permissions, and was refused several calls all the same, including calls for secrets?',
  attack: ['T1613', 'T1069'],
  settings: {
    calls: {
      default: 12,
      because:
        'A controller that lacks permissions repeats the same few calls; tools that test permissions make dozens of different ones.',
    },
    callsAfterAsking: {
      default: 6,
      because:
        'Programs do not ask for a list of what they may do; who does, and then tries kind after kind, is new there.',
    },
  },

  from: eksAudit(),
  where: {
    'responseStatus.code': (code) => code === '403' || code === '201',
    'user.username': (username) => isServiceAccount(username) && isNotTheClusterItself(username),
  },
  and: ({ code, call }) => code === 403 || call === ASKS,
  about: aboutCaller,
  within: minutes(10),
  overlapping: true,
  tally: (t) => ({
    calls: t.distinct(({ call }) => (call === ASKS ? undefined : call)),
    asked: t.distinct(({ call }) => (call === ASKS ? call : undefined)),
    secrets: t.distinct((record) => (/^(get|list|watch) secrets$/.test(record.call) ? record.call : undefined)),
    power: t.distinct((record) => (POWER.test(record.call) ? record.call : undefined)),
  }),
  having: ({ tallies: { calls, asked, secrets, power } }, { settings }) =>
    secrets.size > 0 &&
    ((calls.size >= settings.calls && power.size > 0) || (calls.size >= settings.callsAfterAsking && asked.size > 0)),

  severity: 'Medium',
  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} was refused ${tallies.calls.size} different calls in ${clusterOf(subject.resource)} within minutes, among them ${enumerated([...tallies.secrets.values, ...tallies.power.values].map(String), 4)}.`,
  asff: 'TTPs/Discovery/Discovery:Kubernetes-RightsProbed',
  blindTo: [
    'Intruders who ask the cluster what is allowed (`kubectl auth can-i --list`), and then try nothing else.',
    'Service accounts of kube-system, and people.',
    'Intruders who try slowly, or find a permitted call soon.',
    NO_AUDIT_LOG,
  ],
  falsePositives: [
    'A tool that tests the permissions of pods on purpose.',
    'A console for clusters that somebody uses with the token of a service account.',
  ],
  respond: [
    'Look at the pods of the service account: which of them made the calls, and what was run in it.',
    'If nobody ran a test, isolate the pod, and delete the tokens of its service account.',
    'Review what the same service account was allowed to do: the calls that were not refused.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'one call after the other': () => tried([...READS, ...ACTS]),
      'the fewest calls that count': () => tried([...READS.slice(0, 11), 'create pods']),
      'a shell in another pod': () => tried([...READS.slice(0, 11), 'create pods/exec']),
      'somebody who asked for a list first': () => ({
        records: [asksForList(), ...READS.slice(0, 6).map((call) => refused(call, {}))],
      }),
      'across the border of a window': () => ({
        records: [...READS, ...ACTS].map((call, i) =>
          refused(call, { requestReceivedTimestamp: `2026-03-02T10:${i < 8 ? '09' : '11'}:10.000000Z` }),
        ),
      }),
    },
    quiet: {
      'one call fewer': () => tried([...READS.slice(0, 10), 'create pods']),
      'a controller that watches everything and may not': () => tried([...READS, 'list pods', 'watch pods']),
      'one call fewer, after asking': () => ({
        records: [asksForList(), ...READS.slice(0, 5).map((call) => refused(call, {}))],
      }),
      'a list that was asked for, and no secrets': () => ({
        records: [asksForList(), ...READS.slice(1, 8).map((call) => refused(call, {}))],
      }),
      'six calls, without asking': () => tried(READS.slice(0, 6)),
      'no call for secrets': () => tried([...READS.filter((call) => !call.endsWith(' secrets')), ...ACTS]),
      'a few calls, again and again': () => ({
        records: Array.from({ length: 30 }, (_, i) =>
          refused(i % 2 === 0 ? 'list secrets' : 'create pods', {
            requestReceivedTimestamp: `2026-03-02T10:00:${10 + i}.000000Z`,
          }),
        ),
      }),
      'calls that are allowed': () => tried([...READS, ...ACTS], { responseStatus: { code: 200 } }),
      'a person, not a program': () => tried([...READS, ...ACTS], { user: { username: 'alice' } }),
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

/** `kubectl auth can-i --list` */
const ASKS = 'create selfsubjectrulesreviews';

function asksForList() {
  const user = serviceAccount('shop', 'web');
  return request('create', 'selfsubjectrulesreviews', { apiGroup: 'authorization.k8s.io' }, { user });
}

function refused(call: string, overrides: Readonly<Record<string, unknown>>) {
  const [verb = '', what = ''] = call.split(' ');
  const user = serviceAccount('shop', 'web');
  return request(verb, what, { namespace: 'shop' }, { user, responseStatus: { code: 403 }, ...overrides });
}

function tried(calls: readonly string[], overrides: Readonly<Record<string, unknown>> = {}) {
  return { records: calls.map((call) => refused(call, overrides)) };
}
