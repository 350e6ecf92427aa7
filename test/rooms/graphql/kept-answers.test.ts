import { setImmediate as soon } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openDatabase, type Database, type Db } from '#db/client.ts';
import { createToken, revokeToken } from '#db/queries/access/tokens.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { changeCases } from '#db/queries/cases.ts';
import { writeFindings } from '#db/queries/commit.ts';
import { putRule } from '#db/queries/rules.ts';
import { createApi } from '#graphql/api.ts';
import { sharedReads } from '#graphql/kept-answers.ts';
import type { Finding } from '#services/model/finding.ts';
import type { RuleDraft } from '#services/model/rule.ts';
import { days } from '#services/model/time.ts';
import { EVERYTHING, type Grant } from '#services/model/viewer.ts';
import { onBothDatabases, openEmpty } from '../../databases.ts';
import { memberAccount } from '../../member-account.ts';
import { created, finding, later, NOW } from '../db/turns.ts';
import { INSTALLATION, apiOptions, TOKEN } from './open-api.ts';
import { questions } from './walk.ts';

const PAGE = 'query Page { findings(first: 50) { nodes { id title assignee comments { text } } } }';
const [OURS, THEIRS] = ['111122223333', '444455556666'];

const COMMENT = { kind: 'comment', text: 'seen' } as const;

const DRAFT: RuleDraft = {
  name: 'scanner',
  effect: { kind: 'suppress' },
  criteria: [{ field: 'severity', operator: 'greaterThanOrEqual', values: ['1'] }],
  owner: 'somebody',
  because: 'planned',
  expiresAt: later(days(30)).toISOString(),
  endlessBecause: null,
};

/** The API, and how often it asked the database for anything but its state. */
function openWatched(database: Database) {
  const world = { now: NOW, settings: 'before', broken: false, asked: 0, ticks: 0 };
  const db = new Proxy(database.db, {
    get(whole, name, receiver) {
      if (name === 'select') {
        world.asked++;
        if (world.broken) throw new Error('The database is away.');
      }
      return Reflect.get(whole, name, receiver);
    },
  });
  const api = createApi(
    apiOptions(
      { ...database, db },
      {
        // A moment later each time, so that no rate limit is reached.
        now: () => new Date(world.now.getTime() + 20 * world.ticks++),
        installation: {
          ...INSTALLATION,
          settings: async () => [{ setting: 'port', value: world.settings, from: 'default', because: '' }],
          lists: async () => ({ lists: [], missing: [] }),
          trial: async () => world.settings,
        },
      },
    ),
  );
  const ask = async (query: string, variables: object = {}, token = TOKEN): Promise<string> => {
    const response = await api.fetch('http://127.0.0.1:4000/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return response.text();
  };
  let marks = 0;
  return {
    world,
    api,
    ask,
    /** The answer to the same question when it was never asked before. */
    askAnew: (query: string, variables: object = {}, token = TOKEN) => ask(`${query} # ${marks++}`, variables, token),
    /** How often the database is asked in order to answer this. */
    async costOf(query: string, variables: object = {}, token = TOKEN): Promise<number> {
      const before = world.asked;
      await ask(query, variables, token);
      return world.asked - before;
    },
  };
}

/** Asks twice: then the answer is kept, if it may be. */
async function twice(ask: () => Promise<string>): Promise<void> {
  await ask();
  await ask();
}

/** A database with two findings and a rule, and the API over it. */
function prepared(open: () => Promise<Database>) {
  let written = 100;
  const next = (rest: Partial<Finding> = {}) => created(finding(written++, rest));
  let opened: { readonly database: Database; readonly api: ReturnType<typeof openWatched> };
  beforeAll(async () => {
    const database = await open();
    await writeFindings(database.db, created(finding(1), finding(2, { accountId: THEIRS, title: 'theirs' })), NOW);
    await database.db.transaction((tx) => putRule(tx, 'rule', DRAFT, [], { who: 'local' }, NOW));
    opened = { database, api: openWatched(database) };
  });
  beforeEach(() => Object.assign(opened.api.world, { now: NOW, settings: 'before', broken: false }));
  afterAll(() => opened.database.close());
  return {
    next,
    write: (tx: Db) => writeFindings(tx, next(), NOW),
    get api() {
      return opened.api;
    },
    get db() {
      return opened.database.db;
    },
    get database() {
      return opened.database;
    },
  };
}

onBothDatabases((open) => {
  const on = prepared(open);

  test('what is asked for the third time is answered from memory, in the same words', async () => {
    const first = await on.api.ask(PAGE);
    expect(await on.api.costOf(PAGE)).toBeGreaterThan(0);
    // Each commit of other users of the server invalidates what is kept. Between two commits there is time enough.
    await expect.poll(() => on.api.costOf(PAGE), { interval: 1 }).toBe(0);
    expect(await on.api.ask(PAGE)).toBe(first);
    expect(await on.api.askAnew(PAGE)).toBe(first);
  });

  const CHANGES: Readonly<Record<string, () => Promise<unknown>>> = {
    'a finding': () => on.write(on.db),
    'a comment': () =>
      on.db.transaction((tx) => changeCases(tx, EVERYTHING, [finding(1).id], COMMENT, { who: 'local' }, NOW)),
    'a rule': () =>
      on.db.transaction((tx) => putRule(tx, 'rule', { ...DRAFT, because: 'again' }, [], { who: 'x' }, NOW)),
    'an account': () => putAccounts(on.db, [memberAccount(OURS, { name: 'another' })], NOW),
    'nothing, rolled back': () =>
      on.db
        .transaction(async (tx) => {
          await on.write(tx);
          throw new Error('no');
        })
        .catch(() => undefined),
    'half of it, with a savepoint': () =>
      on.db.transaction(async (tx) => {
        await on.write(tx);
        await tx
          .transaction(async (inner) => {
            await on.write(inner);
            throw new Error('no');
          })
          .catch(() => undefined);
      }),
  };
  const READ = [
    PAGE,
    '{ findings { totalCount } statistics { findings } }',
    '{ accounts { accountId name } }',
    '{ rules { inForce rule { because } } }',
  ];

  test.each(Object.keys(CHANGES))('after %s all are told as things are', async (name) => {
    for (const query of READ) await twice(() => on.api.ask(query));
    await CHANGES[name]?.();
    for (const query of READ) expect(await on.api.ask(query)).toBe(await on.api.askAnew(query));
  });
});

describe('whoever asks', () => {
  const on = prepared(openEmpty);

  test('by GET as well, and as the type that is asked for', async () => {
    await twice(() => on.api.ask(PAGE));
    const path = `http://127.0.0.1:4000/graphql?query=${encodeURIComponent(PAGE)}&variables={}`;
    const accept = 'application/graphql-response+json';
    const before = on.api.world.asked;
    const answer = await on.api.api.fetch(path, { headers: { authorization: `Bearer ${TOKEN}`, accept } });
    expect(answer.headers.get('content-type')).toContain(accept);
    expect(await answer.text()).toBe(await on.api.askAnew(PAGE));
    expect(on.api.world.asked).toBeGreaterThan(before);
  });

  test('other variables and another operation are another question', async () => {
    const one = 'query ($first: Int) { findings(first: $first) { nodes { id } } }';
    await twice(() => on.api.ask(one, { first: 1 }));
    expect(await on.api.ask(one, { first: 2 })).not.toBe(await on.api.ask(one, { first: 1 }));
  });

  test('nobody is told what another viewer may see, or sees who may see no more', async () => {
    const tokenOf = (granted: Grant) => createToken(on.db, { name: 'x', granted, days: 1 }, 'local', NOW);
    const all = await tokenOf({ role: 'viewer', scope: EVERYTHING });
    const some = await tokenOf({
      role: 'viewer',
      scope: { kind: 'some', accounts: [OURS], organizationalUnits: [] },
    });
    // Once both are kept, only the tokens are looked up, as soon as no other test of the server commits meanwhile.
    const costs = async () => [await on.api.costOf(PAGE, {}, all.secret), await on.api.costOf(PAGE, {}, some.secret)];
    await expect.poll(costs, { interval: 1, timeout: 20_000 }).toEqual([1, 1]);
    expect(await on.api.ask(PAGE, {}, all.secret)).toContain('theirs');
    expect(await on.api.ask(PAGE, {}, some.secret)).not.toContain('theirs');
    await revokeToken(on.db, all.token.id, NOW);
    expect(await on.api.ask(PAGE, {}, all.secret)).toContain('not valid');
  });

  test('a mutation is carried out as often as it is asked for', async () => {
    const query = `mutation { commentOnFindings(ids: ["${finding(1).id}"], text: "once more") { __typename } }`;
    for (let n = 0; n < 4; n++) await on.api.ask(query);
    expect((await on.api.ask(PAGE)).match(/once more/g)).toHaveLength(4);
  });

  test('an error is not kept', async () => {
    const query = '{ findings(first: 3) { nodes { type } } }';
    on.api.world.broken = true;
    await twice(() => on.api.ask(query));
    expect(await on.api.ask(query)).toContain('"errors"');
    on.api.world.broken = false;
    expect(await on.api.ask(query)).not.toContain('"errors"');
  });

  test('a cursor of changes is made for one reader alone', async () => {
    const query = '{ changes(first: 1) { endCursor } }';
    const told = [await on.api.ask(query), await on.api.ask(query), await on.api.ask(query), await on.api.ask(query)];
    expect(new Set(told).size).toBe(4);
  });

  describe('whatever is outside the database', () => {
    const aim = { first: 10, format: 'FINDING', from: '2026-03-01T00:00:00Z', to: '2026-03-03T00:00:00Z' };
    const READ_ALL = questions('query').filter(({ name }) => !['changes', 'changesEnd', 'trial'].includes(name));
    const told: string[] = [];

    test.each(READ_ALL.map((question) => [question.name, question] as const))(
      '%s is told anew when it changes',
      async (name, { requests }) => {
        for (const { query, variables } of requests(aim)) {
          await twice(() => on.api.ask(query, variables));
          const before = await on.api.ask(query, variables);
          Object.assign(on.api.world, { now: later(days(400)), settings: 'after' });
          const after = await on.api.ask(query, variables);
          expect(after).toBe(await on.api.askAnew(query, variables));
          if (after !== before) told.push(name);
          Object.assign(on.api.world, { now: NOW, settings: 'before' });
        }
      },
    );

    test('and it does change', () => {
      expect(told).toEqual(expect.arrayContaining(['rules', 'settings']));
    });
  });

  test.skipIf(inject('postgresUrl') === undefined)(
    'what another process commits is told at once, and nothing that it does not',
    async () => {
      assertServer(on.database);
      await using other = await second(on.database.driver.url);
      let committed = 0;
      const writing = new AbortController();
      const counted = '{ findings(first: 1, filter: { regions: ["eu-west-3"] }) { totalCount } }';
      const countNow = async () => Number(/"totalCount":(\d+)/.exec(await on.api.ask(counted))?.[1]);
      const readers = Array.from({ length: 4 }, async () => {
        let least = 0;
        while (!writing.signal.aborted) {
          const floor = committed;
          const seen = await countNow();
          expect(seen).toBeGreaterThanOrEqual(Math.max(floor, least));
          least = seen;
        }
      });
      for (let n = 0; n < 20; n++) {
        await other.db.transaction(async (tx) => {
          await writeFindings(tx, on.next({ region: 'eu-west-3' }), NOW);
          // An open transaction has a number already, and readers keep what they are told meanwhile.
          for (let turn = 0; turn < n % 5; turn++) await soon();
          if (n % 7 === 0) await Promise.all([countNow(), countNow()]);
        });
        committed++;
      }
      writing.abort();
      await Promise.all(readers);
      expect(await countNow()).toBe(20);
    },
  );
});

function assertServer(database: Database): asserts database is Database & {
  readonly driver: { readonly kind: 'server'; readonly url: string };
} {
  if (database.driver.kind !== 'server') throw new Error('This needs a server.');
}

async function second(url: string) {
  const database = await openDatabase(url);
  return { db: database.db, [Symbol.asyncDispose]: () => database.close() };
}

/** Reads that end when the test says so. */
function readings() {
  const ends: ((value: string) => void)[] = [];
  const ask = sharedReads(() => new Promise<string>((end) => void ends.push(end)));
  return { ends, ask };
}

describe('a shared reading', () => {
  test('answers all who asked before it began', async () => {
    const { ends, ask } = readings();
    const both = [ask(), ask()];
    await soon();
    expect(ends).toHaveLength(1);
    ends[0]?.('now');
    expect(await Promise.all(both)).toEqual(['now', 'now']);
  });

  test('is too old for who asks while it is under way', async () => {
    const { ends, ask } = readings();
    const early = ask();
    await soon();
    const late = ask();
    ends[0]?.('then');
    expect(await early).toBe('then');
    await soon();
    ends[1]?.('now');
    expect(await late).toBe('now');
  });

  test('that fails is not the last', async () => {
    let tries = 0;
    const ask = sharedReads(async () => {
      if (tries++ === 0) throw new Error('no');
      return 'now';
    });
    await expect(ask()).rejects.toThrow('no');
    expect(await ask()).toBe('now');
  });
});
