import { defineDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { hours } from '#services/model/time.ts';
import { request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit } from '#services/sources/eks-audit/record.ts';
import { aboutCaller, callerOf, clusterOf } from '../kits/cluster.ts';
import { wasDone } from '../kits/kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from '../kits/kubernetes-references.ts';
import { isNotTheClusterItself } from '#services/sources/eks-audit/user.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Stealth:Kubernetes/EventsDeleted',
  own: true,
  title: 'The events of a namespace were deleted',
  why: 'Events show which pods were started, from which image, and why they failed. They expire after an hour, so nobody has to delete them.',
  asks: 'Were the events of a namespace deleted, or many of them one by one?',
  severity: 'Medium',
  attack: ['T1070', 'T1685'],
  settings: {
    events: {
      default: 10,
      because:
        'To delete all events, kubectl deletes one after the other, and a quiet namespace has dozens; somebody who removes a single confusing event stays below.',
    },
  },

  from: eksAudit('delete events', 'deletecollection events'),
  where: { 'responseStatus.code': wasDone, 'user.username': isNotTheClusterItself },
  about: aboutCaller,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({
    single: t.distinct((record) => (record.verb === 'delete' ? `${record.namespace}/${record.name}` : undefined)),
    collections: t.sample((record) => (record.verb === 'deletecollection' ? (record.namespace ?? 'all') : undefined)),
    namespaces: t.sample((record) => record.namespace),
  }),
  having: ({ tallies }, { settings }) => tallies.collections.length > 0 || tallies.single.size >= settings.events,

  explain: ({ subject, count, tallies }) =>
    `${capitalized(callerOf(subject.resource))} deleted events of ${clusterOf(subject.resource)} by ${counted(count, 'call')}, in the namespaces ${enumerated(tallies.namespaces)}.`,
  asff: 'TTPs/Defense Evasion/Stealth:Kubernetes-EventsDeleted',
  blindTo: ['The deletion of a whole namespace, with its events.', NO_AUDIT_LOG],
  falsePositives: ['Somebody who cleans up to see what happens next.'],
  respond: [
    'Ask whoever deleted the events why.',
    'Review in the audit log what was done in the namespace in the hour before.',
  ],
  references: KUBERNETES_REFERENCES,
  examples: {
    fires: {
      'all events of a namespace at once': () => ({
        records: [request('deletecollection', 'events', { namespace: 'shop' })],
      }),
      'ten events, one by one': () => ({ records: deleted(10) }),
    },
    quiet: {
      'nine events, one by one': () => ({ records: deleted(9) }),
      refused: () => ({
        records: [request('deletecollection', 'events', { namespace: 'shop' }, { responseStatus: { code: 403 } })],
      }),
      'a namespace is deleted, and the cluster cleans up': () => ({
        records: [
          request(
            'deletecollection',
            'events',
            { namespace: 'shop' },
            {
              user: serviceAccount('kube-system', 'namespace-controller'),
            },
          ),
        ],
      }),
      'events are only read': () => ({ records: [request('list', 'events', { namespace: 'shop' })] }),
    },
  },
});

function deleted(count: number) {
  return Array.from({ length: count }, (_, i) =>
    request('delete', 'events', { namespace: 'shop', name: `web-0.${i}` }),
  );
}
