import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { openEmpty } from '../databases.ts';
import { FINDINGS } from '../formats/findings.ts';
import { apiOptions, storeFindings } from '../rooms/graphql/open-api.ts';
import { CHROMIUM_FLAGS, findChromium } from './browser.ts';

const executablePath = findChromium();
const SCREENSHOTS = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));

describe.skipIf(executablePath === undefined)('in a browser without a login', () => {
  let database: Database;
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    database = await openEmpty();
    await storeFindings(database, FINDINGS);
    server = await serveApi({
      ...apiOptions(database, { access: { kind: 'loopback' }, graphiql: true }),
      host: '127.0.0.1',
      port: 0,
    });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
  });

  test('GraphiQL opens with a query that shows findings, and asks nobody else', async () => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const strangers: string[] = [];
    page.on('request', (request) => {
      if (
        new URL(request.url()).origin !== new URL(server.url).origin &&
        !request.url().startsWith('data:') &&
        !request.url().startsWith('blob:')
      )
        strangers.push(request.url());
    });
    await page.goto(server.url);
    await page.getByRole('button', { name: /execute query/i }).click();
    const answer = page.locator('.result-window');
    await expect.poll(() => answer.textContent(), { timeout: 30_000 }).toContain('Policy:IAMUser/RootCredentialUsage');
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: `${SCREENSHOTS}graphiql.png` });
    expect(strangers).toEqual([]);
  });

  test('code that is gone, as after a new version, is told of in a sentence, and asked for again', async () => {
    const page = await browser.newPage();
    await remove(/assets\/frame-/, page);
    await page.goto(new URL('/audit', server.url).href);
    await page.getByText(/^The console could not be loaded/).waitFor();
    await page.unrouteAll();
    await remove(/assets\/audit-page-/, page);
    await page.reload();
    await page.getByText('or has a newer version since').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('row').first().waitFor();
    expect(await page.getByText('could not be loaded').count()).toBe(0);
  });
});

/** Answers like a service of another version, which has other files. */
async function remove(files: RegExp, page: Page): Promise<void> {
  await page.route(files, (route) => route.fulfill({ status: 404 }));
}
