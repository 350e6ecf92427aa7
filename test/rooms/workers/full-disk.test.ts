import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { ROOM_BYTES } from '#db/free-space.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { openDetection } from '#services/detection.ts';
import { start } from '#services/start.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../replay/detectors.ts';
import { testObjects } from '../../replay/objects.ts';
import { testWorld } from './world.ts';

const OBJECTS = testObjects(10);
const CONFIG = { turnsAtOnce: 1, objectsPerTurn: 5, retentionDays: 90 };
/** Longer than the time between two looks at the disk. */
const A_LOOK_MS = 600;

const later = () => new Promise((done) => setTimeout(done, A_LOOK_MS));

test('a full disk is said before the database is opened', async () => {
  const opening = openDatabase('pglite:memory', { freeBytes: async () => ROOM_BYTES - 1 });
  await expect(opening).rejects.toThrow(/^The disk of .+ has 255 MB left.+make room there/);
});

test('without room nothing is read, in one sentence, and with room again it is', async () => {
  let free = ROOM_BYTES;
  const database = await openDatabase('pglite:memory', { freeBytes: async () => free });
  const world = testWorld(database, OBJECTS);
  const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
  {
    await using service = await start(world, CONFIG, detection);
    await service.receive(OBJECTS.slice(0, 5).map(({ object }) => object));
    await service.settle();
    expect(await objectCounts(database.db)).toMatchObject({ read: 5 });

    const entered = OBJECTS.slice(5).map(({ object }) => object);
    await service.receive(entered);
    free = ROOM_BYTES - 1;
    await later();
    await expect(service.receive(entered)).rejects.toMatchObject({ kind: 'disk-full' });
    await expect.poll(() => world.told.filter(({ event }) => event === 'queue-error')).toEqual([]);

    free = ROOM_BYTES;
    await later();
    await service.settle();
    expect(await objectCounts(database.db)).toMatchObject({ read: 10, pending: 0 });
  }
  await database.close();
});

const mounted = mountSmall();

afterAll(() => {
  if (mounted === undefined) return;
  execFileSync('umount', ['-l', mounted]);
  rmSync(mounted, { recursive: true, force: true });
});

describe.skipIf(mounted === undefined)('on a disk of 400 MB', () => {
  const folder = mounted ?? '';

  test('the event loop stays alive while it is full, and work goes on when it is not', async () => {
    const database = await openDatabase(`pglite:${folder}/database`);
    const world = testWorld(database, OBJECTS);
    const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
    {
      await using service = await start(world, CONFIG, detection);
      fill(join(folder, 'filler'), folder);
      await later();
      await expect(service.receive(OBJECTS.map(({ object }) => object))).rejects.toThrow('has 50 MB left');
      const before = performance.now();
      await later();
      expect(performance.now() - before).toBeLessThan(A_LOOK_MS * 5);
      expect(await objectCounts(database.db)).toMatchObject({ read: 0, pending: 0 });

      rmSync(join(folder, 'filler'));
      await later();
      await service.receive(OBJECTS.map(({ object }) => object));
      await service.settle();
      expect(await objectCounts(database.db)).toMatchObject({ read: 10 });
    }
    await database.close();
  });
});

/** Writes until 50 MB are left. */
function fill(file: string, folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(file, Buffer.alloc(bavail * bsize - 50.5 * 2 ** 20));
}

/** A small file system; undefined where we may not make one. */
function mountSmall(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}
