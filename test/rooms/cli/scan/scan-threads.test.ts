import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileReader } from '#services/cli/scan/file-reader.ts';
import { scanObjects } from '#services/cli/scan/scan-objects.ts';
import { openHelpers } from '#services/cli/scan/scan-threads.ts';
import { inTimeOrder } from '#services/cli/scan/time-order.ts';
import { nameOf, type LogObject, type ObjectReport } from '#services/model/log-object.ts';
import { simulate } from '#services/simulation/simulate.ts';
import openDetection from '#services/workers/thinking/thread-detection.ts';

const PARTS = {
  intel: { lists: [], ranges: undefined, trustWellKnown: false, missing: [] },
  bounds: { groupsMax: 40 },
  textMb: 64,
};

let folder: string;
let objects: readonly LogObject[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-threads-'));
  const names: string[] = [];
  for (const { path, bytes } of simulate({ accounts: 1, days: 1, seed: 'threads' })) {
    if (!path.includes('AWSLogs')) continue;
    // Two trails deliver the same events.
    for (const trail of path.includes('/CloudTrail/') ? ['one', 'two'] : ['one']) {
      const file = join(folder, trail, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      names.push(file);
    }
  }
  const nothing = { bucket: '', etag: '', sizeBytes: 0, source: undefined, accountId: undefined, region: undefined };
  // One is gone, and is told of in its place.
  objects = [...inTimeOrder(names), join(folder, 'gone.json.gz')].map((key) => ({ ...nothing, key }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function scanned(helpers: number, liveMax = 30_000) {
  const reports: ObjectReport[] = [];
  const detection = await openDetection(PARTS);
  await using threads = helpers === 0 ? undefined : openHelpers(helpers, Promise.resolve(PARTS));
  using outcome = await scanObjects(objects, {
    detection,
    store: fileReader(64),
    now: new Date('2026-11-22T00:00:00Z'),
    onReport: (report) => reports.push(report),
    helpers: threads,
    bounds: { liveMax, checkEvery: liveMax === 0 ? 5000 : 50_000 },
  });
  const told = reports.map((report) => `${nameOf(report.object)} ${report.state} ${report.records}`);
  const accounts = [...detection.read.ids].toSorted();
  return { findings: [...outcome.findings], told, facts: [...outcome.facts], skipped: outcome.skipped, accounts };
}

test('with threads that help, a scan says what it says without, in the same order', async () => {
  const alone = await scanned(0);
  expect(alone.findings.length).toBeGreaterThan(3);
  expect(alone.facts.length).toBeGreaterThan(0);
  // However little is held.
  const helped = await scanned(1, 0);
  expect(helped.told).toEqual(alone.told);
  expect(helped.findings).toEqual(alone.findings);
  expect(helped.accounts).toEqual(alone.accounts);
  expect(helped.skipped).toHaveLength(alone.skipped.length);
  expect(helped.facts.map((fact) => JSON.stringify(fact)).toSorted()).toEqual(
    alone.facts.map((fact) => JSON.stringify(fact)).toSorted(),
  );
});

test('a thread that cannot begin ends the scan, with the reason', async () => {
  await using helpers = openHelpers(1, Promise.resolve(JSON.parse('{}')));
  const scan = scanObjects(objects, {
    detection: await openDetection(PARTS),
    store: fileReader(64),
    now: new Date(0),
    onReport: () => undefined,
    helpers,
  });
  await expect(scan).rejects.toThrow('A thread that reads ended:');
});
