import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { findingHorizon } from '#db/queries/changes.ts';
import { writeFindings } from '#db/queries/commit.ts';
import { awaitChanges, readChanges } from '#graphql/changes/read-changes.ts';
import { EVERYTHING, type Viewer } from '#services/model/viewer.ts';
import { openEmpty } from '../../../databases.ts';
import { created, finding, NOW } from '../../db/turns.ts';

const VIEWER: Viewer = { id: 'local', name: 'test', role: 'viewer', scope: EVERYTHING };

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());

test('who waits and is told nothing waits for what comes after what the filter left out', async () => {
  const { db } = database;
  const beyond: number[] = [];
  let seats = 0;
  const write = async (n: number) => {
    await writeFindings(db, created(finding(n, n === 2 ? { type: 'Recon:EC2/Portscan' } : {})), NOW);
    return (await findingHorizon(db)).place;
  };
  const waits = {
    enter: () => {
      seats++;
      return {
        async until(place: number) {
          beyond.push(place);
          await write(beyond.length);
        },
        [Symbol.dispose]: () => void seats--,
      };
    },
  };
  const context = { db, horizon: () => findingHorizon(db), viewer: VIEWER, waits, isLetIn: async () => true };
  const filter = { types: ['Recon:EC2/Portscan'] } as const;
  const wanted = { after: undefined, filter, limit: 10 };
  const { end } = await readChanges(context, wanted);
  const page = await awaitChanges(context, { ...wanted, after: end }, 60_000, new AbortController().signal);
  expect(page.changes.map((each) => each.finding.id)).toEqual([finding(2).id]);
  // The first change was of another type, and is not examined again.
  expect(beyond).toHaveLength(2);
  expect(beyond[1]).toBeGreaterThan(beyond[0] ?? Infinity);
  expect(seats).toBe(0);
});
