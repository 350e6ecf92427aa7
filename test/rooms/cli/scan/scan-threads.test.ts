import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileReader } from '#services/cli/scan/file-reader.ts';
import { scanObjects } from '#services/cli/scan/scan-objects.ts';
import { openHelpers } from '#services/cli/scan/scan-threads.ts';
import { nameOf, type LogObject, type ObjectReport } from '#services/model/log-object.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import openDetection from '#services/workers/thinking/thread-detection.ts';
import { trail, UNNAMED } from '../../sources/decoding.ts';

const PARTS = {
  intel: { lists: [], ranges: undefined, trustWellKnown: false, missing: [] },
  textMb: 64,
};

function call(eventName: string, minute: number, overrides: object = {}): object {
  return event({
    userIdentity: { ...iamUser('alice'), accessKeyId: `AKIA${minute}` },
    eventSource: 'iam.amazonaws.com',
    eventName,
    eventTime: `2026-03-02T10:${String(minute).padStart(2, '0')}:00Z`,
    readOnly: false,
    requestParameters: { userName: `intern-${minute}` },
    ...overrides,
  });
}

/** A role is opened to a stranger. How often is a sum. */
function opened(minute: number): object {
  const Statement = [
    { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'sts:AssumeRole', Condition: undefined },
  ];
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  return call('UpdateAssumeRolePolicy', minute, { requestParameters: { roleName: 'Operations', policyDocument } });
}

const LAUNCHED = call('RunInstances', 40, {
  eventSource: 'ec2.amazonaws.com',
  requestParameters: { instanceType: 'm6i.large' },
  responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0', instanceType: 'm6i.large' }] } },
});

/**
 * The scanning thread reads the first file and the last, and the helper all others. So each reads some of the two acts
 * that make the day unusual, and one of two deliveries of one event.
 */
const FILES: readonly (readonly object[])[] = [
  [opened(1), call('CreateUser', 1), call('CreateAccessKey', 2)],
  [opened(1), opened(2), call('CreateUser', 1), call('CreateLoginProfile', 3)],
  [LAUNCHED],
  ...Array.from({ length: 20 }, (_, n) => [call('GetRole', 10 + n, { readOnly: true })]),
  [opened(2), opened(3), call('CreateRole', 4), call('CreateLoginProfile', 3)],
];

let folder: string;
let objects: readonly LogObject[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-threads-'));
  const names = FILES.map((records, n) => {
    const name = join(folder, `${n + 10}.json.gz`);
    writeFileSync(name, gzipSync(trail(...records)));
    return name;
  });
  // One file is missing, and is reported in its place.
  names.splice(3, 0, join(folder, 'gone.json.gz'));
  objects = names.map((key) => ({ ...UNNAMED, key }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param helpers how many threads help @param liveMax how many windows and groups are held ready */
async function scanned(helpers: number, liveMax = 30_000) {
  const reports: ObjectReport[] = [];
  const detection = await openDetection(PARTS);
  await using threads = helpers === 0 ? undefined : openHelpers(helpers, Promise.resolve(PARTS));
  const store = fileReader(64);
  const handedOver = Promise.withResolvers<void>();
  class Ids extends Set<string> {
    override add(id: string): this {
      handedOver.resolve();
      return super.add(id);
    }
  }
  using outcome = await scanObjects(objects, {
    detection: helpers === 0 ? detection : { ...detection, read: Object.assign(detection.read, { ids: new Ids() }) },
    store: {
      async get(object) {
        // The scanning thread is so slow that the others read as much as they may.
        if (helpers > 0) await handedOver.promise;
        return store.get(object);
      },
    },
    now: new Date('2026-11-22T00:00:00Z'),
    onReport: (report) => reports.push(report),
    helpers: threads,
    bounds: { liveMax, checkEvery: liveMax === 0 ? 500 : 50_000 },
  });
  const told = reports.map((report) => `${nameOf(report.object)} ${report.state} ${report.records}`);
  const accounts = [...detection.read.ids].toSorted();
  return { findings: [...outcome.findings], told, facts: [...outcome.facts], skipped: outcome.skipped, accounts };
}

test('with threads that help, a scan says what it says without, in the same order', async () => {
  const alone = await scanned(0);
  expect(alone.findings.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['Persistence:IAMUser/ForeignTrust', 'Persistence:IAMUser/AnomalousBehavior']),
  );
  expect(alone.facts.length).toBeGreaterThan(0);
  for (const [helpers, liveMax] of [
    [1, 30_000],
    // However few are held.
    [1, 0],
  ] as const) {
    const helped = await scanned(helpers, liveMax);
    expect(helped.told).toEqual(alone.told);
    expect(helped.findings).toEqual(alone.findings);
    expect(helped.accounts).toEqual(alone.accounts);
    expect(helped.skipped).toEqual(alone.skipped);
    expect(helped.facts.map((fact) => JSON.stringify(fact)).toSorted()).toEqual(
      alone.facts.map((fact) => JSON.stringify(fact)).toSorted(),
    );
  }
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
