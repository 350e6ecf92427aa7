import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '#db/queries/access/tokens.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { auditPage } from '#db/queries/audit.ts';
import { endEnrolmentRequest, openEnrolmentRequests } from '#db/queries/enrolment-requests.ts';
import { measuredVolumes, putLook, putOutcome, storedEnrolments } from '#db/queries/enrolments.ts';
import { readHours } from '#db/schema/read-hours.ts';
import type { AccountLook } from '#services/model/enrolment.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { memberAccount } from '../../../member-account.ts';
import { NOW } from '../../db/turns.ts';
import { openApi } from '../open-api.ts';

const [OURS, THEIRS] = ['111122223333', '444455556666'];
const LOOK: AccountLook = {
  accountId: OURS,
  refusal: null,
  regions: ['eu-west-1'],
  asked: ['vpc-flow'],
  features: [{ feature: 'vpc-flow', region: 'eu-west-1', on: 0, off: ['vpc-a'], refusal: null }],
};
const QUERY = `{
  enrolmentPlan {
    members { accountId state }
    tasks { accountId region feature resources refusal price { low likely high because } }
    obstacles { accountId call }
    total { likely }
  }
}`;

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([], {
    now: () => NOW,
    enrolment: {
      settings: { autoEnable: { 'vpc-flow': 'ALL' }, bucket: 'example-logs', role: 'VedetteEnrolment' },
      regions: undefined,
      memberRole: 'VedetteMember',
    },
  });
  const { db } = api.database;
  await putAccounts(db, [memberAccount(OURS), memberAccount(THEIRS)], NOW);
  await putLook(db, LOOK, NOW);
  await putOutcome(
    db,
    OURS,
    `${OURS}/eu-west-1/vpc-flow`,
    { outcome: 'refused', detail: 'Denied.', at: new Date(NOW.getTime() - 1000).toISOString() },
    LOOK,
  );
  await putLook(db, { ...LOOK, accountId: THEIRS, refusal: 'No role.', features: [] }, NOW);
});
afterAll(() => api.close());

test('the plan is told by what was last seen, with why a task was refused', async () => {
  const { data } = await api.ask(QUERY);
  expect(data).toMatchObject({
    enrolmentPlan: {
      members: [
        { accountId: OURS, state: 'CREATED' },
        { accountId: THEIRS, state: 'INVITED' },
      ],
      tasks: [{ accountId: OURS, region: 'eu-west-1', feature: 'VPC_FLOW', resources: ['vpc-a'], refusal: 'Denied.' }],
      obstacles: [{ accountId: THEIRS }],
    },
  });
});

test('of accounts that somebody may not see it tells nothing', async () => {
  const scope = { kind: 'some', accounts: [OURS], organizationalUnits: [] } as const;
  const { secret } = await createToken(
    api.database.db,
    { name: 'some', granted: { role: 'viewer', scope }, days: 1 },
    'local',
    NOW,
  );
  const { data } = await api.as(secret)(QUERY);
  expect(JSON.stringify(data)).toContain(OURS);
  expect(JSON.stringify(data)).not.toContain(THEIRS);
});

const APPLY = `mutation ($key: String!, $tasks: [ID!]) {
  applyEnrolment(tasks: $tasks, clientMutationId: $key) { id tasks userErrors { code message } }
}`;
const REQUESTS = '{ enrolmentPlan { requests { id tasks done refused endedAt } } }';

test('what is asked for is asked for once, stands in the audit log, and tells how far it is', async () => {
  const { db } = api.database;
  const task = `${OURS}/eu-west-1/vpc-flow`;
  const refused = await api.ask(APPLY, { key: 'a', tasks: ['nothing'] });
  expect(refused.data).toMatchObject({ applyEnrolment: { id: null, tasks: 0, userErrors: [{ code: 'NOT_FOUND' }] } });
  const first = await api.ask(APPLY, { key: 'b' });
  expect(first.data).toMatchObject({ applyEnrolment: { id: expect.any(String), tasks: 1, userErrors: [] } });
  expect((await api.ask(APPLY, { key: 'b' })).data).toEqual(first.data);
  expect((await api.ask(APPLY, { key: 'b', tasks: [task] })).data).toMatchObject({
    applyEnrolment: { userErrors: [{ code: 'KEY_REUSED' }] },
  });
  const [request, ...others] = await openEnrolmentRequests(db);
  expect([request?.tasks, others]).toEqual([[task], []]);
  expect(await auditPage(db, EVERYTHING, { limit: 1 })).toMatchObject([
    { entry: { what: 'enrolment.asked', about: { tasks: 1, request: request?.id } } },
  ]);
  // It was refused before anybody asked for it.
  const waiting = { id: request?.id, tasks: 1, done: 0, refused: 0, endedAt: null };
  expect((await api.ask(REQUESTS)).data).toEqual({ enrolmentPlan: { requests: [waiting] } });
  const at = new Date(NOW.getTime() + 1000);
  await putOutcome(db, OURS, task, { outcome: 'refused', detail: 'Denied again.', at: at.toISOString() }, LOOK);
  await endEnrolmentRequest(db, request?.id ?? '', at);
  expect((await api.ask(REQUESTS)).data).toEqual({
    enrolmentPlan: { requests: [{ ...waiting, refused: 1, endedAt: at.toISOString() }] },
  });
  expect(await openEnrolmentRequests(db)).toEqual([]);
});

test('only an administrator asks, and of accounts that somebody may not see no request is told', async () => {
  const { db } = api.database;
  const token = async (role: 'admin' | 'engineer', account: string) => {
    const scope = { kind: 'some', accounts: [account], organizationalUnits: [] } as const;
    return api.as((await createToken(db, { name: role, granted: { role, scope }, days: 1 }, 'local', NOW)).secret);
  };
  const engineer = await (await token('engineer', OURS))(APPLY, { key: 'c' });
  expect(engineer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  const theirs = await token('admin', THEIRS);
  expect((await theirs(REQUESTS)).data).toEqual({ enrolmentPlan: { requests: [] } });
  expect((await theirs(APPLY, { key: 'd', tasks: [`${OURS}/eu-west-1/vpc-flow`] })).data).toMatchObject({
    applyEnrolment: { id: null, userErrors: [{ code: 'NOT_FOUND' }] },
  });
  // Somebody else uses the same key.
  expect((await theirs(APPLY, { key: 'b' })).data).toMatchObject({
    applyEnrolment: { id: null, tasks: 0, userErrors: [] },
  });
});

test('where nothing is wanted there is no plan', async () => {
  const none = await openApi([]);
  expect((await none.ask(APPLY, { key: 'e' })).data).toMatchObject({
    applyEnrolment: { userErrors: [{ message: expect.stringContaining('enrolment.autoEnable') }] },
  });
  expect((await none.ask('{ enrolmentPlan { total { likely } } }')).data).toEqual({ enrolmentPlan: null });
  await none.close();
});

test('an account whose role was there once is known for ever; what an older version stored is looked at anew', async () => {
  const { db } = api.database;
  await putLook(db, { ...LOOK, refusal: 'Gone.', features: [] }, NOW);
  const [its] = await storedEnrolments(db, EVERYTHING);
  expect(its).toMatchObject({ known: true, look: { refusal: 'Gone.' } });
});

test('volumes are those of accounts and Regions that were read lately', async () => {
  const { db } = api.database;
  const day = Array.from({ length: 24 }, (_, n) => [hour(OURS, 100, n), hour(THEIRS, 300, n)]);
  await db.insert(readHours).values([...day.flat(), hour(OURS, 1e9, 24 * 8)]);
  expect(await measuredVolumes(db, EVERYTHING, NOW)).toEqual([
    { source: 'vpc-flow', low: 86_400, likely: 144_000, high: 201_600, measuredIn: 2 },
  ]);
  const ours = { kind: 'some', accounts: [OURS], organizationalUnits: [] } as const;
  expect(await measuredVolumes(db, ours, NOW)).toMatchObject([{ likely: 72_000, measuredIn: 1 }]);
  // The volumes of others must not influence a price.
  await db.insert(readHours).values(hour(THEIRS, 1e9, 30));
  await putLook(db, LOOK, NOW);
  const token = await createToken(
    db,
    { name: 'ours', granted: { role: 'viewer', scope: ours }, days: 1 },
    'local',
    NOW,
  );
  const priceOf = async (ask: typeof api.ask) =>
    JSON.stringify((await ask('{ enrolmentPlan { tasks { price { likely } } } }')).data);
  expect(await priceOf(api.as(token.secret))).not.toBe(await priceOf(api.ask));
});

function hour(accountId: string, records: number, ago: number) {
  return {
    accountId,
    region: 'eu-west-1',
    source: 'vpc-flow',
    hour: new Date(NOW.getTime() - ago * 3_600_000),
    objects: 1,
    failed: 0,
    late: 0,
    records,
    unreadable: 0,
  };
}
