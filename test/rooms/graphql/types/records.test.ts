import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '#db/queries/access/tokens.ts';
import { putKeptRecords } from '#db/queries/kept-records.ts';
import type { Origin } from '#services/model/observation.ts';
import { EVERYTHING, type Grant } from '#services/model/viewer.ts';
import { MANY_FINDINGS } from '../../db/many-findings.ts';
import { finding } from '../../db/turns.ts';
import { openApi } from '../open-api.ts';

const ORIGINS: readonly Origin[] = Array.from({ length: 30 }, (_, n) => ({
  object: `s3://logs/${n}`,
  position: n,
  id: null,
  time: '2026-11-22T19:00:00.000Z',
}));
const [plain] = MANY_FINDINGS;
if (plain === undefined) throw new Error('There are findings.');
const KEPT = finding(1, {
  ...plain,
  id: plain.id,
  service: { ...plain.service, evidence: { ...plain.service.evidence, origins: ORIGINS } },
});

const asked: (readonly Origin[])[] = [];
let time = 0;
let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([KEPT], {
    traceUrl: 'https://traces.example/{traceId}?of={traceId}',
    now: () => new Date(Date.parse('2026-11-22T20:00:00Z') + time),
    async records(origins, kept) {
      asked.push(origins);
      return origins.map((origin) =>
        origin.position === 7
          ? { origin, trouble: 'It was deleted.' }
          : {
              origin,
              text: `line ${origin.position}`,
              isCut: false,
              isKept: kept.some((each) => each.origin.position === origin.position),
            },
      );
    },
  });
  await putKeptRecords(api.database.db, [
    { findingId: KEPT.id, records: ORIGINS.slice(5, 6).map((origin) => ({ origin, text: 'line 5', isCut: false })) },
  ]);
});
afterAll(() => api.close());

const QUERY = `query Records($id: ID!, $first: Int! = 5, $from: Int! = 0) {
  finding(id: $id) {
    records(first: $first, from: $from) { origin { position } text isCut isKept trouble }
    keptRecords { text isKept } } }`;

async function asking(granted: Grant) {
  const now = new Date(Date.parse('2026-11-22T20:00:00Z') + time);
  const { secret } = await createToken(api.database.db, { name: 'x', granted, days: 1 }, 'local', now);
  return (variables: object, query = QUERY) => api.as(secret)(query, { id: KEPT.id, ...variables });
}

test('a page of a finding’s records is read, in the order of its origins', async () => {
  const ask = await asking({ role: 'analyst', scope: EVERYTHING });
  expect((await ask({ first: 3, from: 5 })).data.finding).toEqual({
    records: [
      { origin: { position: 5 }, text: 'line 5', isCut: false, isKept: true, trouble: null },
      { origin: { position: 6 }, text: 'line 6', isCut: false, isKept: false, trouble: null },
      { origin: { position: 7 }, text: null, isCut: false, isKept: false, trouble: 'It was deleted.' },
    ],
    keptRecords: [{ text: 'line 5', isKept: true }],
  });
  expect((await ask({ from: 29 })).data.finding).toMatchObject({ records: [{ text: 'line 29' }] });
  expect((await ask({ first: 20, from: 30 })).data.finding).toMatchObject({ records: [] });
  for (const wrong of [{ first: 21 }, { first: -1 }, { from: -1 }])
    expect((await ask(wrong)).errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
});

test('whoever only looks, and whoever may not see the account, is read nothing', async () => {
  const before = asked.length;
  const viewer = await asking({ role: 'viewer', scope: EVERYTHING });
  for (const field of ['keptRecords', 'records']) {
    const { errors } = await viewer({}, `query ($id: ID!) { finding(id: $id) { ${field} { text } } }`);
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  }
  const { data, errors } = await viewer({});
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN']);
  expect(JSON.stringify(data)).not.toContain('line');
  const scope = { kind: 'some', accounts: ['999999999999'], organizationalUnits: [] } as const;
  const elsewhere = await asking({ role: 'admin', scope });
  expect((await elsewhere({})).data).toEqual({ finding: null });
  expect(asked).toHaveLength(before);
});

test('a page of findings cannot have the records of all', async () => {
  for (const query of [
    '{ findings(first: 10) { nodes { records { text } } } }',
    '{ findings(first: 100) { nodes { a: keptRecords { text } b: keptRecords { text } } } }',
  ])
    expect((await api.ask(query)).errors?.[0]?.extensions?.code).toBe('QUERY_TOO_COMPLEX');
});

test('thirty questions a minute are answered, and then one every two seconds, to each for themselves', async () => {
  const [ask, other] = [
    await asking({ role: 'analyst', scope: EVERYTHING }),
    await asking({ role: 'analyst', scope: EVERYTHING }),
  ];
  for (let n = 0; n < 30; n++) expect((await ask({ first: 1 })).errors).toBeUndefined();
  const { errors } = await ask({ first: 1 });
  expect(errors).toMatchObject([
    { message: expect.stringContaining('try again in 2 s'), extensions: { code: 'TRY_AGAIN' } },
  ]);
  expect((await other({ first: 1 })).errors).toBeUndefined();
  time += 2000;
  expect((await ask({ first: 1 })).errors).toBeUndefined();
});

test('a record leads to the trace of its log object', async () => {
  const { data } = await api.ask(
    `query ($id: ID!) { finding(id: $id) {
    service { evidence { origins { object traceId traceUrl } } } } }`,
    { id: KEPT.id },
  );
  const id = hash('sha256', 's3://logs/0').slice(0, 32);
  expect(data.finding).toMatchObject({
    service: {
      evidence: {
        origins: expect.arrayContaining([
          { object: 's3://logs/0', traceId: id, traceUrl: `https://traces.example/${id}?of=${id}` },
        ]),
      },
    },
  });
});
