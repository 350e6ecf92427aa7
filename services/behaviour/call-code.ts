import { apiRow, isOverridden } from './apis/api-table.ts';
import { parseApiName } from './apis/api-name.ts';
import { ATTACK_RATES, ORDINARY_RATES, type Tactic } from './apis/rates.ts';
import { callWords, reads, removes } from './apis/call-words.ts';

export type Outcome = 'success' | 'denied' | 'failed';

/** A call as profiles know it: `iam:CreateAccessKey[other]!denied~tool`. */
export interface CallCode {
  readonly name: string;
  readonly outcome: Outcome;
  readonly isTool: boolean;
}

export function codeOf({ name, outcome, isTool }: CallCode): string {
  return `${name}${outcome === 'success' ? '' : `!${outcome}`}${isTool ? '~tool' : ''}`;
}

export function parseCode(code: string): CallCode {
  const isTool = code.endsWith('~tool');
  const [name = '', outcome] = (isTool ? code.slice(0, -5) : code).split('!');
  return { name, outcome: outcome === 'denied' || outcome === 'failed' ? outcome : 'success', isTool };
}

/** How telling a call of a class of callers is, before anything was learned. */
export interface CallRates {
  readonly tactic: Tactic | undefined;
  /** Share of attacks that have it. */
  readonly attacks: number;
  /** Share of active days that have it. */
  readonly days: number;
  /** Whether it matters to how many things it was done. */
  readonly counts: boolean;
}

const known = new Map<string, CallRates>();
/** Names of APIs are few thousand; what somebody makes up is not kept for ever. */
const KNOWN_MAX = 50_000;

/** The same for equal codes, and computed once. */
export function callRates(code: string, hint: string): CallRates {
  const key = `${hint} ${code}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= KNOWN_MAX) known.clear();
  const rates = ratesOf(parseCode(code), hint);
  known.set(key, rates);
  return rates;
}

const SHARED = new Set(['world', 'outside']);
const SHARES = /Snapshot|Image|Bucket|Repository|Resource|Object|Layer|Share|Key|Function/;

function ratesOf({ name, outcome, isTool }: CallCode, hint: string): CallRates {
  const api = parseApiName(name);
  if (api === undefined) return { tactic: undefined, attacks: 0, days: ORDINARY_RATES.s, counts: false };
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
  return {
    tactic: attacks === 0 ? undefined : tactic,
    attacks,
    days: daysOf(days, isTool ? 'tool' : hint, service, reads(words), tactic),
    counts:
      attacks >= 1 / 100 && tactic !== undefined && COUNTED.has(tactic) && (tactic !== 'Impact' || removes(words)),
  };
}

/** Who looks around looks at many things, who signs in does it often, and what is spent is no number of things. */
const COUNTED: ReadonlySet<Tactic> = new Set([
  'CredentialAccess',
  'DefenseEvasion',
  'Exfiltration',
  'Impact',
  'Persistence',
  'PrivilegeEscalation',
]);
const GOVERNING = new Set(['iam', 'organizations', 'sso', 'account', 'identitystore']);
const WORKED_WITH = new Set(['bedrock', 'sagemaker', 's3', 'sts']);

function daysOf(days: number, actor: string, service: string, looks: boolean, tactic: Tactic | undefined): number {
  switch (actor) {
    case 'tool':
      return Math.min(0.3, days * (looks ? 4 : 16));
    case 'root':
      return Math.min(0.5, days * (looks ? 4 : 16));
    case 'machine': {
      if (GOVERNING.has(service)) return days * 0.1;
      // What scales starts and ends machines all day.
      const scales = service === 'ec2' && tactic === 'Impact';
      const used = tactic === 'CredentialAccess' || WORKED_WITH.has(service) || scales;
      return Math.min(0.3, days * (used ? 4 : looks ? 0.5 : 0.3));
    }
    default:
      return days;
  }
}
