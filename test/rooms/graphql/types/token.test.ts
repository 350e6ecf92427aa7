import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { auditPage } from '#db/queries/audit.ts';
import { writeFindings } from '#db/queries/commit.ts';
import { allTokens, createToken } from '#db/queries/access/tokens.ts';
import { createApi } from '#graphql/api.ts';
import { EVERYTHING, ROLES, type Role, type ViewerScope } from '#services/model/viewer.ts';
import { created, finding } from '../../db/turns.ts';
import { apiOptions, openApi, TOKEN } from '../open-api.ts';

const OURS = '111122223333';
const THEIRS = '444455556666';
const NOW = new Date('2026-11-22T20:00:00Z');

let now = NOW;
/** The entries of the audit log. */
const written: unknown[] = [];
let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([finding(1), finding(2), finding(3, { accountId: THEIRS })], {
    now: () => now,
    audit: async (entry) => void written.push(entry),
  });
});
beforeEach(() => {
  now = NOW;
});
afterAll(() => api.close());

const CREATE = `mutation Create($input: NewToken!, $key: String) { createToken(input: $input, clientMutationId: $key) { secret token {
  tokenId name role scope { everything accountIds organizationalUnits } createdBy createdAt expiresAt lastUsedAt revokedAt }
  userErrors { code message } clientMutationId } }`;
const REVOKE = `mutation Revoke($id: String!, $key: String) { revokeToken(tokenId: $id, clientMutationId: $key) { token { tokenId revokedAt } userErrors { code message } } }`;
const audited = async () => (await auditPage(api.database.db, EVERYTHING, { limit: 100 })).map(({ entry }) => entry);
const COUNT = '{ findings { totalCount } }';

async function made(role: Role, scope: ViewerScope = EVERYTHING) {
  const token = { name: 'a machine', granted: { role, scope }, days: 30 };
  const { secret, token: kept } = await createToken(api.database.db, token, 'local', now);
  return { id: kept.id, secret, ask: api.as(secret) };
}

describe('a token', () => {
  test('is made by an administrator, lets its machine in, and is kept as a hash alone', async () => {
    const input = { name: ' siem ', role: 'VIEWER', accountIds: [OURS] };
    const answer = await api.ask(CREATE, { input });
    expect(answer.errors).toBeUndefined();
    const { secret, token } = answer.data.createToken;
    expect(token).toEqual({
      tokenId: expect.stringMatching(/^[0-9a-f]{16}$/),
      name: 'siem',
      role: 'VIEWER',
      scope: { everything: false, accountIds: [OURS], organizationalUnits: [] },
      createdBy: 'token:settings',
      createdAt: '2026-11-22T20:00:00.000Z',
      expiresAt: '2027-02-20T20:00:00.000Z',
      lastUsedAt: null,
      revokedAt: null,
    });
    expect((await api.as(secret)(COUNT)).data).toEqual({ findings: { totalCount: 2 } });
    const who = await api.as(secret)('{ viewer { identity name role scope { accountIds } } }');
    expect(Reflect.get(who.data, 'viewer')).toEqual({
      identity: `token:${token.tokenId}`,
      name: 'siem',
      role: 'VIEWER',
      scope: { accountIds: [OURS] },
    });
    const rows = await api.database.db.execute(sql`select to_jsonb(t)::text as kept from tokens t`);
    expect(JSON.stringify(rows)).toContain(token.tokenId);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4, 30));
    expect(await audited()).toMatchObject([
      { who: 'token:settings', what: 'token.created', subject: token.tokenId, about: { name: 'siem' } },
    ]);
    expect(JSON.stringify(await audited())).not.toContain(secret.slice(4, 30));
  });

  test('that is revoked ends what its machine is waiting for, before anything else is told', async () => {
    const { id, secret } = await made('viewer');
    const authorization = `Bearer ${secret}`;
    const cursor = (await api.ask('{ changesEnd }')).data.changesEnd;
    const body = JSON.stringify({ query: `subscription { changes(after: "${cursor}") { nodes { id } } }` });
    const headers = { authorization, accept: 'text/event-stream', 'content-type': 'application/json' };
    const listening = await api.fetch('/graphql', { method: 'POST', headers, body });
    const heard = listening.text();
    const waiting = api.fetch(`/v1/findings/changes?wait=30&after=${cursor}`, { headers: { authorization } });
    await api.ask(REVOKE, { id });
    await writeFindings(api.database.db, created(finding(4)), NOW);
    expect((await waiting).status).toBe(401);
    expect(await heard).toContain('UNAUTHENTICATED');
    expect(await heard).not.toContain(finding(4).id);
  });

  test('is good for nothing once it is over', async () => {
    const { ask } = await made('viewer');
    now = new Date(NOW.getTime() + 30 * 86_400_000 - 1);
    expect((await ask(COUNT)).status).toBe(200);
    now = new Date(NOW.getTime() + 30 * 86_400_000);
    expect((await ask(COUNT)).status).toBe(401);
  });

  test('is good for nothing once it is revoked, from the next request on and for every process', async () => {
    const { id, ask } = await made('viewer');
    expect((await ask(COUNT)).status).toBe(200);
    const revoked = { token: { tokenId: id }, userErrors: [] };
    for (const _ of [1, 2]) expect((await api.ask(REVOKE, { id, key: id })).data.revokeToken).toMatchObject(revoked);
    expect((await api.ask(REVOKE, { id: 'other', key: id })).data.revokeToken).toMatchObject({
      token: null,
      userErrors: [{ code: 'KEY_REUSED' }],
    });
    expect(await ask(COUNT)).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect((await audited()).filter(({ what, subject }) => what === 'token.revoked' && subject === id)).toEqual([
      expect.objectContaining({ who: 'token:settings' }),
    ]);
    expect((await api.ask(REVOKE, { id })).data.revokeToken).toEqual({
      token: null,
      userErrors: [{ code: 'NOT_FOUND', message: 'There is no such token, or it is already revoked.' }],
    });
  });

  test('is made once for a key, and its secret told once', async () => {
    const input = { name: 'retried', role: 'VIEWER', everything: true };
    const create = async (changes = {}) =>
      (await api.ask(CREATE, { input: { ...input, ...changes }, key: 'a' })).data.createToken;
    const both = await Promise.all([create(), create()]);
    expect(new Set(both.map(({ token }) => token.tokenId)).size).toBe(1);
    expect(both.filter(({ secret }) => secret !== null)).toHaveLength(1);
    expect((await allTokens(api.database.db)).filter(({ name }) => name === 'retried')).toHaveLength(1);
    expect((await audited()).filter(({ about }) => about?.['name'] === 'retried')).toHaveLength(1);
    const kept = await api.database.db.execute(sql`select to_jsonb(a)::text as kept from answers a`);
    expect(JSON.stringify(kept)).not.toContain(
      both
        .map(({ secret }) => secret ?? '')
        .join('')
        .slice(4, 30),
    );
    expect(await create({ days: 2 })).toMatchObject({ token: null, userErrors: [{ code: 'KEY_REUSED' }] });
  });

  test('is neither made nor revoked where the audit log cannot say so', async () => {
    const { id } = await made('viewer');
    const { db } = api.database;
    const before = await allTokens(db);
    await db.execute(sql`alter table audit add constraint full_disk check (false) not valid`);
    try {
      expect((await api.ask(CREATE, { input: { name: 'x', role: 'VIEWER', everything: true } })).errors).toHaveLength(
        1,
      );
      expect((await api.ask(REVOKE, { id })).errors).toHaveLength(1);
    } finally {
      await db.execute(sql`alter table audit drop constraint full_disk`);
    }
    expect(await allTokens(db)).toEqual(before);
  });

  test('remembers to the minute when it was used', async () => {
    const { id, ask } = await made('viewer');
    const lastUsed = async () => (await allTokens(api.database.db)).find((token) => token.id === id)?.lastUsedAt;
    await ask(COUNT);
    expect(await lastUsed()).toEqual(NOW);
    now = new Date(NOW.getTime() + 59_000);
    await ask(COUNT);
    expect(await lastUsed()).toEqual(NOW);
    now = new Date(NOW.getTime() + 61_000);
    await ask(COUNT);
    expect(await lastUsed()).toEqual(now);
  });

  test('counts where none is needed, too', async () => {
    const open = createApi(apiOptions(api.database, { access: { kind: 'loopback' } }));
    const { secret } = await createToken(
      api.database.db,
      {
        name: 'x',
        granted: { role: 'viewer', scope: { kind: 'some', accounts: [THEIRS], organizationalUnits: [] } },
        days: 1,
      },
      'local',
      new Date(),
    );
    const ask = async (authorization: string) => {
      const body = JSON.stringify({ query: COUNT });
      const headers = { 'content-type': 'application/json', 'content-length': String(body.length), authorization };
      const response = await open.fetch('http://127.0.0.1:4000/graphql', { method: 'POST', headers, body });
      return [response.status, Object(await response.json()).data?.findings.totalCount];
    };
    expect(await ask(`Bearer ${secret}`)).toEqual([200, 1]);
    expect(await ask('Bearer wrong')).toEqual([401, undefined]);
  });
});

describe('who says who may what', () => {
  test('is an administrator of everything, and nobody else', async () => {
    const input = { name: 'more', role: 'ADMIN', everything: true };
    const before = await audited();
    const some: ViewerScope = { kind: 'some', accounts: [OURS], organizationalUnits: [] };
    const others = [...ROLES.slice(0, -1).map((role) => made(role)), made('admin', some)];
    for (const { ask } of await Promise.all(others))
      for (const query of [CREATE, REVOKE, '{ tokens { tokenId } }']) {
        const answer = await ask(query, query === CREATE ? { input } : { id: 'x' });
        expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
        expect(answer.data ?? null).toBeNull();
      }
    expect(await audited()).toEqual(before);
    const admin = await made('admin');
    expect((await admin.ask(CREATE, { input })).errors).toBeUndefined();
    expect((await admin.ask('{ tokens { tokenId lastUsedAt } }')).errors).toBeUndefined();
  });

  test.each([
    [{ everything: true, accountIds: [OURS] }, 'either everything, or'],
    [{}, 'either everything, or'],
    [{ everything: false }, 'either everything, or'],
    [{ accountIds: ['1'] }, 'not an account id'],
    [{ organizationalUnits: ['root'] }, 'not the id of an organizational unit'],
    [{ everything: true, days: 0 }, 'valid for 1 to 366 days'],
    [{ everything: true, days: 367 }, 'valid for 1 to 366 days'],
    [{ everything: true, name: '   ' }, '1 to 100 characters'],
    [{ everything: true, name: 'x'.repeat(101) }, '1 to 100 characters'],
  ])('is told what is wrong with %o', async (wrong, message) => {
    const answer = await api.ask(CREATE, { input: { name: 'siem', role: 'VIEWER', ...wrong } });
    expect(answer.data.createToken).toMatchObject({
      secret: null,
      token: null,
      userErrors: [{ code: 'INVALID', message: expect.stringContaining(message) }],
    });
  });
});

describe('wrong tokens', () => {
  test('are refused for a while where many come from, but for what was good lately; the first is written down', async () => {
    written.length = 0;
    const guess = api.as('vdt_wrong');
    const known = await made('viewer');
    expect((await known.ask(COUNT)).status).toBe(200);
    const statuses: number[] = [];
    for (let n = 0; n < 25; n++) statuses.push((await guess(COUNT)).status);
    expect(statuses.indexOf(429)).toBeLessThanOrEqual(20);
    expect(statuses.at(-1)).toBe(429);
    expect(written.length).toBeLessThanOrEqual(1);
    expect((await known.ask(COUNT)).status).toBe(200);
    now = new Date(NOW.getTime() + 120_000);
    expect((await guess(COUNT)).status).toBe(401);
    expect((await api.as(TOKEN)(COUNT)).status).toBe(200);
  });
});
