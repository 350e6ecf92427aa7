import type { Bits } from '#services/behaviour/bits.ts';
import type { AccountHistory } from '#services/behaviour/history.ts';
import { storyOf } from '#services/behaviour/story.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import type { IdentityActs } from '#services/engine/identity-acts.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';
import { FirstSeen } from './first-seen.ts';
import { gather, gatherMore, sizeOf, type ActsByIdentity } from './made-up/gather.ts';
import type { MadeAttack, MadeWorld } from './made-up/world.ts';
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
  /** The act that contributes most; undefined for a rule. */
  readonly best: string | undefined;
}

export interface Outcome {
  readonly kind: string;
  /** Techniques of the attack, without exploration. */
  readonly did: readonly string[];
  /** Whether the attack is in an account's first week. */
  readonly isEarly: boolean;
  /** By teller: minutes after the first call. */
  readonly found: ReadonlyMap<Teller, number>;
}

export interface Run {
  readonly size: Size;
  /** Kinds of attacks. */
  readonly kinds: readonly string[];
  /** The profile's share of a budget. */
  readonly share: number;
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
 *
 * @param begin begins the organization
 */
export function watchOrganization(begin: (seed: string, accounts: number) => MadeWorld, seed: string, size: Size): Run {
  const world = begin(seed, size.accounts);
  const { profile } = world;
  const watch = new OrganizationWatch(profile, BUDGETS);
  const rules = RULES.map((name) => new FirstSeen(name));
  const last = size.days - 6;
  const warm = world.plan(`${seed} warm`, size.attacks, [Math.min(14, last), last]);
  const early = world.plan(`${seed} early`, size.attacks, [0, 1]);
  const trials = [...warm, ...early].map((attack) => new Trial(attack, early.includes(attack), watch, rules));
  const alerts = new Alerts(world.accounts);
  for (let day = 0; day < size.days; day++) {
    const date = EPOCH + day;
    for (const [account, records] of world.work(day)) {
      const gathered = gather(profile, account, date, records);
      const all = [...gathered.values()];
      for (const scored of watch.scoreAll(date, account, all))
        for (const budget of BUDGETS)
          if (watch.isTold(scored, budget)) alerts.add(tellerOf(budget), scored.acts, scored.tactic, scored.best);
      for (const rule of rules)
        for (const acts of all) for (const tactic of rule.tells(acts)) alerts.add(ruleOf(rule.name), acts, tactic);
      for (const trial of trials) trial.day(account, day, date, gathered);
      watch.sealAccount(date, account, all);
      for (const rule of rules) for (const acts of all) rule.learn(acts);
    }
    watch.sealOrganization(date);
  }
  return {
    size,
    kinds: world.kinds,
    share: profile.judging.share,
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

  add(teller: Teller, acts: ActsOfDay, tactic: string, best?: string): void {
    const { profile, accountId, day, class: itsClass } = acts;
    const key = `${teller} ${accountId} ${storyOf(profile.judging, acts)} ${tactic}`;
    const last = this.#last.get(key);
    this.#last.set(key, day);
    if (last !== undefined && day - last < ONE_ALERT_DAYS) return;
    const account = this.#accounts.indexOf(accountId);
    this.new.push({ teller, day: day - EPOCH, account, tactic, class: itsClass, best });
  }
}

/** One attack, in a copy of the organization that differs by this attack alone. */
class Trial {
  readonly #attack: MadeAttack;
  readonly #isEarly: boolean;
  readonly #watch: OrganizationWatch;
  readonly #rules: readonly FirstSeen[];
  readonly #found = new Map<Teller, number>();
  #history: AccountHistory | undefined;

  constructor(attack: MadeAttack, isEarly: boolean, watch: OrganizationWatch, rules: readonly FirstSeen[]) {
    this.#attack = attack;
    this.#isEarly = isEarly;
    this.#watch = watch;
    this.#rules = rules;
  }

  get outcome(): Outcome {
    const { kind, did } = this.#attack;
    return { kind, did, isEarly: this.#isEarly, found: this.#found };
  }

  /** @param day since the organization was first watched; @param date since the epoch */
  day(account: string, day: number, date: number, ordinary: ActsByIdentity): void {
    const { accountId, start } = this.#attack;
    if (account !== accountId || day < start) return;
    const steps = this.#attack.steps(day - start);
    if (steps.length === 0) return;
    const { profile } = this.#watch;
    const attacked = new Map(ordinary);
    for (const { minute, records } of steps)
      for (const [id, acts] of gatherMore(profile, account, date, records, attacked)) {
        attacked.set(id, acts);
        this.#judge(acts, ordinary.get(id), (day - start) * 1440 + minute);
      }
    this.#history ??= readHistory(account, this.#watch.historyOf(account).encode());
    this.#watch.sealAccount(date, account, [...attacked.values()], this.#history);
  }

  /**
   * The attack counts as found when a day leads to an alert because of the attack's acts, and would not do so without
   * it.
   */
  #judge(acts: IdentityActs, ordinary: IdentityActs | undefined, minute: number): void {
    const scores = this.#score(acts);
    const usual = ordinary === undefined ? [] : this.#score(ordinary);
    for (const budget of BUDGETS) {
      const told = (scored: Scored): boolean => this.#watch.isTold(scored, budget);
      const before = new Set(usual.filter(told).map(({ tactic }) => tactic));
      const found = scores.some(
        (scored) =>
          told(scored) && !before.has(scored.tactic) && sizeOf(acts, scored.best) > sizeOf(ordinary, scored.best),
      );
      if (found) this.#find(tellerOf(budget), minute);
    }
    for (const rule of this.#rules) {
      const news = ordinary === undefined ? new Set<string>() : rule.tells(ordinary);
      if (!rule.tells(acts).isSubsetOf(news)) this.#find(ruleOf(rule.name), minute);
    }
  }

  #score(acts: ActsOfDay): readonly Scored[] {
    return this.#watch.score(acts, this.#history);
  }

  #find(teller: Teller, minute: number): void {
    if (!this.#found.has(teller)) this.#found.set(teller, minute);
  }
}
