// The performance of the console with a million findings: the size of each page, when it first shows something and when
// it is usable, layout shifts and accessibility (the criteria of Lighthouse); then whether the list stays smooth, and
// its memory constant, during 10,000 changes a minute.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../test/browser/browser.ts';
import { startPostgres } from '../test/postgres.ts';
import { textOf } from '#services/cli/line.ts';
import { table } from '#services/cli/table.ts';
import { started } from './api-child.ts';
import { performanceOf, type Vitals } from './lighthouse.ts';
import { gated, type BenchRow } from './row.ts';

const ROWS = Number(process.env['BENCH_FINDINGS'] ?? 1_000_000);
/**
 * Fewer pages, and one minute of changes: three minutes with a kept database. The full run takes a quarter of an hour.
 */
const SHORT = process.env['BENCH_SHORT'] === '1';
/** A folder in which the filled database stays for later runs; without it, each run fills its own. */
const KEPT = process.env['BENCH_KEPT'];
const STORM_MS = Number(process.env['BENCH_STORM_SECONDS'] ?? (SHORT ? 60 : 600)) * 1000;
const CHANGES_A_MINUTE = 10_000;
const KB = 1024;

/** Pages whose times are limited. */
const HELD = ['/', '/findings'];

/** A page, and a selector for what is visible once it is usable. */
type Shown = readonly [path: string, shown: string];
const FIRST: Shown = ['/', '.attention li a'];
const PAGES: readonly Shown[] = [
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
  await using closing = new AsyncDisposableStack();
  const postgres = closing.adopt(await startPostgres([], KEPT && join(KEPT, 'postgres')), (server) => server?.stop());
  if (executablePath === undefined || postgres === undefined || !existsSync(BUILT)) return [];
  await started(['fill', postgres.url, String(ROWS)]).ended;
  const server = closing.use(started(['api', postgres.url]));
  const origin = `http://127.0.0.1:${await server.port()}`;
  const args = [...CHROMIUM_FLAGS, '--js-flags=--expose-gc'];
  const browser = closing.adopt(await chromium.launch({ executablePath, args }), (launched) => launched.close());
  // The first visit is dropped: it includes what the server does for the first time.
  await opened(browser, origin, ...FIRST);
  const pages: Opened[] = [];
  for (const [path, shown] of [FIRST, ...(SHORT ? PAGES.slice(0, 2) : PAGES)])
    pages.push(await usually(() => opened(browser, origin, path, shown), HELD.includes(path) ? 3 : 1));
  tell(pages);
  return [...pages.flatMap(rowsOf), ...(await stormed(browser, origin, postgres.url))];
}

const BUILT = new URL('../build/console/index.html', import.meta.url);

/** Injected into each page before its own scripts. */
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
  /** ms of the longest task, and of all parts of tasks beyond 50 ms, as Lighthouse counts them. */
  readonly longest: number;
  readonly blocked: number;
  readonly frames: number;
  /** Longest time in ms between two frames. */
  readonly worst: number;
  /** ms until the Largest Contentful Paint. */
  readonly largest: number;
  /** Cumulative Layout Shift. */
  readonly shifted: number;
}

async function watchedPage(browser: Browser): Promise<{ readonly page: Page; readonly devtools: CDPSession }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  // A busy machine is slow, but must not end the run.
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(WATCH);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  return { page, devtools };
}

/** The measurements of one page. */
interface Opened extends Vitals {
  readonly path: string;
  /** Compressed size of the first visit. */
  readonly kb: number;
  /**
   * ms until the page is usable, on the first visit and on the second, when unchanging files are in the browser's
   * cache.
   */
  readonly usable: number;
  readonly usableAgain: number;
  readonly barriers: Barriers;
}

/** Pages with limits are opened several times; of each number the median counts. */
async function usually(look: () => Promise<Opened>, times: number): Promise<Opened> {
  const looks: Opened[] = [];
  while (looks.length < times) looks.push(await look());
  const [first] = looks;
  assert(first !== undefined, 'A page is looked at once at least.');
  const middle = (of: (opened: Opened) => number) => looks.map(of).toSorted((a, b) => a - b)[times >> 1] ?? of(first);
  return {
    ...first,
    usable: middle(({ usable }) => usable),
    usableAgain: middle(({ usableAgain }) => usableAgain),
    firstPaint: middle(({ firstPaint }) => firstPaint),
    largest: middle(({ largest }) => largest),
    blocked: middle(({ blocked }) => blocked),
    shifted: middle(({ shifted }) => shifted),
  };
}

/** Opens a page twice: as a first visit, and again. */
async function opened(browser: Browser, origin: string, path: string, shown: string): Promise<Opened> {
  const { page, devtools } = await watchedPage(browser);
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  const usable = await shownAfter(page, origin + path, shown);
  await pause(SETTLED_MS);
  const { blocked, largest, shifted } = await page.evaluate<Watched>('watched');
  const firstPaint = await page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`,
  );
  const kb = bytes / KB;
  const found = await barriers(page);
  const usableAgain = await shownAfter(page, origin + path, shown);
  await page.context().close();
  return { path, kb, usable, usableAgain, firstPaint, largest, blocked, shifted, barriers: found };
}

/** Prints all measurements of each page; the limited ones are also rows of the bench. */
function tell(pages: readonly Opened[]): void {
  const head = [
    'page',
    'kB',
    'usable',
    'again',
    'first paint',
    'largest',
    'blocked',
    'shift',
    'performance',
    'accessibility',
  ];
  const rows = pages.map((page) => [
    page.path,
    ...[page.kb, page.usable, page.usableAgain, page.firstPaint, page.largest, page.blocked].map((value) =>
      String(Math.round(value)),
    ),
    page.shifted.toFixed(3),
    String(Math.round(performanceOf(page))),
    String(Math.round(page.barriers.held * 100)),
  ]);
  const numbers = head.flatMap((_, column) => (column === 0 ? [] : [column]));
  const lines = Array.from(table(head, rows, { numbers }), (line) => textOf(line, false));
  process.stderr.write(
    `${lines.join('\n')}\nms but for kB, shift and the last two, which are of 100: performance as Lighthouse rates a desktop's, without its Speed Index; accessibility as the rules of axe that hold. Load ${loadavg()[0]?.toFixed(1)}.\n`,
  );
}

function rowsOf({ path, kb, usableAgain, largest, shifted, barriers: { grave } }: Opened): readonly BenchRow[] {
  const told = (name: string, ours: number, limit: number) =>
    gated(`console ${path}, ${ROWS} findings: ${name}`, ours, limit, 1);
  return [
    ...(path === '/' ? [told('kB that a first visit loads, compressed', kb, 400)] : []),
    ...(HELD.includes(path) ? [told('usable, second visit, ms', usableAgain, 1000)] : []),
    told('largest content, first visit, ms', largest, 2500),
    told('lay-out shift, first visit, thousandths', shifted * 1000, 100),
    told('barriers that axe calls serious or critical', grave, 0.5),
  ];
}

interface Barriers {
  readonly grave: number;
  /** The share of the applicable rules that pass. */
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

/** Keeps the list open while thousands of findings change. */
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
  const told = await page.getByRole('button', { name: /new or changed/ }).count();
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

/** The growth a minute, by linear regression (least squares) over equidistant samples. */
function slope(samples: readonly number[]): number {
  const minutes = samples.map((_, index) => (index * STORM_MS) / HEAP_SAMPLES / 60_000);
  const [middle, level] = [mean(minutes), mean(samples)];
  const rise = mean(minutes.map((at, index) => (at - middle) * ((samples[index] ?? level) - level)));
  return rise / mean(minutes.map((at) => (at - middle) ** 2));
}

const SETTLED_MS = 2000;
const PATIENCE_MS = 120_000;
const HEAP_SAMPLES = 10;

/** Garbage collection blocks the page, so frames are not measured meanwhile. */
async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('Runtime.evaluate', { expression: 'watched.still = true' });
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.send('Runtime.evaluate', { expression: 'watched.still = false' });
  return usedSize;
}
