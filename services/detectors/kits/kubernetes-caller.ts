import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { ANYBODY, request, serviceAccount } from '#services/sources/eks-audit/example.ts';
import { eksAudit } from '#services/sources/eks-audit/record.ts';
import type { CallerList } from './caller-lists.ts';
import { aboutCaller, callerOf, clusterOf } from './cluster.ts';
import { isNoPublicPath, isOf, wasAnswered, wasDone } from './kubernetes-call.ts';
import { KUBERNETES_REFERENCES, NO_AUDIT_LOG } from './kubernetes-references.ts';
import type { TacticText } from './kubernetes-tactics.ts';
import { addressMatches, addressOn, listNames } from './lists.ts';
import { capitalized, enumerated } from './wording.ts';

const FORGED =
  'Callers who put another address into X-Forwarded-For: the API server takes the first address from there.';

/** GuardDuty's finding types about calls of one tactic from an address on a list. */
export function kubernetesCallerOnList(text: TacticText, list: CallerList): AnyDetector {
  const { tactic, purpose, does, why, attack, severity, respond, call, other } = text;
  const listed = (...records: readonly object[]) => ({ records, lists: { [list.category]: ['198.51.100.0/24'] } });
  return defineDetector({
    type: `${tactic}:Kubernetes/${list.family}`,
    ...(text.own && { own: text.own }),
    title: `A cluster was called ${purpose} from ${list.from}`,
    why: `${why} ${list.why}`,
    asks: `Was a cluster called ${purpose} from ${list.from}?`,
    severity: severity.listed,
    attack: [...attack, ...list.attack],
    needs: [list.category],

    from: eksAudit(),
    where: {
      call: isOf(tactic),
      sourceIP: addressOn(list.category),
      'responseStatus.code': wasAnswered,
      // A refused call without an authenticated caller is nobody's call: the Internet knocks at every address.
      'user.username': (username) => username !== undefined,
    },
    and: ({ user, code = 0, call: made }) =>
      user.username !== 'system:anonymous' || (code < 400 && isNoPublicPath(made)),
    about: aboutCaller,
    tally: (t) => ({ calls: t.sample((record) => record.call), addresses: t.sample((record) => record.sourceIP) }),

    explain: ({ subject, count, tallies }, look) =>
      `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} to ${clusterOf(subject.resource)} that ${does} (${enumerated(tallies.calls)}) from ${list.from}: ${enumerated(tallies.addresses)}, on the ${listNames(addressMatches(tallies.addresses, list.category, look))}.`,
    lists: ({ tallies }, look) => addressMatches(tallies.addresses, list.category, look),
    asff: `TTPs/${tactic}/${tactic}:Kubernetes-${list.family}`,
    blindTo: [...list.blindTo, FORGED, NO_AUDIT_LOG],
    falsePositives: list.falsePositives,
    respond: [
      ...list.respond,
      'If it was somebody else, take the rights in the cluster from the identity, and disable its credentials in IAM.',
      respond,
    ],
    references: KUBERNETES_REFERENCES,
    examples: {
      fires: {
        'somebody whom IAM vouched for': () => listed(call()),
        'over IPv6': () => ({
          records: [call({ sourceIPs: ['2001:db8::7'] })],
          lists: { [list.category]: ['2001:db8::/32'] },
        }),
        'a refused call tells as much about the caller': () => listed(call({ responseStatus: { code: 403 } })),
        'a token that was taken out of its pod': () => listed(call({ user: serviceAccount('shop', 'web') })),
      },
      quiet: {
        'from an address on no list': () => listed(call({ sourceIPs: ['203.0.113.9'] })),
        'from inside, though a proxy is on a list': () => listed(call({ sourceIPs: ['10.0.3.4', '198.51.100.7'] })),
        'a call for something else': () => listed(other()),
        'a caller without a name who is turned away': () =>
          listed(call({ user: ANYBODY, responseStatus: { code: 403 } })),
        'a caller who shows no valid token': () => listed(call({ user: {}, responseStatus: { code: 401 } })),
        'a request as it came in': () => listed(call({ stage: 'RequestReceived', responseStatus: undefined }), other()),
      },
    },
  });
}

/** GuardDuty's finding types about calls of one tactic that succeeded without authentication. */
export function kubernetesAnonymousCall(text: TacticText): AnyDetector {
  const { tactic, purpose, does, why, attack, severity, respond, call, other } = text;
  return defineDetector({
    type: `${tactic}:Kubernetes/SuccessfulAnonymousAccess`,
    ...(text.own && { own: text.own }),
    title: `A cluster was called ${purpose} by a caller without credentials`,
    why: `${why} Here everybody may who reaches the cluster.`,
    asks: `Was a cluster called ${purpose} by an anonymous caller, and did it answer?`,
    severity: severity.anonymous,
    attack: [...attack, 'T1078.001'],

    from: eksAudit(),
    where: {
      call: (made) => isOf(tactic)(made) && isNoPublicPath(made),
      unauthenticated: (unauthenticated) => unauthenticated === 'true',
      'responseStatus.code': wasDone,
    },
    // kubeadm lets everybody read where a cluster is, so that nodes can join it.
    and: ({ namespace, name, resource }) =>
      !(resource === 'configmaps' && namespace === 'kube-public' && name === 'cluster-info'),
    about: aboutCaller,
    tally: (t) => ({ calls: t.sample((record) => record.call), addresses: t.sample((record) => record.sourceIP) }),

    explain: ({ subject, count, tallies }) =>
      `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} to ${clusterOf(subject.resource)} that ${does} (${enumerated(tallies.calls)}), and was answered. ${tallies.addresses.length > 0 ? `It came from ${enumerated(tallies.addresses)}.` : 'The record does not say where from.'}`,
    asff: `TTPs/${tactic}/${tactic}:Kubernetes-SuccessfulAnonymousAccess`,
    blindTo: [
      'What a cluster tells everybody: its health, its version, which APIs it has, the keys of its tokens.',
      'Rights that any authenticated caller has: those are not anonymous.',
      NO_AUDIT_LOG,
    ],
    falsePositives: ['A resource that is rightly open to everybody, such as a status page behind the API server.'],
    respond: [
      'Find the binding that names system:anonymous or system:unauthenticated, and remove it.',
      'Close the public endpoint of the cluster to all but your own networks.',
      respond,
    ],
    references: [
      ...KUBERNETES_REFERENCES,
      {
        title: 'Review and revoke unnecessary anonymous access',
        url: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
      },
    ],
    examples: {
      fires: {
        'everybody may': () => anonymous(call),
        'over IPv6': () => anonymous(call, { sourceIPs: ['2001:db8::7'] }),
        'from an address that is not logged': () => anonymous(call, { sourceIPs: [] }),
        'told by the group alone': () =>
          anonymous(call, { user: { username: 'nobody', groups: ['system:unauthenticated'] } }),
      },
      quiet: {
        refused: () => anonymous(call, { responseStatus: { code: 403 } }),
        'a call for something else': () => anonymous(other),
        'a node that is to join asks where the cluster is': () =>
          anonymous((overrides) => request('get', 'configmaps', WHERE_IT_IS, overrides)),
        'somebody whom IAM vouched for': () => ({ records: [call()] }),
        'an administrator who tries what everybody may': () => ({ records: [call({ impersonatedUser: ANYBODY })] }),
        'a load balancer asks how the cluster is': () =>
          anonymous(call, { verb: 'get', requestURI: '/livez/ping?verbose', objectRef: undefined }),
      },
    },
  });
}

const WHERE_IT_IS = { namespace: 'kube-public', name: 'cluster-info' };

function anonymous(made: TacticText['call'], overrides: Readonly<Record<string, unknown>> = {}) {
  return { records: [made({ user: ANYBODY, ...overrides })] };
}
