import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { openEmpty } from './databases.ts';
import { expectGolden } from './golden.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { seeded, shuffled } from './replay/objects.ts';
import type { DeliveredObject } from './scenarios/deliver.ts';
import { openStage, type Ending, type Stage } from './scenarios/stage.ts';
import { readStories } from './scenarios/story.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());

describe.each(readStories().map((story) => ({ ...story })))('$name', (story) => {
  let stage: Stage;
  let ending: Ending;
  beforeAll(async () => {
    stage = await openStage(database, story);
    ending = await stage.play(asDelivered(story.objects));
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  test('is found, and told in every format, as its golden files have it', () => {
    expectGolden(new URL('findings.json', story.folder), ending.findings);
    expectGolden(new URL('guardduty.json', story.folder), ending.guardduty);
    expectGolden(new URL('asff.json', story.folder), ending.asff);
  });

  test('leaves nothing that Security Hub does not have', () => {
    expect(ending.findings.length).toBeGreaterThan(0);
    expect(ending.asff).toHaveLength(ending.findings.length);
  });

  test('without its attacker is no story: ordinary work leads to no finding', async () => {
    expect((await stage.play([story.ordinary])).findings.map(({ description }) => description)).toEqual([]);
  });

  test('replayed comes to the same documents, byte for byte', async () => {
    expect(JSON.stringify(await stage.play(asDelivered(story.objects)))).toBe(JSON.stringify(ending));
  });

  test.each([1, 2, 3])('in another order (%i) comes to the same findings', async (seed) => {
    const order = shuffled(story.objects, seeded(seed)).map((object) => [object]);
    expect(digestOf((await stage.play(order)).findings)).toBe(digestOf(ending.findings));
  });

  test('with turns that die between thinking and writing comes to the same documents', async () => {
    const again = await stage.play(asDelivered(story.objects), DEATHS);
    expect(again.died).toBe(DEATHS);
    expect({ ...again, died: 0 }).toEqual(ending);
  });
});

const DEATHS = 2;

/** Lot by lot, as they appear in their buckets. */
function asDelivered(objects: readonly DeliveredObject[]): readonly (readonly DeliveredObject[])[] {
  return [...Map.groupBy(objects, ({ deliveredAt }) => deliveredAt).values()];
}
