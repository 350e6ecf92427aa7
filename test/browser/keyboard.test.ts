import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { createLink } from '#db/queries/access/sessions.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { putUnitTree } from '#db/queries/organizational-units.ts';
import { linkAddress } from '#graphql/access/login.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { freePort } from '#services/cli/demo/free-port.ts';
import { openEmpty } from '../databases.ts';
import { FINDINGS } from '../formats/findings.ts';
import { memberAccount } from '../member-account.ts';
import { apiOptions, storeFindings } from '../rooms/graphql/open-api.ts';
import { CHROMIUM_FLAGS, findChromium } from './browser.ts';

const executablePath = findChromium();
/** Each key is a round trip to the browser, and several suites share two processors. */
const PATIENCE = { timeout: 180_000 };
const UNIT = { id: 'ou-ab12-cd34ef56', name: 'Workloads', parentId: undefined };

describe.skipIf(executablePath === undefined)('the console, without a mouse', () => {
  let database: Database;
  let server: Server;
  let browser: Browser;
  let page: Page;
  let publicUrl: URL;

  beforeAll(async () => {
    database = await openEmpty();
    await storeFindings(database, FINDINGS);
    await putAccounts(database.db, [memberAccount('111122223333'), memberAccount('444455556666')], new Date());
    const above = new Map([['111122223333', [UNIT.id]]]);
    await putUnitTree(database.db, 'o-1', { units: [UNIT], above }, new Date());
    const port = await freePort('localhost');
    publicUrl = new URL(`http://localhost:${port}`);
    const access = { kind: 'token', login: { publicUrl } } as const;
    server = await serveApi({ ...apiOptions(database, { access }), host: 'localhost', port });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
  });

  /** Presses a key until something has the focus, like somebody who sees where the focus is. */
  async function reach(wanted: Locator, key: 'Tab' | 'ArrowRight' | 'ArrowDown' = 'Tab'): Promise<void> {
    await wanted.first().waitFor();
    for (let presses = 0; presses < PRESSES_MAX; presses++) {
      if ((await wanted.first().and(page.locator(':focus')).count()) > 0) return;
      await page.keyboard.press(key);
    }
    const at = await page.evaluate<string>('document.activeElement.outerHTML.slice(0, 200)');
    throw new Error(`${PRESSES_MAX} times ${key} do not lead to ${String(wanted)}; the last was at ${at}`);
  }

  async function press(wanted: Locator): Promise<void> {
    await reach(wanted);
    await page.keyboard.press('Enter');
  }

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const titled = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

  test('somebody logs in by a link, finds what matters, deals with it, and logs out', PATIENCE, async () => {
    await page.goto(linkAddress(publicUrl, await createLink(database.db, new Date())));
    await press(page.getByRole('button'));
    await titled('Overview');

    await press(page.getByRole('link', { name: /of severity High/ }));
    await titled(/^Findings/);
    await reach(page.getByRole('combobox', { name: 'Filter findings' }));
    await page.keyboard.type('everyone opened');
    await page.keyboard.press('Enter');
    await page.getByText('1 match').first().waitFor();

    // A table is one stop: arrow keys move within it.
    await reach(page.getByRole('checkbox', { name: 'Select all on this page' }));
    await reach(page.getByRole('checkbox', { name: /^Select A bucket was opened/ }), 'ArrowDown');
    await reach(page.getByRole('link', { name: 'A bucket was opened to everyone' }), 'ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('alice made customer-exports readable by everyone.').waitFor();

    await reach(page.getByRole('tab', { name: 'What happened' }));
    await reach(page.getByRole('tab', { name: 'Evidence' }), 'ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('s3://logs.example/trail.json.gz').waitFor();

    await press(button('Archive'));
    await page.getByText('1 finding was archived').waitFor();
    await press(button('Undo'));
    await page.getByText('1 finding was restored').waitFor();

    await press(page.getByRole('link', { name: 'Suppress', exact: true }));
    await titled('Create a rule');
    for (const [label, text] of [
      ['Name', 'Public on purpose'],
      ['Owner', 'alice'],
      ['Why', 'It holds what everybody may read.'],
    ] as const) {
      await reach(page.getByLabel(label, { exact: true }));
      await page.keyboard.type(text);
    }
    await press(button('Preview'));
    await page.getByText('1 stored finding matches.').waitFor();
    await press(button('Create rule'));
    await page.getByText('Public on purpose is in force.').waitFor();
    await press(page.getByRole('button', { name: 'Remove Public on purpose' }));
    await page.getByText('are shown again').waitFor();

    await press(page.getByRole('link', { name: 'Accounts', exact: true }));
    await titled(/^Accounts/);
    const account = page.getByRole('link', { name: '111122223333' });
    await account.waitFor();
    await reach(page.getByRole('columnheader', { name: /^Account/ }).getByRole('button'));
    await reach(page.getByRole('button', { name: `Collapse ${UNIT.id}` }), 'ArrowDown');
    await page.keyboard.press('Enter');
    await account.waitFor({ state: 'detached' });

    await press(page.getByRole('button', { name: 'administrator by link' }));
    await reach(page.getByRole('menuitem', { name: 'Log out' }), 'ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByText('Log in').count(), PATIENCE).toBeGreaterThan(0);
  });
});

const PRESSES_MAX = 60;
