import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LogObject } from '#services/model/log-object.ts';
import { liveOn } from '#services/cli/demo/live-on.ts';
import { toldExamples } from '#services/cli/sample/told-examples.ts';
import { loadDetectors } from '#services/detectors.ts';
import { SOURCES } from '#services/sources/index.ts';
import { later } from '#services/simulation/later.ts';

const TYPES = ['Recon:EC2/Portscan', 'Policy:S3/BucketAnonymousAccessGranted', 'UnauthorizedAccess:EC2/TorClient'];

test('a simulated organization lives on: one log object of yesterday after the other is received, each once', async () => {
  const detectors = await loadDetectors();
  const examples = await toldExamples(
    detectors.filter(({ type }) => TYPES.includes(type)),
    detectors,
  );
  expect(examples).toHaveLength(TYPES.length);
  const plan = { accounts: 3, days: 1, seed: 'later', examples };
  const logs = await mkdtemp(join(tmpdir(), 'vedette-test-'));
  const received: LogObject[] = [];
  const wrong: string[] = [];
  try {
    const service = { receive: async (objects: readonly LogObject[]) => void received.push(...objects) };
    const stop = liveOn(plan, logs, { service, detection: { sources: SOURCES } }, 20, (line) => wrong.push(line));
    await expect.poll(() => received.length, { timeout: 20_000 }).toBeGreaterThan(2);
    stop();
    const paths = received.map(({ bucket, key }) => `${bucket}/${key}`);
    expect(new Set(paths).size).toBe(paths.length);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10).replaceAll('-', '/');
    for (const path of paths) {
      expect(path).toContain(yesterday);
      expect((await readFile(join(logs, path))).length).toBeGreaterThan(0);
    }
    expect(wrong).toEqual([]);
  } finally {
    await rm(logs, { recursive: true, force: true });
  }
});

test('what needs lists is not told later, for nobody would find it', async () => {
  const detectors = await loadDetectors();
  const examples = await toldExamples(
    detectors.filter(({ type }) => type === 'UnauthorizedAccess:EC2/TorClient'),
    detectors,
  );
  expect([...later({ accounts: 1, seed: 'later', examples }, Date.UTC(2026, 10, 22))]).toEqual([]);
});
