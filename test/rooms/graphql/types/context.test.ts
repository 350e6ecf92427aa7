import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createToken } from '#db/queries/access/tokens.ts';
import { EVERYTHING, type ViewerScope } from '#services/model/viewer.ts';
import { finding } from '../../db/turns.ts';
import { openApi } from '../open-api.ts';

const OURS = '111122223333';
const THEIRS = '444455556666';
const accessKeyDetails = { principalId: 'AROAEXAMPLEROLE000001:alice' };

/** One role in two accounts, with one address at the other end of them all, and one more finding of another instance. */
const FINDINGS = [
  finding(1, { accountId: OURS, resource: { id: 'i-0abcd1234ef567890', resourceType: 'Instance', accessKeyDetails } }),
  finding(2, { accountId: THEIRS, resource: { id: 'CANARY', resourceType: 'AccessKey', accessKeyDetails } }),
  finding(3, { accountId: OURS, resource: { id: 'i-0abcd1234ef567890', resourceType: 'Instance' } }),
  finding(4, { accountId: THEIRS, resource: { id: 'i-0fedcba9876543210', resourceType: 'Instance' } }),
];
const [one] = FINDINGS;

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi(FINDINGS);
});
afterAll(() => api.close());

const ASKS = {
  RESOURCE: '{ resourceIds: $values }',
  PRINCIPAL: '{ principals: $values }',
  REMOTE_ADDRESS: '{ remoteAddresses: $values }',
};

const TOLD = z.object({
  finding: z.object({
    context: z.array(
      z.object({ by: z.enum(['RESOURCE', 'PRINCIPAL', 'REMOTE_ADDRESS']), values: z.array(z.string()) }),
    ),
  }),
});

/** The context of the first finding as a viewer sees it: which findings share it, and how many in which accounts. */
async function contextFor(scope: ViewerScope) {
  const granted = { role: 'viewer', scope } as const;
  const { secret } = await createToken(api.database.db, { name: 'who', granted, days: 1 }, 'local', new Date());
  const ask = api.as(secret);
  const { data } = await ask('query($id: ID!) { finding(id: $id) { context { by values } } }', { id: one?.id });
  const answers = [];
  for (const { by, values } of TOLD.parse(data).finding.context) {
    const filter = ASKS[by];
    const shared = await ask(
      `query($values: [String!]!) {
        findings(filter: ${filter}) { nodes { title: arn accountId resource { resourceId } } totalCount }
        statistics(filter: ${filter}) { findings facet(by: ACCOUNT_ID) { key count } }
      }`,
      { values },
    );
    expect(shared.errors).toBeUndefined();
    answers.push([by, shared.data]);
  }
  return answers;
}

const shared = (findings: number, ...keys: readonly string[]) => ({
  findings: { nodes: { length: findings }, totalCount: findings },
  statistics: { findings, facet: keys.map((key) => ({ key })) },
});

test('findings of all accounts that share the resource, the principal or the other end are told of', async () => {
  expect(await contextFor(EVERYTHING)).toMatchObject([
    ['RESOURCE', shared(2, OURS)],
    ['PRINCIPAL', shared(2, OURS, THEIRS)],
    ['REMOTE_ADDRESS', shared(4, OURS, THEIRS)],
  ]);
});

test('who may see one account is told of nothing in another', async () => {
  const told = await contextFor({ kind: 'some', accounts: [OURS], organizationalUnits: [] });
  for (const theirs of [THEIRS, 'CANARY', 'i-0fedcba9876543210']) expect(JSON.stringify(told)).not.toContain(theirs);
  expect(told).toMatchObject([
    ['RESOURCE', shared(2, OURS)],
    ['PRINCIPAL', shared(1, OURS)],
    ['REMOTE_ADDRESS', shared(2, OURS)],
  ]);
});
