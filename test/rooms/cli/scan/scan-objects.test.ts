import { expect, test } from 'vitest';
import type { ScanBounds } from '#services/cli/scan/reading.ts';
import { scanObjects } from '#services/cli/scan/scan-objects.ts';
import { inTimeOrder } from '#services/cli/scan/time-order.ts';
import { openDetection } from '#services/detection.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import { simulate } from '#services/simulation/simulate.ts';
import { loadDetectors } from '#services/detectors.ts';
import { NO_INTEL } from '../../../replay/detectors.ts';

const files = new Map(
  [...simulate({ accounts: 2, days: 1, seed: 'scan' })]
    .filter(({ path }) => path.includes('AWSLogs'))
    .map(({ path, bytes }) => [path, bytes]),
);
const object = (key: string): LogObject => ({
  bucket: '',
  key,
  etag: '',
  sizeBytes: 0,
  source: undefined,
  accountId: undefined,
  region: undefined,
});
const detection = await openDetection({ detectors: await loadDetectors(), intel: NO_INTEL });

async function scan(
  names: readonly string[],
  bounds?: ScanBounds,
  bytesOf = (key: string) => files.get(key),
  thinking = detection,
) {
  const reports: ObjectReport[] = [];
  using outcome = await scanObjects(names.map(object), {
    detection: thinking,
    store: {
      async get({ key }) {
        const bytes = bytesOf(key);
        if (bytes === undefined) throw new Error('The disk is broken.');
        return bytes;
      },
    },
    now: new Date('2026-11-22T00:00:00Z'),
    onReport: (report) => reports.push(report),
    ...(bounds && { bounds }),
  });
  const { findings, skipped } = outcome;
  return { findings: [...findings], heads: findings.heads, skipped, reports };
}

test('what is put in the spill store after each object leads to the same findings as what is held', async () => {
  const names = inTimeOrder([...files.keys()]);
  const held = await scan(names);
  const spilled = await scan(names, { liveMax: 0, checkEvery: 0 });
  expect(held.findings.length).toBeGreaterThan(8);
  expect(spilled.findings.map(unstamped)).toEqual(held.findings.map(unstamped));
});

test('findings of which some answers went to a file are the same, in the same order, as a whole and at a glance', async () => {
  const names = [...files.keys()];
  const held = await scan(names);
  const filed = await scan(names, { liveMax: 1_000, checkEvery: 1_000 });
  expect(filed.findings).toEqual(held.findings);
  for (const { heads, findings } of [held, filed])
    expect(heads.map(({ id, severity, object: name }) => [id, severity, name])).toEqual(
      findings.map(({ id, severity, service }) => [id, severity, service.evidence.origins[0]?.object]),
    );
  const severities = held.heads.map(({ severity }) => severity);
  expect(severities).toEqual(severities.toSorted((a, b) => b - a));
});

test('the order of objects does not matter', async () => {
  const names = inTimeOrder([...files.keys()]);
  const forward = await scan(names);
  const backward = await scan(names.toReversed());
  expect(backward.findings.map(unstamped)).toEqual(forward.findings.map(unstamped));
});

test('what did not fit into the bounds is told in a line for each detector', async () => {
  const narrow = await openDetection({ detectors: await loadDetectors(), intel: NO_INTEL, bounds: { groupsMax: 1 } });
  const { skipped } = await scan([...files.keys()], undefined, undefined, narrow);
  expect(skipped.length).toBeGreaterThan(0);
  expect(new Set(skipped.map((line) => line.split(' ')[0])).size).toBe(skipped.length);
  for (const line of skipped) expect(line).toMatch(/^\S+:\S+ follows 1 subject in one window: [\d,]+ records? about/);
  expect((await scan([...files.keys()])).skipped).toEqual([]);
});

test('an object that cannot be had is reported, and the others are read', async () => {
  const [first = '', ...rest] = files.keys();
  const { reports } = await scan([first, ...rest], undefined, (key) => (key === first ? undefined : files.get(key)));
  expect(reports).toHaveLength(files.size);
  expect(reports[0]).toMatchObject({
    state: 'failed',
    troubles: [{ message: 'The object cannot be read at the moment: The disk is broken.' }],
  });
  expect(reports.slice(1).every(({ state }) => state !== 'failed')).toBe(true);
});

test('an object that breaks the program is told of and left, and the others are read', async () => {
  const [first = '', ...rest] = [...files.keys()].slice(0, 3);
  const decode: typeof detection.decoder.decode = (its, ...given) => {
    if (its.key === first) throw new Error('A planted fault.');
    return detection.decoder.decode(its, ...given);
  };
  const { reports } = await scan([first, ...rest], undefined, undefined, { ...detection, decoder: { decode } });
  expect(reports[0]).toMatchObject({
    state: 'failed',
    troubles: [{ kind: 'unreadable-object', message: expect.stringMatching(/caused an error.*A planted fault\.$/) }],
  });
  expect(reports).toHaveLength(3);
  expect(reports.slice(1).every(({ state }) => state !== 'failed')).toBe(true);
});

function unstamped(finding: object) {
  return { ...finding, createdAt: undefined, updatedAt: undefined };
}

test('names are read in the order of the time they bear, whatever folder they are in', () => {
  expect(
    inTimeOrder([
      'b/2_x_20261122T1905Z_a.gz',
      'plain.log',
      'c/1_x_20261122T1900Z_b.gz',
      'a/3_20261123T000000Z.gz',
      'a.log',
    ]),
  ).toEqual([
    'a.log',
    'plain.log',
    'c/1_x_20261122T1900Z_b.gz',
    'b/2_x_20261122T1905Z_a.gz',
    'a/3_20261123T000000Z.gz',
  ]);
});
