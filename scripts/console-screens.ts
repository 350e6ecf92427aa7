// Pictures of every page of a running console, light and dark, wide and narrow, for people who change its design. The
// address is the console's or a one-time link to it.
//
// node scripts/console-screens.ts ADDRESS FOLDER
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { chromium, type Page } from 'playwright-core';
import { CONSOLE_PAGES } from '#services/model/console-pages.ts';
import { CHROMIUM_FLAGS, findChromium } from '../test/browser/browser.ts';

const [address, folder] = process.argv.slice(2);
const executablePath = findChromium();
if (address === undefined || folder === undefined || executablePath === undefined)
  throw new Error('Say where the console is and where pictures go: node scripts/console-screens.ts ADDRESS FOLDER');
mkdirSync(folder, { recursive: true });

const WIDTHS = [1440, 390];
const HEIGHT = 900;
const HEIGHT_MAX = 3000;
const SCHEMES = ['light', 'dark'] as const;
const QUIET_MS = 800;
const PATIENCE_MS = 120_000;
/** Pages with tabs are captured once for each tab. */
const TABS = ['evidence', 'involved', 'related', 'case', 'documents'];

const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
try {
  const page = await browser.newPage({ reducedMotion: 'reduce', timezoneId: 'UTC' });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(address);
  const logIn = page.getByRole('button', { name: 'Log in as an administrator' });
  if ((await logIn.count()) > 0) await Promise.all([page.waitForURL(new URL('/', address).href), logIn.click()]);
  const paths = await pathsOf(page, new URL(address).origin);
  for (const width of WIDTHS)
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width, height: HEIGHT });
      await page.emulateMedia({ colorScheme });
      for (const [name, url] of paths) {
        await page.goto(url);
        await shown(page);
        // The window is made as high as its page, so that the picture shows everything.
        const height = await page.evaluate<number>('document.documentElement.scrollHeight');
        await page.setViewportSize({ width, height: Math.min(height, HEIGHT_MAX) });
        await shown(page);
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
        await page.setViewportSize({ width, height: HEIGHT });
      }
      process.stdout.write(`${paths.size} pages at ${width} pixels, ${colorScheme}\n`);
    }
} finally {
  await browser.close();
}

/** Every page, and of pages about single items one example: the first that a list links to. */
async function pathsOf(page: Page, at: string): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  for (const name of CONSOLE_PAGES) {
    paths.set(name || 'overview', `${at}/${name}`);
    await page.goto(`${at}/${name}`);
    await shown(page);
    const first = page.locator(`main table a[href^="/${name}/"]`).first();
    if (name === '' || (await first.count()) === 0) continue;
    paths.set(`${name}-one`, at + (await first.getAttribute('href')));
  }
  paths.set('findings-grouped', `${at}/findings?group=type`);
  paths.set('suppression-new', `${at}/suppression/new`);
  const one = paths.get('findings-one');
  if (one !== undefined) for (const tab of TABS) paths.set(`findings-one-${tab}`, `${one}?tab=${tab}`);
  return paths;
}

/** Waits until the page changes no more. */
async function shown(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('table [class*=awsui_loading]').first().waitFor({ state: 'detached' });
  await page.evaluate(`document.fonts.ready.then(() => new Promise((done) => {
    let timer = setTimeout(done, ${QUIET_MS});
    const changed = () => { clearTimeout(timer); timer = setTimeout(done, ${QUIET_MS}); };
    new MutationObserver(changed).observe(document.body, { subtree: true, childList: true, characterData: true });
  }))`);
}
