import profile from '#services/behaviour/profiles/model-tokens.ts';
import type { InvocationRecord } from '#services/sources/bedrock-invocation/record.ts';
import type { Random } from '#services/simulation/random.ts';
import type { Caller } from './caller.ts';
import { isDue, isWeekend, logNormal, type Rhythm } from './rhythm.ts';
import { person, pipeline, program, theft, type Member } from './staff.ts';
import { worldOf, type AccountWork, type AttackOnAccount, type Beginning, type RecordedStep } from './world.ts';

/** Whoever spends tokens, and how. */
interface Spender extends Member {
  readonly model: string;
  readonly rhythm: Rhythm;
  /** Tokens of an ordinary day: their median, and the spread of its logarithm. */
  tokens: number;
  readonly spread: number;
  /** Days on which everything is done at once, such as an evaluation or documents of years: rate, and multiple. */
  readonly surge: readonly [rate: number, times: number];
}

type Habit = Omit<Spender, keyof Member | 'model'>;

/** Services that answer with what they look up, and assistants: as many requests as there are users. */
const SERVICE: Habit = { rhythm: 'daily', tokens: 20_000_000, spread: 0.35, surge: [0.002, 8] };
/** Jobs that read all new documents of a night or a week, and now and then those of years. */
const BATCH: Habit = { rhythm: 'daily', tokens: 60_000_000, spread: 0.9, surge: [0.006, 25] };
/** A pipeline that tests prompts with each change, and compares models with a large set. */
const EVALUATION: Habit = { rhythm: 'workdays', tokens: 3_000_000, spread: 1.1, surge: [0.03, 30] };
/** Programs that write code, with large contexts all day. */
const CODE: Habit = { rhythm: 'workdays', tokens: 6_000_000, spread: 0.9, surge: [0.01, 10] };
/** People who ask a model something. */
const QUESTIONS: Habit = { rhythm: 'workdays', tokens: 60_000, spread: 1.2, surge: [0.008, 60] };

class AccountOfTokens implements AccountWork {
  readonly #beginning: Beginning;
  readonly #random: Random;
  readonly #spenders: Spender[] = [];

  constructor(beginning: Beginning) {
    this.#beginning = beginning;
    this.#random = beginning.random;
    for (let left = this.#random.int(1, 2); left > 0; left--) this.#addProgram();
    for (let left = this.#random.int(2, 8); left > 0; left--) this.#addPerson();
    const tests = pipeline(beginning, 'Evaluation');
    if (this.#random.chance(0.4)) this.#add(tests, EVALUATION);
  }

  *day(day: number): Iterable<InvocationRecord> {
    this.#drift();
    for (const spender of this.#spenders) {
      const { random, rhythm, tokens, spread, surge, kind } = spender;
      const [rate, times] = surge;
      const isAway = kind === 'person' && random.chance(isWeekend(day) ? 0.95 : 0.3);
      if (isAway || !isDue(rhythm, spender.caller.name.length % 7, day)) continue;
      const factor = random.chance(rate) ? logNormal(random, times, 0.6) : 1;
      yield recordOf(spender.caller, spender.model, factor * logNormal(random, tokens, spread));
    }
  }

  attack(kind: string, random: Random): AttackOnAccount {
    return theft(kind, random, this.#spenders, (victim, _, own) =>
      overNight(victim, spendingOf(kind, own, victim), own),
    );
  }

  /** New people and programs, more users, and releases that need several times as much. */
  #drift(): void {
    const random = this.#random;
    if (random.chance(1 / 60)) this.#addProgram();
    if (random.chance(0.02)) this.#addPerson();
    for (const spender of this.#spenders) {
      spender.tokens *= 1.004;
      if (random.chance(1 / 120)) spender.tokens *= random.pick([0.3, 2, 5]);
    }
  }

  #addProgram(): void {
    const member = program(this.#beginning, `service-${this.#spenders.length}`);
    const isBatch = member.random.chance(0.4);
    const rhythm = member.random.pick<Rhythm>(['daily', 'weekly']);
    this.#add(member, isBatch ? { ...BATCH, rhythm } : SERVICE);
  }

  #addPerson(): void {
    const member = person(this.#beginning, this.#spenders.length);
    this.#add(member, member.random.chance(0.5) ? CODE : QUESTIONS);
  }

  #add(member: Member, habit: Habit): void {
    const tokens = logNormal(member.random, habit.tokens, 1);
    this.#spenders.push({ ...member, ...habit, tokens, model: member.random.pick(MODELS) });
  }
}

/** Paces at which a stolen key is used up. */
const KINDS = ['as fast as quotas allow', 'resale', 'a few customers', 'no more than the owner'] as const;

export const tokens = worldOf('tokens', profile, KINDS, (beginning) => new AccountOfTokens(beginning));

/** Tokens of a day. Published cases cost tens of thousands of dollars a day: some thousand million tokens. */
function spendingOf(kind: string, random: Random, { tokens: own }: Spender): number {
  switch (kind) {
    case 'as fast as quotas allow':
      return logNormal(random, 2_000_000_000, 0.5);
    case 'resale':
      return logNormal(random, 300_000_000, 0.7);
    case 'a few customers':
      return logNormal(random, 40_000_000, 0.7);
    default:
      return own;
  }
}

/** The tokens in even parts of a night. */
function overNight({ caller, model }: Spender, all: number, random: Random): readonly RecordedStep[] {
  const parts = 24;
  const minutes = random.int(240, 720);
  return Array.from({ length: parts }, (_, part) => ({
    minute: (part * minutes) / parts,
    records: [recordOf(caller, model, all / parts)],
  }));
}

function recordOf({ accountId, type, name, session }: Caller, modelId: string, spent: number): InvocationRecord {
  const arn =
    type === 'AssumedRole'
      ? `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`
      : `arn:aws:iam::${accountId}:user/${name}`;
  return {
    id: undefined,
    time: 0,
    accountId,
    region: 'us-east-1',
    operation: 'Converse',
    modelId,
    arn,
    errorCode: undefined,
    tokens: Math.round(spent),
  };
}

const MODELS = ['opus', 'sonnet', 'haiku', 'nova'].map((name) => `example.${name}-v1:0`);
