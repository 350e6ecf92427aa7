import { defineProfile, type Act } from '#services/model/behaviour.ts';
import { eksAudit, type EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import { isNotTheClusterItself } from '#services/sources/eks-audit/user.ts';
import { codeOf, type Outcome } from '../act-code.ts';
import { clientOf } from '../cloudtrail/client.ts';
import { networkOf } from '../cloudtrail/network.ts';
import { deedOf, mayVary } from '../kubernetes/deed.ts';
import { deedRates } from '../kubernetes/deed-rates.ts';
import { DEED_JUDGING } from '../kubernetes/deed-judging.ts';
import { classOf, identityIn } from '../kubernetes/identity.ts';

/** Requests of people and programs to the API server of a cluster. */
export default defineProfile({
  name: 'Profile:Kubernetes/Requests',
  from: eksAudit(),
  where: {
    'user.username': (username) => username !== 'system:anonymous' && isNotTheClusterItself(username),
    'responseStatus.code': (code) => code !== undefined && Number(code) < 500,
    // Leases and events are signs of life that programs and their elected leaders write every few seconds.
    call: (call) => call !== undefined && !/ (?:leases|events)$/.test(call),
  },
  who: { by: ['cluster', 'user.username'], of: identityIn },
  act: {
    by: ['call', 'responseStatus.code', 'user.username'],
    of: (record) => (mayVary(record.call) ? actOf : actOf(record)),
  },
  circumstances: {
    network: { by: 'sourceIP', of: (address, { intel }) => networkOf(address, intel) },
    client: { by: 'userAgent', of: clientOf },
    namespace: { by: 'objectRef.namespace', of: (namespace) => namespace },
  },
  judging: DEED_JUDGING,
});

function actOf(record: EksAuditRecord): Act {
  const { name, target } = deedOf(record);
  const code = codeOf({ name, outcome: outcomeOf(record.code), isTool: false });
  const { tactic, volume } = deedRates(code, classOf(record.user.username ?? ''));
  return { code, tactic, target: volume && target };
}

function outcomeOf(code: EksAuditRecord['code']): Outcome {
  if (code === undefined || code < 400) return 'success';
  return code === 401 || code === 403 ? 'denied' : 'failed';
}
