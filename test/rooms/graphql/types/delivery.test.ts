import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditPage } from '#db/queries/audit.ts';
import { settleDeliveries } from '#db/queries/deliveries.ts';
import { orderDeliveries } from '#db/queries/order-deliveries.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { finding, NOW } from '../../db/turns.ts';
import { openApi } from '../open-api.ts';

const FINDINGS = [1, 2, 3].map((n) => finding(n, n === 3 ? { accountId: '444455556666' } : {}));
const [FIRST, , THIRD] = FINDINGS.map(({ id }) => id);

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi(FINDINGS, { sinks: [{ name: 'hub', render: ({ id }) => ({ sent: id }) }] });
  const { db } = api.database;
  const orders = ['hub', 'webhook/pager'].flatMap((sink) =>
    FINDINGS.map(({ id }) => ({
      sink,
      terms: EVERY_VERSION,
      findingId: id,
      partition: 'p',
    })),
  );
  await orderDeliveries(db, orders, NOW);
  const failed = { outcome: 'failed', error: 'Too long.', nextAttemptAt: NOW } as const;
  await settleDeliveries(
    db,
    'hub',
    [{ ...failed, findingId: FIRST ?? '', version: FINDINGS[0]?.updatedAt ?? '' }],
    NOW,
  );
});
afterAll(() => api.close());

test('dead letters are found with the reason', async () => {
  const { data } = await api.ask(`{
    deliveries(filter: { states: FAILED }) {
      nodes { sink findingId accountId type state attempts nextAttemptAt lastError }
    }
  }`);
  expect(data).toMatchObject({
    deliveries: {
      nodes: [
        {
          sink: 'hub',
          findingId: FIRST,
          accountId: '111122223333',
          type: 'UnauthorizedAccess:EC2/SSHBruteForce',
          state: 'FAILED',
          attempts: 1,
          nextAttemptAt: null,
          lastError: 'Too long.',
        },
      ],
    },
  });
});

test('they are read page by page, forward, each once', async () => {
  const query =
    'query ($after: String) { deliveries(first: 4, after: $after) { nodes { sink findingId } pageInfo { endCursor hasNextPage } } }';
  const first = await api.ask(query);
  const { deliveries } = first.data;
  expect(deliveries.pageInfo.hasNextPage).toBe(true);
  const second = await api.ask(query, { after: deliveries.pageInfo.endCursor });
  const all = [...deliveries.nodes, ...second.data.deliveries.nodes].map(
    ({ sink, findingId }) => `${sink} ${findingId}`,
  );
  expect(new Set(all).size).toBe(6);
  expect(second.data.deliveries.pageInfo.hasNextPage).toBe(false);
  const backward = await api.ask('{ deliveries(last: 1) { nodes { sink } } }');
  expect(backward.errors).toMatchObject([{ message: 'Deliveries can only be read forward: use first.' }]);
  const made = Buffer.from('["hub", 1]').toString('base64url');
  expect((await api.ask(query, { after: made })).errors?.[0]?.message).toContain('does not belong to this list');
});

test('who may see one account sees and counts its deliveries alone', async () => {
  const { data } = await api.ask(`mutation {
    createToken(input: { name: "one", role: VIEWER, accountIds: ["444455556666"] }) { secret }
  }`);
  const ask = api.as(data.createToken.secret);
  const seen = await ask('{ deliveries { nodes { findingId } } deliveryCounts { sink state deliveries } }');
  expect(seen.data).toEqual({
    deliveries: { nodes: [{ findingId: THIRD }, { findingId: THIRD }] },
    deliveryCounts: [
      { sink: 'hub', state: 'PENDING', deliveries: 1 },
      { sink: 'webhook/pager', state: 'PENDING', deliveries: 1 },
    ],
  });
  const others = await ask(`{ deliveries(filter: { findingIds: "${FIRST}" }) { nodes { sink } } }`);
  expect(others.data).toEqual({ deliveries: { nodes: [] } });
});

test('a document is shown as the sink gets it, to whoever may see its finding', async () => {
  const query = '{ deliveries(first: 2) { nodes { findingId document } } }';
  expect((await api.ask(query)).data.deliveries.nodes[0]).toEqual({ findingId: FIRST, document: { sent: FIRST } });
  const unused = await api.ask('{ deliveries(filter: { sinks: "webhook/pager" }, first: 1) { nodes { document } } }');
  expect(unused.data.deliveries.nodes).toEqual([{ document: null }]);
});

test('dead letters are sent again once for a key, within what is theirs to see, and that is written down', async () => {
  const redrive = `mutation ($key: String, $ids: [String!]) {
    redriveDeliveries(sinks: ["hub"], findingIds: $ids, clientMutationId: $key) { redriven userErrors { code } } }`;
  const { data } = await api.ask(`mutation {
    createToken(input: { name: "two", role: ENGINEER, accountIds: ["444455556666"] }) { secret }
  }`);
  expect((await api.as(data.createToken.secret)(redrive)).data).toEqual(done(0));
  expect((await api.ask(redrive, { ids: Array(101).fill(FIRST) })).data).toEqual(done(0, 'TOO_MANY'));
  for (const _ of [1, 2]) expect((await api.ask(redrive, { key: 'k' })).data).toEqual(done(1));
  expect((await api.ask(redrive, { key: 'k', ids: [FIRST] })).data).toEqual(done(0, 'KEY_REUSED'));
  const told = await auditPage(api.database.db, EVERYTHING, { limit: 10 });
  expect(told.flatMap(({ entry }) => (entry.what === 'deliveries.redriven' ? [entry] : []))).toEqual([
    expect.objectContaining({ who: 'token:settings', about: { sinks: ['hub'], redriven: 1 } }),
  ]);
});

function done(redriven: number, code?: string): object {
  return { redriveDeliveries: { redriven, userErrors: code === undefined ? [] : [{ code }] } };
}
