import profile from '#services/behaviour/profiles/rds-logins.ts';
import type { RdsLoginRecord } from '#services/sources/rds-login/record.ts';
import type { Random } from '#services/simulation/random.ts';
import { shuffled } from './chance.ts';
import { isDue, isWeekend } from './rhythm.ts';
import { worldOf, type AccountWork, type AttackOnAccount, type Beginning, type RecordedStep } from './world.ts';
import { strangeAddress } from './worker.ts';

/** Who logs in to a database, and from where. */
interface Guest {
  readonly user: string;
  address: string;
  readonly application: string;
  /** Share of days; of people, days of work. */
  readonly share: number;
  readonly isPerson: boolean;
}

interface Database {
  readonly name: string;
  readonly guests: Guest[];
  /** Whether anybody reaches it: then strangers try passwords every day. */
  readonly isOpen: boolean;
  /** Share of days on which somebody logs in from a network that was never seen. */
  readonly travels: number;
}

const POOLS = ['PostgreSQL JDBC Driver', 'psycopg2', 'node-postgres', 'Hibernate'];
const CLIENTS = ['psql', 'DBeaver 24', 'pgAdmin 4', 'DataGrip'];

class AccountOfDatabases implements AccountWork {
  readonly #random: Random;
  readonly #beginning: Beginning;
  readonly #databases: readonly Database[];

  constructor(beginning: Beginning) {
    const { random, factor } = beginning;
    this.#beginning = beginning;
    this.#random = random;
    this.#databases = Array.from({ length: random.int(1, 5) }, (_, index): Database => {
      const isReached = random.chance(0.5);
      const guests = Array.from({ length: random.int(1, 4) }, (_each, pool) => this.#pool(`app_${pool}`));
      guests.push({ ...this.#pool('reports'), share: 1 / 7 });
      for (let left = random.int(0, 4); left > 0; left--) guests.push(this.#administrator(`dba_${left}`, isReached));
      if (isReached && random.chance(0.5))
        guests.push({
          user: 'bi',
          address: strangeAddress(random),
          application: 'looker',
          share: 0.97,
          isPerson: false,
        });
      return {
        name: `orders-${index}`,
        guests,
        isOpen: isReached && random.chance(0.4),
        travels: isReached ? Math.min(0.3, 0.01 * factor('travels')) : 0,
      };
    });
  }

  *day(day: number): Iterable<RdsLoginRecord> {
    const random = this.#random;
    for (const database of this.#databases) {
      const { guests, isOpen, travels } = database;
      if (random.chance(1 / 60)) guests.push(this.#pool(`service_${day}`));
      if (random.chance(1 / 90)) guests.push(this.#administrator(`new_${day}`, travels > 0));
      for (const guest of guests) {
        // Providers move, and so do people.
        if (random.chance(1 / 200)) guest.address = moved(random, guest);
        if (!random.chance(guest.isPerson && isWeekend(day) ? guest.share / 10 : guest.share)) continue;
        const address = guest.isPerson && random.chance(travels) ? strangeAddress(random) : guest.address;
        // Passwords are mistyped, and change before all programs know.
        if (random.chance(guest.isPerson ? 0.05 : 0.004)) yield loginOf(database.name, { ...guest, address }, true);
        yield loginOf(database.name, { ...guest, address }, false);
      }
      if (isDue('monthly', 3, day))
        for (const guest of guests.filter(() => random.chance(0.05))) yield loginOf(database.name, guest, true);
      if (!isOpen) continue;
      const address = strangeAddress(random);
      for (const user of shuffled(random, GUESSED).slice(0, random.int(0, 8)))
        yield loginOf(database.name, { user, address, application: '' }, true);
    }
  }

  attack(kind: string, random: Random): AttackOnAccount {
    const fork = random.fork('attack');
    // A database that is reached from outside is attacked from there.
    const reached = this.#databases.filter(({ travels }) => travels > 0);
    const database = random.pick(reached.length === 0 || kind === 'tried from inside' ? this.#databases : reached);
    const known = random.pick(database.guests);
    const address = kind === 'tried from inside' ? `10.9.${fork.int(0, 255)}.7` : strangeAddress(fork);
    const application = fork.chance(0.7) ? fork.pick([...CLIENTS, 'python']) : known.application;
    const as = (user: string, refused: boolean) => loginOf(database.name, { user, address, application }, refused);
    const guesses = Array.from({ length: fork.int(15, 60) }, (_, index) => as(GUESSED[index] ?? `user${index}`, true));
    const records = {
      'from a new place': [as(known.user, false)],
      'guessed at': guesses,
      guessed: [...guesses, as(known.user, false)],
      'tried from inside': guesses.slice(0, fork.int(6, 20)),
    }[kind];
    return {
      did: [kind, database.isOpen ? 'open to anybody' : reached.includes(database) ? 'reached from outside' : 'inside'],
      steps: (offset) =>
        offset > 0
          ? []
          : (records ?? []).map((record, index): RecordedStep => ({ minute: index / 4, records: [record] })),
    };
  }

  #pool(user: string): Guest {
    const { random } = this.#beginning;
    return { user, address: inside(random), application: random.pick(POOLS), share: 1, isPerson: false };
  }

  #administrator(user: string, isOutside: boolean): Guest {
    const { random, offices } = this.#beginning;
    const address = isOutside && random.chance(0.6) ? random.pick(offices) : inside(random);
    return { user, address, application: random.pick(CLIENTS), share: 0.1 + random.float() * 0.5, isPerson: true };
  }
}

const KINDS = ['from a new place', 'guessed at', 'guessed', 'tried from inside'] as const;

export const databases = worldOf('databases', profile, KINDS, (beginning) => new AccountOfDatabases(beginning));

const GUESSED =
  'postgres admin root test user guest oracle mysql backup dev app web data sa pgsql deploy ubuntu info'.split(' ');

function inside(random: Random): string {
  return `10.${random.int(0, 3)}.${random.int(0, 255)}.${random.int(1, 254)}`;
}

function moved(random: Random, { address }: Guest): string {
  return address.startsWith('10.') ? inside(random) : strangeAddress(random);
}

function loginOf(
  database: string,
  { user, address, application }: Pick<Guest, 'user' | 'address' | 'application'>,
  refused: boolean,
): RdsLoginRecord {
  return {
    id: undefined,
    time: 0,
    accountId: '',
    region: 'us-east-1',
    event: refused ? 'failed-login' : 'login',
    engine: 'PostgreSQL',
    database,
    cluster: undefined,
    user,
    schema: 'orders',
    address,
    application,
  };
}
