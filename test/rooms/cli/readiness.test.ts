import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { putPass } from '#db/queries/passes.ts';
import { ReadinessProbe } from '#services/cli/readiness.ts';
import { hours, seconds } from '#services/model/time.ts';
import { emptyUrl, openEmpty } from '../../databases.ts';
import { FaultyAws } from '../../faults/faulty-aws.ts';
import { Doors } from '../../faults/doors.ts';
import { Organization } from '../../faults/organization.ts';
import { NOW, receiveObjects } from '../db/turns.ts';
import { testWorld } from '../workers/world.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());

test('a process is ready while its database answers and nobody told it to stop, and tells when passes are overdue', async () => {
  const serving = testWorld(database, []);
  const aws = new FaultyAws(new Organization(() => {}), new Doors(() => {}));
  const watching = { ...serving, aws };
  const [api, watcher] = [new ReadinessProbe(serving), new ReadinessProbe(watching)];
  const quiet = {
    ready: true,
    why: [],
    draining: false,
    databaseAnswers: true,
    lagSeconds: 0,
    passOverdue: false,
    lastPassEndedAt: null,
  };
  expect(await watcher.read()).toEqual(quiet);

  serving.advance(hours(3));
  expect(await watcher.read()).toEqual(quiet);
  serving.advance(seconds(5));
  expect(await watcher.read()).toEqual({ ...quiet, passOverdue: true });
  expect(await api.read()).toEqual(quiet);

  const endedAt = serving.now();
  await putPass(database.db, { organizationId: 'o-example', startedAt: endedAt, endedAt });
  serving.advance(seconds(5));
  expect(await watcher.read()).toEqual({ ...quiet, lastPassEndedAt: endedAt.toISOString() });

  watcher.drain();
  expect(await watcher.read()).toMatchObject({ ready: false, draining: true, databaseAnswers: true });
  expect(await api.read()).toMatchObject({ ready: true, draining: false });
});

test('the lag is how long the log object that waits longest is due', async () => {
  const world = testWorld(database, []);
  const probe = new ReadinessProbe(world);
  await receiveObjects(database.db, [1, 2]);
  const lagSeconds = (world.now().getTime() - NOW.getTime()) / 1000;
  expect(await probe.read()).toMatchObject({ ready: true, lagSeconds });
});

test('a database that does not answer is waited for no longer than whoever asks would wait', async () => {
  const own = await openDatabase((await emptyUrl()) || 'pglite:memory');
  const probe = new ReadinessProbe(testWorld(own, []));
  await own.close();
  const away = { ready: false, why: ['The database does not answer.'], lagSeconds: null, lastPassEndedAt: null };
  expect(await probe.read()).toMatchObject(away);
});
