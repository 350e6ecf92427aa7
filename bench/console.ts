// What somebody waits for in the console when a million findings are kept: how large each page is, when it shows something
// and when it can be used, how much of it moves and whom it keeps out (what Lighthouse looks at); then whether the list
// stays smooth, and its memory flat, while 10,000 changes a minute arrive.
import axe from 'axe-core';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../test/browser/browser.ts';
import { startPostgres } from '../test/postgres.ts';
import { started } from './api-child.ts';
import { gated, type BenchRow } from './row.ts';

const ROWS = Number(process.env['BENCH_FINDINGS'] ?? 1_000_000);
const STORM_MS = Number(process.env['BENCH_STORM_SECONDS'] ?? 600) * 1000;
const CHANGES_A_MINUTE = 10_000;
const KB = 1024;

/** A page, and what is seen once it can be used. */
const PAGES: readonly (readonly [path: string, shown: string])[] = [
  ['/', '.attention li a'],
  ['/findings', 'table a[href^="/findings/"]'],
  ['/findings?group=type', 'table a[href^="/findings?"]'],
  ['/findings/cfcd208495d565ef66e7dff9f98764da', '[role=tab]'],
  ['/accounts', 'table'],
  ['/detectors', 'table'],
  ['/suppression', 'table'],
  ['/lists', 'table'],
  ['/deliveries', 'table'],
  ['/settings', 'table'],
  ['/tokens', 'table'],
  ['/audit', 'table'],
];

export async function run(): Promise<readonly BenchRow[]> {
  const executablePath = findChromium();
  const postgres = await startPostgres();
  if (executablePath === undefined || postgres === undefined || !existsSync(BUILT)) return [];
  await started(['fill', postgres.url, String(ROWS)]).ended;
  await using server = started(['api', postgres.url]);
  const origin = `http://127.0.0.1:${await server.port()}`;
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS, '--js-flags=--expose-gc'] });
  try {
    const rows: BenchRow[] = [];
    for (const [path, shown] of PAGES) rows.push(...(await opened(browser, origin, path, shown)));
    rows.push(...(await stormed(browser, origin, postgres.url)));
    return rows;
  } finally {
    await browser.close();
    await postgres.stop();
  }
}

const BUILT = new URL('../build/console/index.html', import.meta.url);

/** Written into each page before its own scripts. */
const WATCH = `
  window.watched = { longest: 0, blocked: 0, frames: 0, worst: 0, largest: 0, shifted: 0 };
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) watched.largest = startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) watched.shifted += value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      watched.blocked += Math.max(0, duration - 50);
      watched.longest = Math.max(watched.longest, duration);
    }
  }).observe({ type: 'longtask', buffered: true });
  let last = 0;
  const frame = (now) => {
    if (last > 0 && !watched.still) watched.worst = Math.max(watched.worst, now - last);
    watched.frames++;
    last = watched.still ? 0 : now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);`;

interface Watched {
  /** ms of the longest task, and of all beyond 50 ms each, as Lighthouse counts them. */
  readonly longest: number;
  readonly blocked: number;
  readonly frames: number;
  /** ms between two frames. */
  readonly worst: number;
  /** ms until the largest of what is seen first was there (Largest Contentful Paint). */
  readonly largest: number;
  /** How much of the page moved by itself (Cumulative Layout Shift). */
  readonly shifted: number;
}

async function watchedPage(browser: Browser): Promise<{ readonly page: Page; readonly devtools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  return { page, devtools };
}

/** A page as whoever was never here before opens it, and once more. */
async function opened(browser: Browser, origin: string, path: string, shown: string): Promise<readonly BenchRow[]> {
  const { page, devtools } = await watchedPage(browser);
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const cold = await shownAfter(page, origin + path, shown);
  await pause(SETTLED_MS);
  const { blocked, largest, shifted } = await page.evaluate<Watched>('watched');
  const kb = bytes / KB;
  const { grave, held } = await barriers(page);
  const warm = await shownAfter(page, origin + path, shown);
  const first = await page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`,
  );
  await page.context().close();
  const isFirst = path === '/';
  const told = (name: string, ours: number, limit: number) =>
    gated(`console ${path}, ${ROWS} findings: ${name}`, ours, limit, 1);
  return [
    gated(`console ${path}: kB that a first visit loads, compressed`, kb, isFirst ? 400 : Number.POSITIVE_INFINITY, 1),
    told('usable, first visit, ms', cold, Number.POSITIVE_INFINITY),
    // What Lighthouse looks at, as a desktop sees it; its limits for "good".
    told('largest content, first visit, ms', largest, 2500),
    told('blocked on the first visit, ms', blocked, Number.POSITIVE_INFINITY),
    told('lay-out shift, first visit, thousandths', shifted * 1000, 100),
    told('barriers that axe calls serious or critical', grave, 0.5),
    told('rules of axe that hold, per cent', held * 100, Number.POSITIVE_INFINITY),
    told('first content, second visit, ms', first, Number.POSITIVE_INFINITY),
    told('usable, second visit, ms', warm, ['/', '/findings'].includes(path) ? 1000 : Number.POSITIVE_INFINITY),
  ];
}

interface Barriers {
  readonly grave: number;
  /** The share of rules that apply which hold. */
  readonly held: number;
}

async function barriers(page: Page): Promise<Barriers> {
  await page.evaluate(axe.source);
  return page.evaluate<Barriers>(`axe.run().then(({ violations, passes }) => ({
    grave: violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').length,
    held: passes.length / (passes.length + violations.length),
  }))`);
}

async function shownAfter(page: Page, url: string, shown: string): Promise<number> {
  const startedAt = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator(shown).first().waitFor();
  return performance.now() - startedAt;
}

/** The list, left open, while findings change by the thousand. */
async function stormed(browser: Browser, origin: string, url: string): Promise<readonly BenchRow[]> {
  const { page, devtools } = await watchedPage(browser);
  await page.goto(`${origin}/findings?state=all`);
  await page.locator('table a[href^="/findings/"]').first().waitFor();
  await pause(SETTLED_MS);
  await page.evaluate('Object.assign(watched, { longest: 0, blocked: 0, frames: 0, worst: 0 })');
  const heap: number[] = [await heapOf(devtools)];
  await using storm = started(['stir', url, String(CHANGES_A_MINUTE)]);
  const end = performance.now() + STORM_MS;
  while (performance.now() < end) {
    await pause(STORM_MS / HEAP_SAMPLES);
    heap.push(await heapOf(devtools));
  }
  const { worst, longest, frames } = await page.evaluate<Watched>('watched');
  const told = await page.getByRole('button', { name: /came or changed/ }).count();
  const half = heap.slice(heap.length >> 1);
  const [early = 0, late = 0] = [heap[1], Math.min(...half)];
  const minutes = `${(STORM_MS / 60_000).toFixed(1)} minutes of ${CHANGES_A_MINUTE} changes each`;
  return [
    gated(`console, ${minutes}: longest task, ms`, longest, 200, 1),
    gated(`console, ${minutes}: longest between two of ${frames} frames, ms`, worst, 200, 1),
    gated(`console, ${minutes}: kB of memory, second half / after the first sample`, late / KB, early / KB, 1.1),
    gated(`console, ${minutes}: kB of memory more each minute`, slope(heap.slice(1)) / KB, 100, 1),
    gated(`console, ${minutes}: changes are told of (1: yes)`, 1, told === 1 ? 1 : 0, 1),
    gated('changes that were made a minute', CHANGES_A_MINUTE, (await storm.count()) / (STORM_MS / 60_000), 1.1),
  ];
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What is added in a minute, by the line that lies best in samples of even distance (least squares). */
function slope(samples: readonly number[]): number {
  const minutes = samples.map((_, index) => (index * STORM_MS) / HEAP_SAMPLES / 60_000);
  const [middle, level] = [mean(minutes), mean(samples)];
  const rise = mean(minutes.map((at, index) => (at - middle) * ((samples[index] ?? level) - level)));
  return rise / mean(minutes.map((at) => (at - middle) ** 2));
}

const SETTLED_MS = 3000;
const HEAP_SAMPLES = 10;

/** Collecting garbage holds the page up: frames are not looked at meanwhile. */
async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('Runtime.evaluate', { expression: 'watched.still = true' });
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.send('Runtime.evaluate', { expression: 'watched.still = false' });
  return usedSize;
}
