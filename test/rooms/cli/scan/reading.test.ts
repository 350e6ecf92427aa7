import { expect, test } from 'vitest';
import { Reading } from '#services/cli/scan/reading.ts';
import { openDetection } from '#services/detection.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import { testObjects } from '../../../replay/objects.ts';

test('what two have read and a third goes on with is what one would have read', async () => {
  const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
  const objects = testObjects(16);
  const bytesOf = new Map(objects.map(({ object, bytes }) => [object.key, bytes]));
  const store: ObjectStore = { get: async ({ key }) => bytesOf.get(key) ?? { refused: 'missing', message: 'Gone.' } };
  const readBy = async (some: typeof objects, options = {}) => {
    const reading = new Reading(detection, store, options);
    for (const { object } of some) await reading.read(object);
    return reading;
  };
  using whole = await readBy(objects);
  using first = await readBy(objects.slice(0, 10), { isShared: true, bounds: { liveMax: 0, checkEvery: 0 } });
  using second = await readBy(objects.slice(10), { isShared: true });
  using third = new Reading(detection, store, {});
  for (const reading of [first, second]) {
    const windows = [...reading.windows()];
    expect(windows.length).toBeGreaterThan(0);
    for (const window of windows) third.absorb(window);
    expect([...reading.windows(), ...reading.waiting()]).toEqual([]);
  }
  expect(told(whole).length).toBeGreaterThan(2);
  expect(told(third)).toEqual(told(whole));
});

function told({ work }: Reading): readonly string[] {
  return work
    .live()
    .flatMap(({ type, windowStart }) => work.conclude(type, windowStart))
    .map((hit) => JSON.stringify(hit.observation()))
    .toSorted();
}
