import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { openEnrolmentRequests } from '#db/queries/enrolment-requests.ts';
import { putLook } from '#db/queries/enrolments.ts';
import { readHours } from '#db/schema/read-hours.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { openExamples } from '#services/cli/sample/examples.ts';
import { loadDetectors } from '#services/detectors.ts';
import portscan from '#services/detectors/recon/ec2-portscan.ts';
import { NO_OVERRIDES, settingsInForce } from '#services/engine/settings.ts';
import { renderersOf } from '#services/formats.ts';
import type { SettingsChange } from '#services/model/installation.ts';
import { openEmpty } from '../databases.ts';
import { BUCKET_MADE_PUBLIC, FINDINGS } from '../formats/findings.ts';
import { memberAccount } from '../member-account.ts';
import { INSTALLATION, apiOptions, storeFindings, TOKEN } from '../rooms/graphql/open-api.ts';
import { CHROMIUM_FLAGS, findChromium } from './browser.ts';
import { bytesLoaded, FIRST_SCREEN_BYTES } from './bytes-loaded.ts';
import { PAGES } from './pages.ts';
import { ENROLMENT, HOURS, LOOK, OURS } from './shown-accounts.ts';
import { EVIL, HOSTILE, MANY } from './shown-findings.ts';

const executablePath = findChromium();

/** Several suites share two processors. */
const PATIENCE = { timeout: 20_000 };

describe.skipIf(executablePath === undefined)('the console, in a browser', () => {
  let database: Database;
  let server: Server;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let origin: string;
  /** What the detector of a type asks. */
  let asked: (type: string) => string;
  const written: SettingsChange[] = [];
  /** Requests of pages to other hosts, their errors, and scripts that ran. */
  const wrong: string[] = [];

  beforeAll(async () => {
    database = await openEmpty();
    await storeFindings(database, [...FINDINGS, HOSTILE, ...MANY]);
    await putAccounts(database.db, [memberAccount('111122223333'), memberAccount('444455556666')], new Date());
    await putLook(database.db, LOOK, new Date());
    await database.db.insert(readHours).values(HOURS);
    await putLook(database.db, { ...LOOK, accountId: '444455556666', refusal: 'No role.', features: [] }, new Date());
    const detectors = await loadDetectors();
    asked = (type) => detectors.find((detector) => detector.type === type)?.asks ?? 'no such detector';
    server = await serveApi({
      ...apiOptions(database, {
        access: { kind: 'loopback' },
        detectors,
        records: async (origins) => origins.map((at) => ({ origin: at, text: EVIL, isCut: true, isKept: true })),
        enrolment: ENROLMENT,
        installation: {
          ...INSTALLATION,
          settingsFile: {
            ...INSTALLATION.settingsFile,
            prepare: async (change) => ({ before: {}, write: () => void written.push(change) }),
          },
          settings: async () => [{ setting: 'port', value: 4000, from: 'default', because: 'It is free.' }],
          lists: async () => ({
            lists: [{ name: EVIL, of: 'tor-exit', entries: 7, asOf: Date.UTC(2026, 2, 3), remarks: [EVIL] }],
            missing: [`No list of mining: ${EVIL}`],
          }),
          trial: openExamples([portscan]).trial,
        },
        renderers: renderersOf(detectors),
        settingsOf: (detector, accountId, units) => settingsInForce(detector, NO_OVERRIDES, accountId, units),
        exceptionsOf: () => [{ name: 'ports', setFor: '111122223333', value: 7 }],
      }),
      host: '127.0.0.1',
      port: 0,
    });
    ({ origin } = new URL(server.url));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page = await watched();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
  });

  async function watched(): Promise<Page> {
    const opened = await context.newPage();
    opened.on('request', (request) => {
      const { origin: of, protocol } = new URL(request.url());
      if (of !== origin && protocol !== 'data:') wrong.push(`asked ${request.url()}`);
    });
    opened.on('console', (message) => {
      if (message.type() === 'error') wrong.push(message.text());
    });
    opened.on('pageerror', (error) => wrong.push(error.message));
    opened.on('dialog', (dialog) => wrong.push(`ran a script of others: ${dialog.message()}`));
    return opened;
  }

  /** Follows an address as a link does: what is loaded already stays loaded. */
  const visit = (path: string) => page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`);
  const row = (text: string) => page.getByRole('row').filter({ hasText: text });

  test('somebody opens it, filters, reads why a finding fired, archives it, and takes it back', async () => {
    const bytes = await bytesLoaded(page, async () => {
      await page.goto(origin);
      await page.getByRole('link', { name: 'A bucket was opened to everyone' }).first().waitFor();
      // The styles, and two fonts. If fonts were found only when a text needs them, that text would change its width.
      expect(await page.locator('link[rel=preload]').count()).toBe(3);
      await page.getByRole('heading', { name: 'Findings by day last seen' }).scrollIntoViewIfNeeded();
      await page.getByLabel('Active findings by the day they were last seen').first().waitFor();
    });
    await expect.poll(() => page.title(), PATIENCE).toBe('Overview · Vedette');
    expect(bytes).toBeGreaterThan(FIRST_SCREEN_BYTES / 2);
    expect(bytes).toBeLessThan(FIRST_SCREEN_BYTES);
    await page.getByRole('link', { name: /^[1-9]\d* of severity High/ }).click();
    await expect.poll(() => page.url(), PATIENCE).toBe(`${origin}/findings?severity=high`);
    await row('A bucket was opened to everyone').first().waitFor();
    expect(await row('Policy:IAMUser/RootCredentialUsage').count()).toBe(0);

    await page.getByRole('link', { name: 'A bucket was opened to everyone' }).first().click();
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    await page.getByText('alice made customer-exports readable by everyone.').waitFor();
    await page.getByText(asked(BUCKET_MADE_PUBLIC.type)).waitFor();
    await page.getByRole('tab', { name: 'Evidence' }).click();
    await page.getByText('s3://logs.example/trail.json.gz').waitFor();

    // A second window shows the list meanwhile, and receives the changes.
    const second = await watched();
    await second.goto(`${origin}/findings`);
    await second.getByRole('heading', { name: /^Findings/ }).waitFor();

    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByText('1 finding was archived').waitFor();
    await second.getByRole('button', { name: /new or changed/ }).click({ timeout: 20_000 });
    await expect.poll(() => second.locator(`a[href="/findings/${BUCKET_MADE_PUBLIC.id}"]`).count(), PATIENCE).toBe(0);
    await second.close();

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('1 finding was restored').waitFor();
    expect(wrong).toEqual([]);
  });

  test('a view is kept and brought back, and what it shows is written to a file', async () => {
    await page.goto(`${origin}/findings?severity=high&state=all`);
    const menu = page.getByRole('button', { name: 'View', exact: true });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('All that is High');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.goto(`${origin}/findings`);
    await menu.click();
    await page.getByRole('menuitem', { name: 'All that is High' }).first().click();
    await expect.poll(() => page.url(), PATIENCE).toBe(`${origin}/findings?severity=high&state=all`);
    await menu.click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export as JSON lines' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toContain(BUCKET_MADE_PUBLIC.id);
    expect(wrong).toEqual([]);
  });

  test('a rule is written from a finding, tried, made and taken out of force', async () => {
    await visit(`/findings/${BUCKET_MADE_PUBLIC.id}`);
    await page.getByRole('link', { name: 'Suppress', exact: true }).click();
    await page.getByRole('heading', { name: 'Create a rule' }).waitFor();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('1 stored finding matches.').waitFor();
    await page.getByText('Every simulated attack would still be shown.').waitFor();
    await page.getByLabel('Name').fill('Public on purpose');
    await page.getByLabel('Owner').fill('alice');
    await page.getByLabel('Why').fill('It holds what everybody may read.');
    await page.getByRole('button', { name: 'Create rule' }).click();
    await page.getByText('Public on purpose is in force.').waitFor();
    await row('Public on purpose').getByRole('link', { name: 'Change Public on purpose' }).click();
    await page.getByRole('heading', { name: 'Change a rule' }).waitFor();
    await page.getByRole('combobox', { name: 'Field' }).first().fill('resource.s3BucketDetails.na');
    await page.getByRole('option', { name: 'resource.s3BucketDetails.name' }).waitFor();
    await page.getByRole('combobox', { name: 'Field' }).first().fill('type');
    await page.getByRole('button', { name: 'Never', exact: true }).click();
    await page.getByLabel('Why it never ends').fill('What is public stays so.');
    await page.getByRole('button', { name: 'Change rule' }).click();
    await row('Public on purpose').getByText('What is public stays so.').waitFor();
    await row('Public on purpose').getByRole('button', { name: 'Remove Public on purpose' }).click();
    await page.getByText('are shown again').waitFor();
    expect(wrong).toEqual([]);
  });

  test('findings are found by words that stand in them', async () => {
    await page.goto(`${origin}/findings?severity=high`);
    await page.getByRole('combobox', { name: 'Filter findings' }).fill('everyone opened');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url(), PATIENCE).toBe(`${origin}/findings?severity=high&text=everyone+opened`);
    await row('A bucket was opened to everyone').first().waitFor();
    await page.getByText('1 match').first().waitFor();
    expect(wrong).toEqual([]);
  });

  test('findings are counted by type, and each count leads to its findings', async () => {
    await page.goto(`${origin}/findings?severity=low`);
    await page.getByRole('button', { name: /^Group/ }).click();
    await page.getByRole('option', { name: 'By type' }).click();
    await row(BUCKET_MADE_PUBLIC.type).getByRole('link', { name: '60 findings of' }).click();
    await expect
      .poll(() => page.url(), PATIENCE)
      .toBe(`${origin}/findings?severity=low&type=${encodeURIComponent(BUCKET_MADE_PUBLIC.type)}`);
    await page.getByText('60 matches').first().waitFor();
    expect(wrong).toEqual([]);
  });

  test('a detector is tried, and with another setting, which the file is to hold', async () => {
    await visit(`/detectors/${portscan.type}`);
    await page.getByRole('button', { name: 'Try it now' }).click();
    await page.getByText(portscan.title).nth(1).waitFor();
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('spinbutton', { name: 'ports', exact: true }).fill('9000');
    await page.getByRole('spinbutton', { name: 'privilegedPorts' }).fill('9000');
    await page.getByLabel('Scope').fill('111122223333');
    const text = await page.getByLabel('For vedette.yaml').innerText();
    expect(text).toMatch(/^accounts:\n {2}'111122223333':\n {4}Recon:EC2\/Portscan:\n {6}\w+: 9000/);
    await page.getByRole('button', { name: 'Try it now' }).click();
    await page.getByText('with these settings this attack goes unnoticed').waitFor();

    // On a telephone, the outcome is visible wherever the page was scrolled to.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Save' }).click();
    const { y = -1 } = (await page.getByRole('status').getByText('Saved').boundingBox()) ?? {};
    expect([y > 0, y < 844]).toEqual([true, true]);
    await page.setViewportSize({ width: 1440, height: 900 });
    await row('111122223333').getByText('instead of 50').waitFor();
    await page.getByRole('button', { name: 'Remove ports for 111122223333' }).click();
    await expect.poll(() => written.length, PATIENCE).toBe(2);
    expect(written.map(({ scope, values }) => ({ scope, values }))).toEqual([
      { scope: '111122223333', values: { ports: 9000, privilegedPorts: 9000 } },
      { scope: '111122223333', values: { ports: null } },
    ]);
    expect(wrong).toEqual([]);
  });

  test('which hours of which logs were read is seen as a map', async () => {
    await visit(`/accounts/${OURS}`);
    const hours = page.getByRole('img', {
      name: /^CloudTrail, us-east-1: of 72 hours 1 read, 1 partly unreadable,/,
    });
    await hours.locator('[data-state=READ][title$="read (7 objects, 1,234 records)"]').waitFor();
    await hours.locator('[data-state=DAMAGED][title*="2 objects failed"]').waitFor();
    expect(wrong).toEqual([]);
  });

  test('what was done stands in the audit log, in one column on a telephone', async () => {
    await visit('/audit');
    await row('rule.').getByText('local').first().waitFor();
    await row(BUCKET_MADE_PUBLIC.id).getByText('ARCHIVED').first().waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await row('rule.create').getByText('Who:').waitFor();
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['What']);
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(wrong).toEqual([]);
  });

  test('a token is made, told once, and revoked', async () => {
    await visit('/tokens');
    await page.getByRole('button', { name: 'Create token' }).click();
    const modal = page.getByRole('dialog');
    await modal.getByLabel('Name').fill('siem');
    await modal.getByLabel('Scope').fill('111122223333');
    await modal.getByRole('button', { name: 'Create token' }).click();
    await page.getByText('Copy it now: nobody can be told it again.').waitFor();
    await row('siem').getByText('111122223333').waitFor();
    await page.getByRole('button', { name: 'Revoke siem' }).click();
    await row('siem').getByText('Revoked').waitFor();
    expect(wrong).toEqual([]);
  });

  test('who must say who they are signs in, and sees no more than their scope', async () => {
    const scope = { kind: 'some', accounts: ['444455556666'], organizationalUnits: [] } as const;
    const token = { name: 'a guest', granted: { role: 'viewer', scope }, days: 1 } as const;
    const { secret } = await createToken(database.db, token, 'local', new Date());
    const guarded = await serveApi({
      ...apiOptions(database, { access: { kind: 'token', token: TOKEN } }),
      host: '127.0.0.1',
      port: 0,
    });
    const guest = await browser.newPage();
    try {
      await guest.goto(new URL('/accounts', guarded.url).href);
      await guest.getByLabel('Token').fill('a-wrong-one');
      await guest.getByRole('button', { name: 'Sign in with the token' }).click();
      await guest.getByText('This token is not valid').waitFor();
      await guest.getByLabel('Token').fill(secret);
      await guest.getByRole('button', { name: 'Sign in with the token' }).click();
      await guest.getByRole('link', { name: '444455556666' }).waitFor();
      for (const hidden of ['Lists', 'Settings', 'Tokens', 'Audit'])
        expect(await guest.getByRole('link', { name: hidden, exact: true }).count()).toBe(0);
      expect(await guest.getByText('111122223333').count()).toBe(0);
      await guest.goto(new URL(`/findings/${BUCKET_MADE_PUBLIC.id}`, guarded.url).href);
      await guest.getByText('Finding not found').waitFor();
      await guest.goto(new URL('/tokens', guarded.url).href);
      await guest.getByText('You do not have access to this').waitFor();
    } finally {
      await guest.close();
      await guarded.close();
    }
  });

  test('what attackers wrote is shown, does nothing and breaks nothing', async () => {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const path of [
        '/',
        '/findings?severity=high',
        `/findings/${HOSTILE.id}`,
        `/findings/${HOSTILE.id}?tab=involved`,
        '/lists',
      ]) {
        await page.goto(origin + path);
        await page.getByText('<img src=x onerror=alert(1)>').filter({ visible: true }).first().waitFor();
        const tooWide = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect({ path, width, tooWide }).toEqual({ path, width, tooWide: 0 });
        const text = await page.locator('body').innerText();
        for (const letter of ['\u202E', '\u001B']) expect(text).not.toContain(letter);
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByText('\\u202egnp.exe').filter({ visible: true }).first().waitFor();
    await page.goto(`${origin}/findings/${HOSTILE.id}?tab=evidence`);
    await page.getByRole('button', { name: 'Read from the logs' }).click();
    await page.getByText('The record is longer; it is cut here.').waitFor();
    expect(await page.locator('pre').first().innerText()).toMatch(/^<img src=x .*\\u202egnp\.exe\\u001b\[31mW/);
    expect(wrong).toEqual([]);
  });

  test('no page keeps anybody out, light or dark', { timeout: 180_000 }, async () => {
    const found: string[] = [];
    await page.goto(origin);
    await page.evaluate(axe.source);
    for (const path of PAGES) {
      await page.emulateMedia({ colorScheme: 'light' });
      await visit(path);
      await page.locator(`nav a[aria-current=page][href="/${path.split(/[/?]/)[1]}"]`).waitFor();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => page.locator('[class*=awsui_skeleton]').count(), PATIENCE).toBe(0);
      found.push(...(await violations(path, {})));
      // In dark mode only colours differ.
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(() => page.locator('body.awsui-dark-mode').count(), PATIENCE).toBe(1);
      found.push(...(await violations(`${path}, dark`, { runOnly: ['color-contrast'] })));
    }
    expect(found).toEqual([]);
    expect(wrong).toEqual([]);
  });

  async function violations(where: string, options: object): Promise<readonly string[]> {
    const found = await page.evaluate<string[]>(
      `axe.run(${JSON.stringify({ ...options, resultTypes: ['violations'] })}).then(({ violations }) =>
        violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`,
    );
    return found.map((violation) => `${where}: ${violation}`);
  }

  test('what is left to be switched on is shown with its price, and asked for after a second question', async () => {
    await page.goto(`${origin}/enrolment`);
    await row('eu-west-1').filter({ hasText: '$' }).waitFor();
    await page.getByText('1 obstacle').waitFor();
    await page.getByRole('button', { name: 'Switch on' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This carries out 1 task, about $').waitFor();
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await page.getByRole('progressbar', { name: /1 task, requested by/ }).waitFor();
    expect(await openEnrolmentRequests(database.db)).toMatchObject([{ tasks: [`${OURS}/eu-west-1/vpc-flow`] }]);
    expect(wrong).toEqual([]);
  });

  test('who goes back finds the page of the list and the tab that they left', async () => {
    await page.goto(`${origin}/findings?severity=low&region=eu-west-1`);
    await page.getByRole('button', { name: 'Next page' }).first().click();
    await row('Bucket 1 was opened').first().waitFor();
    await page.getByRole('link', { name: 'Bucket 1 was opened', exact: true }).click();
    await page.getByRole('tab', { name: 'Evidence' }).click();
    await expect.poll(() => page.url(), PATIENCE).toContain('?tab=evidence');
    await page.reload();
    await page.getByText('s3://logs.example/trail.json.gz').waitFor();
    await page.goBack();
    await row('Bucket 1 was opened').first().waitFor();
    expect(await row('Bucket 59 was opened').count()).toBe(0);
    expect(wrong).toEqual([]);
  });
});
