import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { storedEnrolments } from '#db/queries/enrolments.ts';
import { askForEnrolment, lastEnrolmentRequests, openEnrolmentRequests } from '#db/queries/enrolment-requests.ts';
import { AwsError } from '#services/aws/aws-error.ts';
import type { EnrolmentSettings } from '#services/model/enrolment.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { carryOut, survey } from '#services/workers/enrol/enrol.ts';
import { watchOrganization } from '#services/workers/watch-organization.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { Switchboard } from '../../../world/switchboard.ts';
import { recordingQueue } from '../recording-queue.ts';
import { testWorld, type TestWorld } from '../world.ts';

const WANTED: EnrolmentSettings = {
  autoEnable: { cloudtrail: 'ALL', 'vpc-flow': 'ALL', 'dns-query': 'ALL', 'security-hub': 'ALL' },
  bucket: 'example-logs',
  role: 'VedetteEnrolment',
};
const REGIONS = ['us-east-1', 'eu-west-1'];
const TASKS_OF_ONE = 1 + 3 * REGIONS.length;

let database: Database;
let world: TestWorld;
let board: Switchboard;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await empty(database.db);
  world = testWorld(database, []);
  board = new Switchboard(REGIONS);
  for (const n of [1, 2, 3, 4]) board.accounts.set(`20000000000${n}`, { status: 'ACTIVE', hasRole: n !== 4 });
});
afterAll(() => database.close());

const look = (changes = {}) => survey(world, board.open('VedetteMember'), { enrolment: WANTED, ...changes });

test('whoever dies in the middle goes on where it was: nothing is done twice, nothing is left', async () => {
  for (const other of ['200000000002', '200000000003']) board.accounts.delete(other);
  const found = await look();
  expect(found.plan.tasks).toHaveLength(TASKS_OF_ONE);
  let lives = 5;
  const done: string[] = [];
  const dying = {
    actAs: (_: unknown, role: string) => board.open(role),
    told: ({ task }: { readonly task: { readonly id: string } }) => {
      done.push(task.id);
      if (--lives === 0) throw new Error('killed');
    },
  };
  await expect(carryOut(world, board.open('VedetteMember'), WANTED, found, found.plan.tasks, dying)).rejects.toThrow(
    'killed',
  );
  lives = Infinity;
  board.begin();
  const again = await look();
  expect(again.plan.tasks).toHaveLength(TASKS_OF_ONE - 5);
  expect(again.looked).toBe(0);
  await carryOut(world, board.open('VedetteMember'), WANTED, again, again.plan.tasks, dying);
  expect(done.length).toBe(new Set(done).size);
  expect(board.wasted).toBe(0);
  expect((await look({ fresh: true })).plan.tasks).toEqual([]);
});

test('only who joined is looked at, and who lost its role when roles are asked for', async () => {
  const first = await look();
  await carryOut(world, board.open('VedetteMember'), WANTED, first, first.plan.tasks, {
    actAs: (_, role) => board.open(role),
  });
  board.accounts.set('200000000005', { status: 'ACTIVE', hasRole: true });
  board.accounts.get('200000000001')!.hasRole = false;
  board.accounts.delete('200000000002');
  world.advance(60_000);
  const found = await look();
  expect([found.looked, found.plan.tasks.map(({ accountId }) => accountId)]).toEqual([
    1,
    Array.from({ length: TASKS_OF_ONE }, () => '200000000005'),
  ]);
  const members = (await look({ roles: true })).plan.members;
  expect(members.map(({ state }) => state)).toEqual(['Resigned', 'Removed', 'Enabled', 'Invited', 'Created']);
});

test('a role that is refused costs one call an account, and each of its tasks says so', async () => {
  const found = await look();
  for (const account of board.accounts.values()) account.hasRole = false;
  board.begin();
  const done = await carryOut(world, board.open('VedetteMember'), WANTED, found, found.plan.tasks, {
    actAs: (_, role) => board.open(role),
  });
  expect(board.calls).toBe(3);
  expect(done.every(({ outcome }) => /deploy infra\/enrolment-role/.test(outcome.detail))).toBe(true);
  const [stored] = await storedEnrolments(database.db, EVERYTHING);
  expect(Object.keys(stored?.outcomes ?? {})).toHaveLength(TASKS_OF_ONE);
});

test('nothing is planned while the accounts below a unit that settings name are unknown', async () => {
  await expect(look({ enrolment: { ...WANTED, exclude: ['ou-ab12-00000001'] } })).rejects.toThrow(AwsError);
});

test('what a task needs and settings do not say is refused before anybody is called', async () => {
  const { bucket: _, ...without } = WANTED;
  const found = await look();
  board.begin();
  const [done] = await carryOut(world, board.open('VedetteMember'), without, found, found.plan.tasks.slice(0, 1), {
    actAs: (__, role) => board.open(role),
  });
  expect([done?.outcome.detail, board.calls]).toEqual(['Set enrolment.bucket in vedette.yaml.', 1]);
});

/** The jobs of a service that looks after the organization, by their names. */
async function watching(enrolment: EnrolmentSettings, actAs = (role: string) => board.open(role)) {
  const jobs = new Map<string, () => Promise<void>>();
  const schedule: [number, string][] = [];
  const queue = {
    ...recordingQueue(),
    work: async (job: string, _atOnce: number, run: (key: string) => Promise<void>) =>
      void jobs.set(job, () => run('')),
    every: async (minutes: number, job: string) => void schedule.push([minutes, job]),
  };
  await watchOrganization(world, board.open('VedetteMember'), queue, async () => undefined, {
    inventoryHours: 0,
    enrolment,
    actAs: (_, role) => actAs(role),
  });
  return { queue, schedule, run: async (job: string) => jobs.get(job)?.() };
}

test('what somebody asked for is carried out within a minute, once, and nothing else', async () => {
  const { queue, schedule, run } = await watching(WANTED);
  expect(schedule).toContainEqual([1, 'enrol-asked']);
  const before = queue.woken.length;
  await run('enrol-asked');
  expect(queue.woken).toHaveLength(before);
  const wanted = (await look()).plan.tasks.slice(0, 2).map(({ id }) => id);
  await askForEnrolment(database.db, EVERYTHING, { actor: { who: 'somebody' }, tasks: wanted }, world.now());
  await run('enrol-asked');
  expect(queue.woken.at(-1)).toEqual({ job: 'enrol', keys: [''] });
  await run('enrol');
  const outcomes = (await storedEnrolments(database.db, EVERYTHING)).flatMap((each) => Object.keys(each.outcomes));
  expect(outcomes.toSorted()).toEqual(wanted.toSorted());
  expect(await lastEnrolmentRequests(database.db, EVERYTHING, 5)).toMatchObject([
    { who: 'somebody', endedAt: world.now() },
  ]);
  board.begin();
  await run('enrol');
  expect((await look()).plan.tasks).toHaveLength(3 * TASKS_OF_ONE - 2);
});

test('what was asked for is open until it was tried, also when whoever tries it dies', async () => {
  const [task = ''] = (await look()).plan.tasks.map(({ id }) => id);
  await askForEnrolment(database.db, EVERYTHING, { actor: { who: 'somebody' }, tasks: [task] }, world.now());
  const { run } = await watching(WANTED, () => {
    throw new Error('killed');
  });
  await expect(run('enrol')).rejects.toThrow('killed');
  expect(await openEnrolmentRequests(database.db)).toHaveLength(1);
  await (await watching(WANTED)).run('enrol');
  expect(await openEnrolmentRequests(database.db)).toEqual([]);
  expect((await look()).plan.tasks.map(({ id }) => id)).not.toContain(task);
});

test('who is throttled neither lost its role nor never had one, and is looked at by the next survey', async () => {
  await look();
  const [known, fresh] = [board.accounts.get('200000000001'), { status: 'ACTIVE', hasRole: true, throttled: true }];
  if (known === undefined) throw new Error('It is there.');
  known.throttled = true;
  board.accounts.set('200000000009', fresh);
  for (const changes of [{ roles: true }, { fresh: true }]) {
    const { plan, unanswered } = await look(changes);
    const stateOf = (id: string) => plan.members.find(({ accountId }) => accountId === id)?.state;
    expect([stateOf('200000000001'), stateOf('200000000009')]).toEqual(['Created', 'Created']);
    expect(plan.tasks.filter(({ accountId }) => accountId === '200000000001')).toHaveLength(TASKS_OF_ONE);
    expect(unanswered.length).toBeGreaterThan(0);
  }
  known.throttled = fresh.throttled = false;
  const { plan, looked, unanswered } = await look();
  expect([looked, unanswered]).toEqual([1, []]);
  expect(plan.tasks.filter(({ accountId }) => accountId === '200000000009')).toHaveLength(TASKS_OF_ONE);
});

test('where AWS gives no answer a role counts as it was, and nobody is looked at for it', async () => {
  await look();
  for (const id of ['200000000001', '200000000004']) board.accounts.get(id)!.throttled = true;
  const { looked, unanswered, plan } = await look({ roles: true });
  expect([looked, unanswered]).toEqual([0, []]);
  expect(plan.members.map(({ state }) => state)).toEqual(['Created', 'Created', 'Created', 'Invited']);
});

test('what was asked for and could not be done for a day is over, and is not done when settings come back', async () => {
  const [task] = (await look()).plan.tasks;
  const askedAt = new Date(world.now().getTime() - 86_400_000);
  await askForEnrolment(database.db, EVERYTHING, { actor: { who: 'somebody' }, tasks: [task?.id ?? ''] }, askedAt);
  const { run } = await watching(WANTED);
  await run('enrol');
  expect(await openEnrolmentRequests(database.db)).toEqual([]);
  expect((await look()).plan.tasks).toHaveLength(3 * TASKS_OF_ONE);
  expect(world.told.find(({ event }) => event === 'organization-surveyed')?.details).toMatchObject({ expired: 1 });
});

test('of what is asked for, only what the asker sees is asked', async () => {
  const tasks = (await look()).plan.tasks.map(({ id }) => id);
  const account = tasks[0]?.split('/')[0] ?? '';
  const ask = (accounts: readonly string[]) =>
    askForEnrolment(
      database.db,
      { kind: 'some', accounts, organizationalUnits: [] },
      { actor: { who: 'somebody' }, tasks },
      world.now(),
    );
  expect(await ask(['777788889999'])).toBeUndefined();
  await ask([account]);
  const requests = await openEnrolmentRequests(database.db);
  expect(requests.map((each) => each.tasks)).toEqual([tasks.filter((id) => id.startsWith(account))]);
});

test('requests of others push out none of who sees few accounts', async () => {
  const { tasks } = (await look()).plan;
  const [mine = ''] = tasks.map(({ id }) => id);
  const account = mine.slice(0, mine.indexOf('/'));
  const theirs = tasks.map(({ id }) => id).filter((id) => !id.startsWith(account));
  const ask = (id: string, seconds: number) =>
    askForEnrolment(
      database.db,
      EVERYTHING,
      { actor: { who: 'somebody' }, tasks: [id] },
      new Date(world.now().getTime() + seconds * 1000),
    );
  await ask(mine, 0);
  for (let i = 1; i <= 3; i++) await ask(theirs[0] ?? '', i);
  const own = await lastEnrolmentRequests(
    database.db,
    { kind: 'some', accounts: [account], organizationalUnits: [] },
    2,
  );
  expect(own[0]?.tasks).toEqual([mine]);
});

test.each([true, false])(
  'serve surveys every five minutes, and carries out where it is automatic: %s',
  async (automatic) => {
    const { queue, schedule, run } = await watching({ ...WANTED, automatic });
    expect(schedule).toContainEqual([5, 'enrol']);
    await run('enrol');
    const tasks = 3 * TASKS_OF_ONE;
    expect(world.told.find(({ event }) => event === 'organization-surveyed')?.details).toEqual({
      joined: 0,
      looked: 4,
      tasks,
      done: automatic ? tasks : 0,
      refused: 0,
      obstacles: 1,
      unanswered: 0,
      expired: 0,
    });
    expect(queue.woken.filter(({ job }) => job === 'reconcile')).toHaveLength(automatic ? 2 : 1);
  },
);

test('an account that joins is looked at by a pass within minutes, though nothing is to be switched on there', async () => {
  const { queue, run } = await watching({ ...WANTED, autoEnable: {} });
  const passes = () => queue.woken.filter(({ job }) => job === 'reconcile').length;
  const before = passes();
  await run('enrol');
  expect(passes()).toBe(before);
  board.accounts.set('200000000009', { status: 'ACTIVE', hasRole: true });
  await run('enrol');
  expect(passes()).toBe(before + 1);
  await run('enrol');
  expect(passes()).toBe(before + 1);
});
