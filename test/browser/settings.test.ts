import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditPage } from '#db/queries/audit.ts';
import { readWith } from '#db/queries/replay.ts';
import { simulatedObjects } from '#services/cli/demo/simulated-organization.ts';
import { openHost, type Host } from '#services/cli/host.ts';
import { toldExamples } from '#services/cli/sample/told-examples.ts';
import { loadConfig } from '#services/config.ts';
import { loadDetectors } from '#services/detectors.ts';
import portscan from '#services/detectors/recon/ec2-portscan.ts';
import { createLog } from '#services/log.ts';
import { openMetrics } from '#services/metrics.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import type { SimulatedFile } from '#services/simulation/log-files.ts';
import { later } from '#services/simulation/later.ts';
import { folderObjects } from '#services/workers/adapters/folder-objects.ts';
import { openIntel } from '#services/workers/adapters/intel-store.ts';
import { emptyUrl } from '../databases.ts';
import { CHROMIUM_FLAGS, findChromium } from './browser.ts';

const executablePath = findChromium();
/** Each change opens new threads, and several suites share two processors. */
const PATIENCE = { timeout: 300_000 };

describe.skipIf(executablePath === undefined)('a setting is changed in the console of a running service', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-settings-'));
  const file = join(folder, 'vedette.yaml');
  let host: Host;
  let browser: Browser;
  let page: Page;
  /** Port scans in a simulated organization, one after the other. */
  let attacks: Generator<SimulatedFile>;

  beforeAll(async () => {
    writeFileSync(file, '# Ours.\nsettingsFromConsole: true\n');
    const environment = { PORT: '0', VEDETTE_DATA_DIR: folder, DATABASE_URL: await emptyUrl() };
    const readConfig = () => loadConfig({ environment, folder, file });
    const detectors = await loadDetectors();
    const examples = await toldExamples([portscan], detectors);
    attacks = later({ accounts: 3, seed: 'settings', examples }, Date.now());
    host = await openHost({
      config: await readConfig(),
      readConfig,
      log: createLog('silent'),
      detectors,
      intel: await openIntel({ lists: [], dataDir: folder, feeds: [] }),
      objects: () => folderObjects(folder),
      sinks: [],
      metrics: await openMetrics(),
    });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_FLAGS });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(60_000);
  }, PATIENCE.timeout);
  afterAll(async () => {
    await browser?.close();
    await host?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  /** Has the service read an instance's port scan. @returns how many findings the page of the detector then shows */
  async function attack(): Promise<string> {
    const { value: log } = attacks.next();
    if (log === undefined) throw new Error('There is always another attack.');
    mkdirSync(dirname(join(folder, log.path)), { recursive: true });
    writeFileSync(join(folder, log.path), log.bytes);
    const objects = await simulatedObjects(folder, host.detection.sources);
    await host.service.receive(objects.filter(({ bucket, key }) => `${bucket}/${key}` === log.path));
    await host.service.settle();
    await page.goto(new URL(`/detectors/${portscan.type}`, host.server.url).href);
    return page.locator('a[href^="/findings?"][href*="state=all"]').first().innerText();
  }

  const row = (text: string) => page.getByRole('row').filter({ hasText: text }).first();

  test('and the next findings obey it, until it is taken back', PATIENCE, async () => {
    expect(await attack()).toBe('1');
    const before = readFileSync(file, 'utf8');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('spinbutton', { name: 'ports', exact: true }).fill('9000');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. Logs read from now on are judged by the new settings.').first().waitFor();
    await page.getByText('Organization instead of 50').waitFor();
    await row('ports').getByText('By local').waitFor();
    expect(readFileSync(file, 'utf8')).toBe(`${before}settings:\n  ${portscan.type}:\n    ports: 9000\n`);
    await page.getByRole('button', { name: 'Try it now' }).click();
    await page.getByText('with these settings this attack goes unnoticed').waitFor();
    expect(await attack()).toBe('1');

    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('spinbutton', { name: 'ports', exact: true }).fill('50');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').first().waitFor();
    expect(readFileSync(file, 'utf8')).toBe(`${before}settings:\n`);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The settings were restored.').waitFor();
    expect(readFileSync(file, 'utf8')).toContain('ports: 9000');

    // Somebody takes it back by hand, in the file.
    writeFileSync(file, before);
    const isDefault = async () => {
      await page.reload();
      await page.getByRole('button', { name: 'Change', exact: true }).waitFor();
      return page.getByText('Organization instead of 50').count();
    };
    await expect.poll(isDefault, PATIENCE).toBe(0);
    expect(await attack()).toBe('2');

    const { db } = host.world.database;
    const read = await readWith(db, { from: new Date(0), to: new Date(Date.now() + 1) });
    expect(new Set(read.map(({ settings }) => settings)).size).toBe(2);
    const audited = await auditPage(db, EVERYTHING, { subject: portscan.type, limit: 9 });
    expect(audited.map(({ entry: { what, before: had, after } }) => ({ what, had, after }))).toEqual([
      { what: 'settings.change', had: { ports: null }, after: { ports: 9000 } },
      { what: 'settings.change', had: { ports: 9000 }, after: { ports: null } },
      { what: 'settings.change', had: { ports: null }, after: { ports: 9000 } },
    ]);
  });
});
