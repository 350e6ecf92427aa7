import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditPage } from '#db/queries/audit.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { nothingMore, logObject, NOW, receiveObjects, report, turn } from '../../db/turns.ts';
import { openApi } from '../open-api.ts';

const TROUBLE = { kind: 'truncated', message: 'It is no JSON.', position: undefined, records: 3 } as const;
const THEIRS = { accountId: '444455556666', source: 'vpc-flow', region: 'eu-west-1' } as const;
const NAMES = [1, 2, 3, 4].map((n) => `s3://logs/${logObject(n).key}`);

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([]);
  const { db } = api.database;
  await receiveObjects(db, [1, 2, 3]);
  await receiveObjects(db, [4], undefined, THEIRS);
  const reports = [
    report(logObject(1)),
    report(logObject(2), { state: 'failed', records: 0, troubles: [TROUBLE] }),
    report(logObject(3), { unreadable: 3, troubles: [{ ...TROUBLE, position: 7 }] }),
  ];
  await commitTurn(db, turn({ reports }), nothingMore);
});
afterAll(() => api.close());

/** The numbers of the objects that a filter lets through. */
async function numbers(filter: object | undefined): Promise<readonly number[]> {
  const { data, errors } = await api.ask(
    'query ($filter: LogObjectFilter) { logObjects(filter: $filter) { nodes { name } } }',
    { filter },
  );
  if (errors !== undefined) throw new Error(errors[0]?.message);
  const { nodes }: { nodes: readonly { name: string }[] } = Reflect.get(data, 'logObjects');
  return nodes.map(({ name }) => NAMES.indexOf(name) + 1);
}

describe('log objects', () => {
  test.each<readonly [filter: object | undefined, numbers: readonly number[]]>([
    [undefined, [1, 2, 3, 4]],
    [{}, [1, 2, 3, 4]],
    [{ states: ['FAILED'] }, [2]],
    [{ states: ['PENDING', 'FAILED'] }, [2, 4]],
    [{ states: ['PENDING', 'READ', 'PASSED', 'FAILED'] }, [1, 2, 3, 4]],
    [{ states: [] }, []],
    [{ accountIds: ['444455556666'] }, [4]],
    [{ sources: ['CLOUDTRAIL'] }, [1, 2, 3]],
    [{ names: [NAMES[2], NAMES[3], 's3://other/key'] }, [3, 4]],
    [{ names: [] }, []],
    [{ troubled: true }, [2, 3]],
    [{ troubled: false }, [1, 2, 3, 4]],
    [{ troubled: true, states: ['READ'] }, [3]],
  ])('%j lets through %j', async (filter, expected) => {
    expect(await numbers(filter)).toEqual(expected);
  });

  test('are told of with what is the matter', async () => {
    const { data } = await api.ask(`{ logObjects(filter: { troubled: true }) { nodes {
      name etag state accountId region source sizeBytes records unreadable attempts note settledAt
      troubles { kind message position records } } } }`);
    const { position: _, ...trouble } = TROUBLE;
    const common = { accountId: '111122223333', region: 'us-east-1', source: 'CLOUDTRAIL', sizeBytes: 1000 };
    const settled = { attempts: 0, note: null, settledAt: NOW.toISOString() };
    expect(Reflect.get(data, 'logObjects')).toEqual({
      nodes: [
        {
          name: NAMES[1],
          etag: 'etag-2',
          state: 'FAILED',
          ...common,
          ...settled,
          records: 0,
          unreadable: 0,
          troubles: [{ ...trouble, position: null }],
        },
        {
          name: NAMES[2],
          etag: 'etag-3',
          state: 'READ',
          ...common,
          ...settled,
          records: 10,
          unreadable: 3,
          troubles: [{ ...trouble, position: 7 }],
        },
      ],
    });
  });

  test('are read page by page, forward, each once', async () => {
    const query =
      'query ($after: String) { logObjects(first: 3, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } } }';
    const first = Reflect.get((await api.ask(query)).data, 'logObjects');
    expect(first).toMatchObject({
      nodes: NAMES.slice(0, 3).map((name) => ({ name })),
      pageInfo: { hasNextPage: true },
    });
    const second = Reflect.get((await api.ask(query, { after: first.pageInfo.endCursor })).data, 'logObjects');
    expect(second).toMatchObject({ nodes: [{ name: NAMES[3] }], pageInfo: { hasNextPage: false } });
  });

  test.each([
    ['{ logObjects(last: 1) { nodes { name } } }', 'read forward'],
    ['{ logObjects(before: "x") { nodes { name } } }', 'read forward'],
    [
      `{ logObjects(after: "${Buffer.from('["a","b"]').toString('base64url')}") { nodes { name } } }`,
      'does not belong to',
    ],
    [
      `{ logObjects(after: "${Buffer.from('["a",1,"c"]').toString('base64url')}") { nodes { name } } }`,
      'does not belong to',
    ],
    [
      `{ logObjects(after: "${Buffer.from('[1,"b","c"]').toString('base64url')}") { nodes { name } } }`,
      'does not belong to',
    ],
    [`{ logObjects(filter: { names: ${JSON.stringify(Array(101).fill('a'))} }) { nodes { name } } }`, 'not 101'],
  ])('%s is refused: %s', async (query, words) => {
    expect((await api.ask(query)).errors?.[0]?.message).toContain(words);
  });

  test('that were given up are read again when an engineer says so, within what is theirs to see', async () => {
    const redrive =
      'mutation ($names: [String!], $key: String) { redriveLogObjects(names: $names, clientMutationId: $key) { redriven userErrors { code } } }';
    const tokenOf = async (role: 'analyst' | 'engineer', accounts: readonly string[]) => {
      const scope = { kind: 'some', accounts, organizationalUnits: [] } as const;
      const made = { name: 'test', granted: { role, scope }, days: 1 };
      return createToken(api.database.db, made, 'local', new Date());
    };
    const as = async (...[role, accounts]: Parameters<typeof tokenOf>) =>
      api.as((await tokenOf(role, accounts)).secret)(redrive, { names: NAMES });
    expect((await as('analyst', ['111122223333'])).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    expect((await as('engineer', ['444455556666'])).data).toEqual({
      redriveLogObjects: { redriven: 0, userErrors: [] },
    });
    await api.database.db.execute(sql`update log_objects set attempts = 3 where state = 'failed'`);
    const { secret, token } = await tokenOf('engineer', ['111122223333']);
    // An empty list of names selects nothing, not everything.
    expect((await api.as(secret)(redrive, { names: [] })).data).toMatchObject({ redriveLogObjects: { redriven: 0 } });
    for (const _ of [1, 2])
      expect((await api.as(secret)(redrive, { key: 'k' })).data).toEqual({
        redriveLogObjects: { redriven: 1, userErrors: [] },
      });
    expect((await api.as(secret)(redrive, { names: NAMES, key: 'k' })).data).toEqual({
      redriveLogObjects: { redriven: 0, userErrors: [{ code: 'KEY_REUSED' }] },
    });
    const told = await auditPage(api.database.db, EVERYTHING, { limit: 9 });
    expect(told.map(({ entry: { who, what, about } }) => ({ who, what, about }))).toEqual([
      { who: `token:${token.id}`, what: 'log-objects.redriven', about: { redriven: 1 } },
    ]);
    const { data } = await api.ask(
      '{ logObjects(filter: { states: [PENDING] }) { nodes { name attempts troubles { kind } } } }',
    );
    expect(data).toMatchObject({
      logObjects: { nodes: [{ name: NAMES[1], attempts: 0, troubles: [] }, { name: NAMES[3] }] },
    });
  });
});
