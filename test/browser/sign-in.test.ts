import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { createLink, createSession } from '#db/queries/access/sessions.ts';
import { linkAddress } from '#graphql/access/login.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { freePort } from '#services/cli/demo/free-port.ts';
import { openEmpty } from '../databases.ts';
import { BUCKET_MADE_PUBLIC, FINDINGS } from '../formats/findings.ts';
import { apiOptions, storeFindings } from '../rooms/graphql/open-api.ts';
import { CHROMIUM_FLAGS, findChromium } from './browser.ts';

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('signing in and out, in a browser', () => {
  let database: Database;
  let server: Server;
  let browser: Browser;
  let publicUrl: URL;

  beforeAll(async () => {
    database = await openEmpty();
    await storeFindings(database, FINDINGS);
    const port = await freePort('localhost');
    publicUrl = new URL(`http://localhost:${port}`);
    const access = { kind: 'token', login: { publicUrl } } as const;
    server = await serveApi({ ...apiOptions(database, { access }), host: 'localhost', port });
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [...CHROMIUM_FLAGS],
      // So that what went back to is shown as it was, as outside of tests.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
  });

  const link = async () => linkAddress(publicUrl, await createLink(database.db, new Date()));
  const at = (path: string) => new URL(path, publicUrl).href;

  async function signIn(page: Page): Promise<void> {
    page.setDefaultTimeout(15_000);
    await page.goto(await link());
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'administrator by link' }).first().waitFor();
  }

  test('after logging out, going back shows nothing', async () => {
    const page = await browser.newPage();
    await signIn(page);
    await page.goto(at(`/findings/${BUCKET_MADE_PUBLIC.id}`));
    await page.getByText(BUCKET_MADE_PUBLIC.title).first().waitFor();
    await page.getByRole('button', { name: 'administrator by link' }).first().click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('button', { name: 'Sign in with the token' }).waitFor();
    await page.evaluate('history.back()');
    await expect.poll(() => page.url()).toContain('/findings/');
    await page.getByRole('button', { name: 'Sign in with the token' }).waitFor();
    expect(await page.getByText(BUCKET_MADE_PUBLIC.title).count()).toBe(0);
    await page.close();
  });

  test('when somebody else logs in with another tab, no tab goes on under the old name', async () => {
    const context = await browser.newContext();
    const first = await context.newPage();
    await signIn(first);
    const granted = { role: 'viewer', scope: EVERYTHING } as const;
    const bob = { subject: 'bob', name: 'Bob', groups: [], granted };
    const value = await createSession(database.db, bob, new Date());
    await context.addCookies([{ name: 'vedette-session', value, url: publicUrl.href }]);
    const second = await context.newPage();
    await second.goto(at('/'));
    await second.getByRole('button', { name: 'Bob' }).first().waitFor();
    await first.getByRole('button', { name: 'Bob' }).first().waitFor();
    expect(await first.getByRole('button', { name: 'administrator by link' }).count()).toBe(0);
    await context.close();
  });

  test('a browser that keeps nothing shows everything', async () => {
    const page = await browser.newPage();
    await page.addInitScript(`for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get() { throw new DOMException('Access is denied', 'SecurityError'); } });`);
    await signIn(page);
    await page.getByText('What needs attention in your organization').waitFor();
    expect(await page.getByText('could not be loaded').count()).toBe(0);
    await page.close();
  });
});
