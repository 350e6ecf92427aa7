import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '#db/client.ts';
import { writeFindings } from '#db/queries/commit.ts';
import { createLink, SESSION_MS } from '#db/queries/access/sessions.ts';
import { createApi } from '#graphql/api.ts';
import { linkAddress } from '#graphql/access/login.ts';
import type { Oidc } from '#services/model/login.ts';
import { openEmpty } from '../../../databases.ts';
import { Browser, CLIENT, startProvider } from '../../../world/identity-provider.ts';
import { created, finding } from '../../db/turns.ts';
import { apiOptions, storeFindings } from '../open-api.ts';

const PUBLIC = 'http://localhost:4000';
const CALLBACK = `${PUBLIC}/login/callback`;
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  ada: ['everybody', 'security'],
  ben: ['everybody', 'payments', 'unknown'],
  eve: ['unknown'],
};

const NAMED: Oidc['groups'] = [
  { group: 'security', role: 'admin', everything: true },
  { group: 'payments', role: 'analyst', accounts: ['444455556666'] },
];

let now = new Date();
const audited: { readonly who: string; readonly what: string }[] = [];
let database: Database;
let provider: Awaited<ReturnType<typeof startProvider>>;
let ask: (request: Request) => Promise<Response>;
beforeAll(async () => {
  // The provider warns that it is for development only.
  for (const method of ['warn', 'info'] as const) vi.spyOn(console, method).mockImplementation(() => undefined);
  database = await openEmpty();
  await storeFindings(database, [finding(1), finding(2), finding(3, { accountId: '444455556666' })]);
  provider = await startProvider(CALLBACK, (account) => GROUPS[account]);
  const api = createApi(
    apiOptions(database, {
      access: {
        kind: 'token',
        login: {
          publicUrl: new URL(PUBLIC),
          provider: { issuer: provider.issuer, ...CLIENT, groups: NAMED },
        },
      },
      now: () => now,
      audit: async (entry) => void audited.push(entry),
    }),
  );
  ask = async (request) => api.fetch(request);
});
beforeEach(() => {
  now = new Date();
  audited.length = 0;
});
afterAll(async () => {
  vi.restoreAllMocks();
  await provider.close();
  await database.close();
});

const openBrowser = () =>
  new Browser((url, init) => (url.origin === PUBLIC ? ask(new Request(url, init)) : fetch(url, init)));

const QUERY = '{ viewer { identity name role scope { everything accountIds } } findings { totalCount } }';

async function query(browser: Browser, headers: Record<string, string> = {}) {
  const response = await browser.send(`${PUBLIC}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: QUERY }),
  });
  return { status: response.status, ...Object(await response.json()) };
}

async function loggedIn(account: string): Promise<Browser> {
  const browser = openBrowser();
  const back = await browser.logIn(`${PUBLIC}/login`, account, CALLBACK);
  expect((await browser.send(back)).status).toBe(303);
  return browser;
}

const open = async (browser: Browser, address: string) => {
  const code = new URL(address).searchParams.get('code') ?? '';
  const body = `code=${code}`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
  return (await browser.send(`${PUBLIC}/login/link`, { method: 'POST', headers, body })).status;
};
const made = async () => linkAddress(new URL(PUBLIC), await createLink(database.db, now));

describe('at a provider', () => {
  test('people get what the first of their groups that is named may do', async () => {
    const ada = await query(await loggedIn('ada'));
    expect(ada.data).toEqual({
      viewer: {
        identity: 'user:ada',
        name: 'ada the person',
        role: 'ADMIN',
        scope: { everything: true, accountIds: [] },
      },
      findings: { totalCount: 3 },
    });
    const ben = await query(await loggedIn('ben'));
    expect(ben.data).toEqual({
      viewer: {
        identity: 'user:ben',
        name: 'ben the person',
        role: 'ANALYST',
        scope: { everything: false, accountIds: ['444455556666'] },
      },
      findings: { totalCount: 1 },
    });
    expect(audited.map(({ who, what }) => `${who} ${what}`)).toEqual([
      'user:ada access.logged-in',
      'user:ben access.logged-in',
    ]);
  });

  test('who is in no group that may do anything is let in nowhere, and that is written down each time', async () => {
    const eve = openBrowser();
    const tried = { who: 'user:eve', what: 'access.refused', about: { told: expect.stringMatching(/\w/) } };
    for (const times of [1, 2]) {
      const response = await eve.send(await eve.logIn(`${PUBLIC}/login`, 'eve', CALLBACK));
      expect(response.status).toBe(403);
      expect((await query(eve)).status).toBe(401);
      expect(audited).toMatchObject(Array.from({ length: times }, () => tried));
    }
  });

  test('the cookie is for no script and no other site, and only its hash is kept', async () => {
    const browser = openBrowser();
    const response = await browser.send(await browser.logIn(`${PUBLIC}/login`, 'ada', CALLBACK));
    const [session = ''] = response.headers.getSetCookie().filter((cookie) => cookie.includes('vds_'));
    expect(session).toMatch(/^vedette-session=vds_[0-9a-f]{72}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
    const kept = JSON.stringify(await database.db.execute(sql`select to_jsonb(s)::text as kept from sessions s`));
    expect(kept).toContain('ada');
    expect(kept).not.toContain(/vds_([0-9a-f]{20})/.exec(session)?.[1]);
    expect((await query(browser, { origin: 'https://stranger.example' })).status).toBe(401);
    expect((await query(browser, { origin: PUBLIC })).status).toBe(200);
    const form = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify({ query: QUERY }) };
    expect((await browser.send(`${PUBLIC}/graphql`, form)).status).toBe(403);
  });

  test('an answer is good for the browser that asked, once, and within ten minutes of asking', async () => {
    const victim = openBrowser();
    const back = await victim.logIn(`${PUBLIC}/login`, 'ada', CALLBACK);
    expect((await openBrowser().send(back)).status).toBe(400);
    const other = openBrowser();
    await other.logIn(`${PUBLIC}/login`, 'ben', CALLBACK);
    expect((await other.send(back)).status).toBe(401);
    expect((await query(other)).status).toBe(401);
    const late = new URL(back);
    late.searchParams.set('code', 'made-up');
    expect((await victim.send(late)).status).toBe(401);
    expect((await victim.send(back)).status).toBe(303);
    expect((await victim.send(back)).status).toBe(400);
  });

  test('keys that the provider changes are learned', async () => {
    provider.withNewKeys('second');
    const browser = openBrowser();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 2; attempt++)
      statuses.push((await browser.send(await browser.logIn(`${PUBLIC}/login`, 'ada', CALLBACK))).status);
    expect(statuses.at(-1)).toBe(303);
    expect((await query(browser)).status).toBe(200);
  });

  test('a session ends by itself, and when its owner says so; other sites end none', async () => {
    const browser = await loggedIn('ada');
    expect((await browser.send(`${PUBLIC}/logout`, { method: 'POST' })).status).toBe(403);
    now = new Date(now.getTime() + SESSION_MS - 1000);
    expect((await query(browser)).status).toBe(200);
    const stolen = openBrowser();
    stolen.cookies.set('localhost:4000', new Map(browser.cookies.get('localhost:4000')));
    const out = { method: 'POST', headers: { 'x-graphql-yoga-csrf': '1' } };
    expect((await browser.send(`${PUBLIC}/logout`, out)).status).toBe(204);
    expect((await query(stolen)).status).toBe(401);
    expect(audited.at(-1)).toMatchObject({ who: 'user:ada', what: 'access.logged-out' });
    // Somebody who is logged out already gets the same answer, and nothing is audited.
    const before = audited.length;
    expect((await browser.send(`${PUBLIC}/logout`, out)).status).toBe(204);
    expect(audited).toHaveLength(before);
    const another = await loggedIn('ada');
    now = new Date(now.getTime() + SESSION_MS);
    expect((await query(another)).status).toBe(401);
  });

  test('who logs out is told nothing more of what they wait for', async () => {
    const browser = await loggedIn('ada');
    const changes = `${PUBLIC}/v1/findings/changes`;
    const cursor = (await browser.send(changes)).headers.get('vedette-cursor');
    const waiting = browser.send(`${changes}?wait=30&after=${cursor}`);
    await browser.send(`${PUBLIC}/logout`, { method: 'POST', headers: { 'x-graphql-yoga-csrf': '1' } });
    await writeFindings(database.db, created(finding(4)), now);
    expect((await waiting).status).toBe(401);
  });

  test('many log-ins that fail are stopped without asking the provider', async () => {
    now = new Date(now.getTime() + 3_600_000);
    const forged = Buffer.from(JSON.stringify({ state: 's', nonce: 'n', verifier: 'v'.repeat(43) })).toString(
      'base64url',
    );
    const statuses = new Set<number>();
    let asked = 0;
    for (let attempt = 0; attempt < 30; attempt++) {
      const headers = { cookie: `vedette-login=${forged}` };
      const { status } = await ask(new Request(`${CALLBACK}?code=c&state=s&iss=${provider.issuer}`, { headers }));
      if (status === 429 && !statuses.has(429)) asked = provider.asked();
      statuses.add(status);
    }
    expect([...statuses]).toEqual([401, 429]);
    expect(provider.asked()).toBe(asked);
    expect(audited).toHaveLength(1);
    now = new Date(now.getTime() + 3_600_000);
  });
});

describe('with a link', () => {
  test('whoever presses its button first is an administrator, and nobody after', async () => {
    const address = await made();
    const browser = openBrowser();
    const page = await browser.send(address);
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ]);
    expect((await browser.send(address)).status).toBe(200);
    expect(await Promise.all([open(browser, address), open(openBrowser(), address)])).toEqual(
      expect.arrayContaining([303, 403]),
    );
    expect(await open(openBrowser(), address)).toBe(403);
    expect(audited.map(({ what }) => what)).toContain('access.logged-in');
  });

  test('it makes an administrator of everything', async () => {
    const browser = openBrowser();
    expect(await open(browser, await made())).toBe(303);
    expect((await query(browser)).data.viewer).toMatchObject({
      identity: expect.stringMatching(/^user:link-/),
      role: 'ADMIN',
    });
  });

  test('it is over after an hour', async () => {
    const address = await made();
    now = new Date(now.getTime() + 3_600_000);
    expect(await open(openBrowser(), address)).toBe(403);
  });

  test('what was made up shows nothing of itself', async () => {
    const page = await openBrowser().send(`${PUBLIC}/login/link?code=<script>alert(1)</script>`);
    expect(page.status).toBe(404);
    expect(await page.text()).not.toContain('script');
  });

  test.each([['201'], ['100000'], [undefined]])('a form of %s bytes is refused unread', async (length) => {
    let isRead = false;
    const pull = (controller: ReadableStreamDefaultController) => {
      isRead = true;
      controller.close();
    };
    const form = {
      method: 'POST',
      body: new ReadableStream({ pull }, { highWaterMark: 0 }),
      duplex: 'half' as const,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(length && { 'content-length': length }) },
    };
    expect((await openBrowser().send(`${PUBLIC}/login/link`, form)).status).toBe(403);
    expect(isRead).toBe(false);
  });
});

test('a provider that is not there is said to be so', async () => {
  const api = createApi(
    apiOptions(database, {
      access: {
        kind: 'token',
        login: {
          publicUrl: new URL(PUBLIC),
          provider: {
            issuer: 'http://127.0.0.1:1',
            clientId: 'x',
            groups: [{ group: 'a', role: 'viewer', everything: true }],
          },
        },
      },
    }),
  );
  expect((await api.fetch(`${PUBLIC}/login`)).status).toBe(503);
  const without = createApi(apiOptions(database, { access: { kind: 'token', login: { publicUrl: new URL(PUBLIC) } } }));
  expect((await without.fetch(`${PUBLIC}/login`)).status).toBe(404);
});

test('where cookies go over TLS they are held to it and to this host', async () => {
  const publicUrl = new URL('https://vedette.example');
  const provided = {
    issuer: provider.issuer,
    ...CLIENT,
    groups: [{ group: 'a', role: 'viewer' as const, everything: true }],
  };
  const api = createApi(apiOptions(database, { access: { kind: 'token', login: { publicUrl, provider: provided } } }));
  const response = await api.fetch('https://vedette.example/login');
  expect(response.headers.get('set-cookie')).toMatch(
    /^__Host-vedette-login=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/,
  );
});
