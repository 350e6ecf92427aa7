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

const FORGED = 'Callers who send a false X-Forwarded-For header: the API server takes the first address from it.';

/** GuardDuty's finding types about calls of one tactic from an address on a list. */
export function kubernetesCallerOnList(text: TacticText, list: CallerList): AnyDetector {
  const { tactic, purpose, why, attack, severity, respond, call, other } = text;
  const listed = (...records: readonly object[]) => ({ records, lists: { [list.category]: ['198.51.100.0/24'] } });
  return defineDetector({
    type: `${tactic}:Kubernetes/${list.family}`,
    ...(text.own && { own: text.own }),
    title: `A cluster was called from ${list.from} ${purpose}`,
    why: `${why} ${list.why}`,
    asks: `Was a cluster called from ${list.from} ${purpose}?`,
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
      `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} to ${clusterOf(subject.resource)} ${purpose} (${enumerated(tallies.calls)}) from ${list.from}: ${enumerated(tallies.addresses)}, on the ${listNames(addressMatches(tallies.addresses, list.category, look))}.`,
    lists: ({ tallies }, look) => addressMatches(tallies.addresses, list.category, look),
    asff: `TTPs/${tactic}/${tactic}:Kubernetes-${list.family}`,
    blindTo: [...list.blindTo, FORGED, NO_AUDIT_LOG],
    falsePositives: list.falsePositives,
    respond: [
      ...list.respond,
      'If the calls were not theirs, remove the identity’s permissions in the cluster, and disable its credentials in IAM.',
      respond,
    ],
    references: KUBERNETES_REFERENCES,
    examples: {
      fires: {
        'a caller whom IAM authenticated': () => listed(call()),
        'over IPv6': () => ({
          records: [call({ sourceIPs: ['2001:db8::7'] })],
          lists: { [list.category]: ['2001:db8::/32'] },
        }),
        'a refused call, which says as much about the caller': () => listed(call({ responseStatus: { code: 403 } })),
        'a token that was taken out of its pod': () => listed(call({ user: serviceAccount('shop', 'web') })),
      },
      quiet: {
        'from an address on no list': () => listed(call({ sourceIPs: ['203.0.113.9'] })),
        'a call from inside, through a proxy that is on a list': () =>
          listed(call({ sourceIPs: ['10.0.3.4', '198.51.100.7'] })),
        'a call with another purpose': () => listed(other()),
        'an anonymous caller who is refused': () => listed(call({ user: ANYBODY, responseStatus: { code: 403 } })),
        'a caller without a valid token': () => listed(call({ user: {}, responseStatus: { code: 401 } })),
        'a request that was received and not yet answered': () =>
          listed(call({ stage: 'RequestReceived', responseStatus: undefined }), other()),
      },
    },
  });
}

/** GuardDuty's finding types about calls of one tactic that succeeded without authentication. */
export function kubernetesAnonymousCall(text: TacticText): AnyDetector {
  const { tactic, purpose, why, attack, severity, respond, call, other } = text;
  return defineDetector({
    type: `${tactic}:Kubernetes/SuccessfulAnonymousAccess`,
    ...(text.own && { own: text.own }),
    title: `A caller without credentials called a cluster ${purpose}`,
    why: `${why} Here anybody who can reach the cluster may do so.`,
    asks: `Did a cluster answer an anonymous caller who called it ${purpose}?`,
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
      `${capitalized(callerOf(subject.resource))} made ${counted(count, 'call')} to ${clusterOf(subject.resource)} ${purpose} (${enumerated(tallies.calls)}) from ${tallies.addresses.length > 0 ? enumerated(tallies.addresses) : 'an address that is not recorded'}, and the cluster answered.`,
    asff: `TTPs/${tactic}/${tactic}:Kubernetes-SuccessfulAnonymousAccess`,
    blindTo: [
      'What a cluster shows to everybody: its health, its version, its APIs, and the public keys of its tokens.',
      'Permissions that every authenticated caller has: those are not anonymous.',
      NO_AUDIT_LOG,
    ],
    falsePositives: ['A resource that is meant to be public, such as a status page behind the API server.'],
    respond: [
      'Find the binding that names system:anonymous or system:unauthenticated, and remove it.',
      'Restrict the public endpoint of the cluster to your own networks.',
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
        'an anonymous caller is allowed': () => anonymous(call),
        'over IPv6': () => anonymous(call, { sourceIPs: ['2001:db8::7'] }),
        'from an address that is not logged': () => anonymous(call, { sourceIPs: [] }),
        'only the group shows that the caller is anonymous': () =>
          anonymous(call, { user: { username: 'nobody', groups: ['system:unauthenticated'] } }),
      },
      quiet: {
        refused: () => anonymous(call, { responseStatus: { code: 403 } }),
        'a call with another purpose': () => anonymous(other),
        'a joining node looks up where the cluster is': () =>
          anonymous((overrides) => request('get', 'configmaps', WHERE_IT_IS, overrides)),
        'a caller whom IAM authenticated': () => ({ records: [call()] }),
        'an administrator who tests what anonymous callers may do': () => ({
          records: [call({ impersonatedUser: ANYBODY })],
        }),
        'a load balancer that checks the health of the cluster': () =>
          anonymous(call, { verb: 'get', requestURI: '/livez/ping?verbose', objectRef: undefined }),
      },
    },
  });
}

const WHERE_IT_IS = { namespace: 'kube-public', name: 'cluster-info' };

function anonymous(made: TacticText['call'], overrides: Readonly<Record<string, unknown>> = {}) {
  return { records: [made({ user: ANYBODY, ...overrides })] };
}
