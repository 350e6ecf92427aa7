import type { Bits } from '#services/behaviour/bits.ts';
import type { AccountHistory } from '#services/behaviour/history.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import type { IdentityActs } from '#services/engine/identity-acts.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';
import { FirstSeen } from './first-seen.ts';
import type { AttackKind } from './made-up/attacks.ts';
import type { Caller } from './made-up/caller.ts';
import { gather, type Doing } from './made-up/gather.ts';
import { MadeOrganization, type MadeAccount } from './made-up/organization.ts';
import { attackerPlace, planAttacks, victimOf, type PlannedAttack } from './made-up/planned.ts';
import { OrganizationWatch, type Scored } from './organization-watch.ts';

export interface Size {
  readonly accounts: number;
  readonly days: number;
  /** Number of attacks of each kind. */
  readonly attacks: number;
}

/** The origin of an alert: a budget of the learned detector, or a rule. */
export type Teller = string;

export interface Alert {
  readonly teller: Teller;
  /** Days since the organization was first watched. */
  readonly day: number;
  /** Index of the account. */
  readonly account: number;
  readonly tactic: string;
  readonly class: string;
}

export interface Outcome {
  readonly kind: AttackKind;
  /** Techniques of the attack, without exploration. */
  readonly did: readonly string[];
  /** Whether the attack is in an account's first week. */
  readonly isEarly: boolean;
  /** By teller: minutes after the first call. */
  readonly found: ReadonlyMap<Teller, number>;
}

export interface Run {
  readonly size: Size;
  readonly alerts: readonly Alert[];
  readonly outcomes: readonly Outcome[];
  /** By budget: the final threshold in bits. */
  readonly thresholds: ReadonlyMap<number, Bits>;
}

/** Budgets: alerts for each account and week. */
const BUDGETS = [1, 0.25] as const;
/** Repeated alerts within this time count as one. */
const ONE_ALERT_DAYS = 7;
/** The first simulated day, since the epoch. */
const EPOCH = 20_454;

const tellerOf = (budget: number): Teller => `learned, ${budget} a week`;
const RULES = ['identity', 'account'] as const;
const ruleOf = (name: (typeof RULES)[number]): Teller => `first seen, ${name}`;
export const TELLERS: readonly Teller[] = [...BUDGETS.map(tellerOf), ...RULES.map(ruleOf)];

/**
 * Simulates an organization, and counts the alerts on its ordinary days, and the alerts for attacks that are each tried
 * separately.
 */
export function watchOrganization(seed: string, size: Size): Run {
  const organization = new MadeOrganization(seed, size.accounts);
  const watch = new OrganizationWatch(BUDGETS);
  const rules = RULES.map((name) => new FirstSeen(name));
  const last = size.days - 6;
  const warm = planAttacks(`${seed} warm`, size.attacks, organization.accounts, [Math.min(14, last), last]);
  const early = planAttacks(`${seed} early`, size.attacks, organization.accounts, [0, 1]);
  const trials = [...warm, ...early].map((attack) => new Trial(attack, early.includes(attack), watch, rules));
  const alerts = new Alerts(organization.accounts.map(({ id }) => id));
  for (let day = 0; day < size.days; day++) {
    const work = organization.work(day);
    const date = EPOCH + day;
    for (const [account, doings] of work) {
      const all = doings.map((doing) => gather(doing, date));
      for (const scored of watch.scoreAll(date, account.id, all))
        for (const budget of BUDGETS)
          if (watch.isTold(scored, budget)) alerts.add(tellerOf(budget), scored.acts, scored.tactic);
      for (const rule of rules)
        for (const acts of all) for (const tactic of rule.tells(acts)) alerts.add(ruleOf(rule.name), acts, tactic);
      for (const trial of trials) trial.day(account, day, date, all, doings);
      watch.sealAccount(date, account.id, all);
      for (const rule of rules) for (const acts of all) rule.learn(acts);
    }
    watch.sealOrganization(date);
  }
  return {
    size,
    alerts: alerts.new,
    outcomes: trials.map((trial) => trial.outcome),
    thresholds: new Map(BUDGETS.map((budget) => [budget, watch.thresholdOf(budget)])),
  };
}

class Alerts {
  readonly new: Alert[] = [];
  readonly #last = new Map<string, number>();
  readonly #accounts: readonly string[];

  constructor(accounts: readonly string[]) {
    this.#accounts = accounts;
  }

  add(teller: Teller, { accountId, identity, day, class: itsClass }: ActsOfDay, tactic: string): void {
    const key = `${teller} ${accountId} ${identity} ${tactic}`;
    const last = this.#last.get(key);
    this.#last.set(key, day);
    if (last !== undefined && day - last < ONE_ALERT_DAYS) return;
    this.new.push({ teller, day: day - EPOCH, account: this.#accounts.indexOf(accountId), tactic, class: itsClass });
  }
}

/** The victim's ordinary acts of the day. */
interface Ordinary {
  readonly codes: ReadonlySet<string>;
  readonly scores: readonly Scored[];
  /** By rule. */
  readonly news: readonly ReadonlySet<string>[];
}

/** One attack, in a copy of the organization that differs by this attack alone. */
class Trial {
  readonly attack: PlannedAttack;
  readonly #isEarly: boolean;
  readonly #watch: OrganizationWatch;
  readonly #rules: readonly FirstSeen[];
  readonly #found = new Map<Teller, number>();
  #history: AccountHistory | undefined;

  constructor(attack: PlannedAttack, isEarly: boolean, watch: OrganizationWatch, rules: readonly FirstSeen[]) {
    this.attack = attack;
    this.#isEarly = isEarly;
    this.#watch = watch;
    this.#rules = rules;
  }

  get outcome(): Outcome {
    const { kind, steps } = this.attack;
    const did = new Set(steps.map(({ api }) => api).filter((api) => !/:(?:Get|List|Describe)/.test(api)));
    return { kind, did: [...did], isEarly: this.#isEarly, found: this.#found };
  }

  day(account: MadeAccount, day: number, date: number, all: readonly ActsOfDay[], doings: readonly Doing[]): void {
    const { attack } = this;
    const offset = day - attack.start;
    const steps = attack.steps.filter((step) => step.day === offset);
    if (account !== attack.account || offset < 0 || steps.length === 0) return;
    const victim = victimOf(attack);
    const caller = attack.asNew ? madeFor(account) : victim.caller;
    const place = attackerPlace(attack, victim.home);
    const own = doings.findIndex((doing) => doing.caller === caller);
    const doing = doings[own];
    let acts: IdentityActs | undefined = doing && gather(doing, date);
    const ordinary: Ordinary = {
      codes: new Set(acts?.acts.keys()),
      scores: acts === undefined ? [] : this.#score(acts),
      news: this.#rules.map((rule) => (acts === undefined ? new Set<string>() : rule.tells(acts))),
    };
    for (const step of steps) {
      acts = gather({ caller, place, calls: [step] }, date, acts);
      this.#judge(acts, ordinary, offset * 1440 + step.minute);
    }
    if (acts === undefined) return;
    this.#history ??= readHistory(account.id, this.#watch.historyOf(account.id).encode());
    const others = all.filter((_, index) => index !== own);
    this.#watch.sealAccount(date, account.id, [...others, acts], this.#history);
  }

  /**
   * The attack counts as found when a day leads to an alert because of the attack's acts, and would not do so without
   * it.
   */
  #judge(acts: IdentityActs, { codes, scores, news }: Ordinary, minute: number): void {
    for (const budget of BUDGETS) {
      const told = (scored: Scored): boolean => this.#watch.isTold(scored, budget);
      const before = new Set(scores.filter(told).map(({ tactic }) => tactic));
      const found = this.#score(acts).some(
        (scored) => told(scored) && !before.has(scored.tactic) && !codes.has(scored.best),
      );
      if (found) this.#find(tellerOf(budget), minute);
    }
    for (const [index, rule] of this.#rules.entries())
      if (!rule.tells(acts).isSubsetOf(news[index] ?? new Set())) this.#find(ruleOf(rule.name), minute);
  }

  #score(acts: ActsOfDay): readonly Scored[] {
    return this.#watch.score(acts, this.#history);
  }

  #find(teller: Teller, minute: number): void {
    if (!this.#found.has(teller)) this.#found.set(teller, minute);
  }
}

function madeFor({ id }: MadeAccount): Caller {
  return { accountId: id, kind: 'iam-user', type: 'IAMUser', name: 'made-for-it' };
}
