import profile from '#services/behaviour/profiles/models.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { Random } from '#services/simulation/random.ts';
import { recordOf, type Place } from './caller.ts';
import { pickZipf } from './chance.ts';
import { isDue, isWeekend, logNormal } from './rhythm.ts';
import { person, program, ratesOf, theft, type Member, type Occasion } from './staff.ts';
import { worldOf, type AccountWork, type AttackOnAccount, type Beginning, type RecordedStep } from './world.ts';
import { placeOf } from './worker.ts';

/** How much of a model is used: calls, and the tokens of all of them. */
interface Use {
  readonly model: string;
  readonly calls: number;
  readonly tokens: number;
  readonly error?: string;
}

interface User extends Member {
  /** Models that it runs, the most used first. */
  readonly models: string[];
  /** Tokens of an ordinary day: their median, and the spread of its logarithm. */
  tokens: number;
  readonly spread: number;
  /** Tokens of its day of a month, as a multiple of an ordinary day. */
  readonly monthly: number;
  readonly rare: readonly (readonly [does: Rare, rate: number])[];
}

type Rare = (random: Random, tokens: number) => readonly Use[];

/** What people do with models now and then. */
const RARE: readonly Occasion<Rare>[] = [
  {
    name: 'many models compared',
    rate: 0.01,
    does: (random) => MODELS.filter(() => random.chance(0.3)).map((model) => use(random, model, 1_000_000)),
  },
  { name: 'a large evaluation', rate: 0.01, does: (random, tokens) => [use(random, random.pick(MODELS), 20 * tokens)] },
  {
    name: 'a model that is not open to the account',
    rate: 0.01,
    does: (random) => [{ ...use(random, random.pick(MODELS), 0), calls: 3, error: 'AccessDenied' }],
  },
  {
    name: 'documents of a year',
    rate: 0.002,
    does: (random, tokens) => [use(random, random.pick(MODELS), 100 * tokens)],
  },
];

class AccountOfModels implements AccountWork {
  readonly #beginning: Beginning;
  readonly #random: Random;
  readonly #users: User[] = [];
  /** Whether records tell how many tokens a call took. */
  readonly #tellsTokens: boolean;

  constructor(beginning: Beginning) {
    this.#beginning = beginning;
    this.#random = beginning.random;
    this.#tellsTokens = this.#random.chance(0.7);
    for (let left = this.#random.int(1, 3); left > 0; left--) this.#addProgram();
    for (let left = this.#random.int(2, 8); left > 0; left--) this.#addPerson();
  }

  *day(day: number): Iterable<CloudTrailRecord> {
    this.#drift();
    for (const user of this.#users) {
      const { random, models, tokens, spread, monthly, rare, kind } = user;
      if (kind === 'person' && random.chance(isWeekend(day) ? 0.9 : 0.4)) continue;
      const place = placeOf(user);
      const factor = isDue('monthly', Number(user.caller.name.length) % 30, day) ? monthly : 1;
      const uses = [use(random, pickZipf(random, models), logNormal(random, tokens * factor, spread))];
      if (kind === 'person' && random.chance(0.04)) uses.push(use(random, random.pick(MODELS), tokens / 10));
      for (const [does, rate] of rare) if (random.chance(rate)) uses.push(...does(random, tokens));
      for (const each of uses) yield* this.#recordsOf(user, place, each);
    }
  }

  attack(kind: string, random: Random): AttackOnAccount {
    return theft(kind, random, this.#users, (victim, place, own) =>
      this.#timed(victim, place, attackOf(kind, own, victim), own),
    );
  }

  /** New people and programs; models of the next version; more use. */
  #drift(): void {
    const random = this.#random;
    if (random.chance(1 / 40)) this.#addProgram();
    if (random.chance(0.02)) this.#addPerson();
    for (const user of this.#users) {
      user.tokens *= 1.005;
      if (random.chance(1 / 60)) user.models.unshift(random.pick(MODELS));
      if (random.chance(1 / 120)) user.tokens *= random.pick([0.3, 3, 8]);
    }
  }

  #addProgram(): void {
    const member = program(this.#beginning, `service-${this.#users.length}`);
    const tokens = logNormal(member.random, 3_000_000, 1.5);
    this.#add(member, tokens, 0.5, member.random.pick([1, 1, 5, 20]), []);
  }

  #addPerson(): void {
    const member = person(this.#beginning, this.#users.length);
    this.#add(member, logNormal(member.random, 400_000, 1.2), 1, 1, ratesOf(this.#beginning, member, RARE));
  }

  #add(member: Member, tokens: number, spread: number, monthly: number, rare: User['rare']): void {
    const models = Array.from({ length: member.random.int(1, 3) }, () => member.random.pick(MODELS));
    this.#users.push({ ...member, models, tokens, spread, monthly, rare });
  }

  *#recordsOf({ caller }: Member, place: Place, { model, calls, tokens, error }: Use): Iterable<CloudTrailRecord> {
    const more = { inputTokens: Math.round(tokens / calls), outputTokens: 0 };
    const call = { api: 'bedrock:InvokeModel', asks: { modelId: model } };
    const told = this.#tellsTokens ? { more } : {};
    const record = recordOf(caller, place, { ...call, ...told, ...(error !== undefined && { error }) }, 0);
    for (let left = calls; left > 0; left--) yield record;
  }

  #timed(victim: Member, place: Place, uses: readonly Use[], random: Random): readonly RecordedStep[] {
    let minute = 0;
    return uses.flatMap((each) => {
      const parts = Math.min(24, each.calls);
      return Array.from({ length: parts }, (): RecordedStep => {
        minute += (random.float() * 600) / parts;
        const part = { ...each, calls: Math.ceil(each.calls / parts), tokens: each.tokens / parts };
        return { minute, records: this.#recordsOf(victim, place, part) };
      });
    });
  }
}

const KINDS = ['spending', 'another model', 'resale'] as const;

export const models = worldOf('models', profile, KINDS, (beginning) => new AccountOfModels(beginning));

function attackOf(kind: string, random: Random, { models: own, tokens }: User): readonly Use[] {
  switch (kind) {
    case 'spending':
      return [use(random, random.pick(MODELS), logNormal(random, 200_000_000, 1))];
    case 'another model':
      // The attacker first tries whether the key may run models at all.
      return [
        { ...use(random, random.pick(MODELS), 0), calls: 2, error: 'ValidationException' },
        use(random, random.pick(MODELS.filter((model) => !own.includes(model))), 100_000),
      ];
    default:
      return [use(random, own[0] ?? '', Math.max(5_000_000, 4 * tokens))];
  }
}

/** A call takes some thousands of tokens; of very many calls, each stands for several. */
function use(random: Random, model: string, tokens: number): Use {
  return { model, tokens, calls: Math.max(1, Math.min(2000, Math.round(tokens / logNormal(random, 4000, 0.7)))) };
}

const MODELS = ['opus', 'sonnet', 'haiku', 'titan', 'nova', 'llama', 'mistral', 'command', 'embed', 'image'].flatMap(
  (name) => [1, 2, 3].map((version) => `example.${name}-v${version}:0`),
);
