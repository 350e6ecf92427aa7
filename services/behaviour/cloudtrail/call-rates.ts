import type { ActRates, Volume } from '#services/model/behaviour.ts';
import type { ActCode } from '../act-code.ts';
import { rememberedRates } from '../remembered-rates.ts';
import { apiRow, isOverridden } from '../apis/api-table.ts';
import { parseApiName } from '../apis/api-name.ts';
import { ATTACK_RATES, ORDINARY_RATES, type Tactic } from '../apis/rates.ts';
import { callWords, reads, removes, type CallWords } from '../apis/call-words.ts';

/** How telling a call of a class of callers is, before anything was learned. */
export const callRates = rememberedRates(ratesOf);

const SHARED = new Set(['world', 'outside']);
const SHARES = /Snapshot|Image|Bucket|Repository|Resource|Object|Layer|Share|Key|Function/;

function ratesOf({ name, outcome, isTool }: ActCode, hint: string): ActRates {
  const api = parseApiName(name);
  if (api === undefined) return { tactic: undefined, attacks: 0, days: ORDINARY_RATES.s, volume: undefined };
  const { service, operation, flavour } = api;
  const row = apiRow(service, operation, flavour);
  let { tactic } = row;
  let attacks: number = ATTACK_RATES[row.attack];
  let days: number = ORDINARY_RATES[row.ordinary];
  if (flavour !== undefined && !isOverridden(service, operation, flavour)) {
    attacks = Math.min(1 / 4, 2 * Math.max(attacks, 1 / 100));
    days /= 8;
    if (SHARED.has(flavour) && SHARES.test(operation)) tactic = 'Exfiltration';
    tactic ??= 'PrivilegeEscalation';
  }
  if (outcome !== 'success') {
    attacks *= 0.7;
    days *= 0.4;
  }
  const words = callWords(service, operation);
  const isSurveyed = operation === READ_OF_ALL && outcome === 'success';
  const counts =
    attacks >= 1 / 100 &&
    tactic !== undefined &&
    COUNTED.has(tactic) &&
    (tactic !== 'Impact' || removes(words)) &&
    !isSurveyed;
  return {
    tactic: attacks === 0 ? undefined : tactic,
    attacks,
    days: daysOf(days, isTool ? 'tool' : hint, words, tactic),
    volume: counts ? (hint === 'machine' ? BY_MACHINES : BY_OTHERS) : undefined,
  };
}

/** Where nothing is known, about eight targets are telling. */
const BY_OTHERS: Volume = { most: 64, usual: 3, spread: 'even' };
const BY_MACHINES: Volume = { most: 64, usual: 12, spread: 'even' };

/** Tactics whose targets are counted. Others have many targets anyway (reading, signing in), or none (spending). */
const COUNTED: ReadonlySet<Tactic> = new Set([
  'CredentialAccess',
  'DefenseEvasion',
  'Exfiltration',
  'Impact',
  'Persistence',
  'PrivilegeEscalation',
]);
/** Scanners and infrastructure-as-code tools read the user data of every instance. Only those who may not stand out. */
const READ_OF_ALL = 'DescribeInstanceAttribute';
const GOVERNING = new Set(['iam', 'organizations', 'sso', 'account', 'identitystore']);
/** Programs work with these every day. Controllers of load balancers attach and detach firewalls. */
const WORKED_WITH = new Set(['bedrock', 'sagemaker', 's3', 'sts', 'wafv2']);

const FOR_COLLEAGUES =
  /^(?:Create|Update|Delete)LoginProfile$|^CreateAccessKey$|^DeactivateMFADevice$|^CreateUser$|^AddUserToGroup$/;

/** Autoscalers, build queues and clusters make these calls all day. */
const ENDS_INSTANCES = new Set(['TerminateInstances', 'StopInstances', 'TerminateInstanceInAutoScalingGroup']);

function daysOf(days: number, actor: string, words: CallWords, tactic: Tactic | undefined): number {
  const { service, name } = words;
  const looks = reads(words);
  switch (actor) {
    case 'tool':
      return Math.min(0.3, days * (looks ? 4 : 16));
    case 'root':
      return Math.min(0.5, days * (looks ? 4 : 16));
    case 'machine': {
      if (GOVERNING.has(service)) return days * 0.1;
      // Programs that scale start instances all day as well.
      const scales = ENDS_INSTANCES.has(name) || (service === 'ec2' && tactic === 'Impact');
      const used = tactic === 'CredentialAccess' || WORKED_WITH.has(service) || scales;
      return Math.min(0.3, days * (used ? 4 : looks ? 0.5 : 0.3));
    }
    case 'signed-in':
      // Administrators give colleagues a user, groups, passwords, keys and second factors, and take them back.
      return service === 'iam' && FOR_COLLEAGUES.test(name) ? Math.min(0.02, days * 32) : days;
    default:
      return days;
  }
}
