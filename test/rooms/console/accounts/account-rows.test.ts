import { expect, test } from 'vitest';
import { rowsOf } from '../../../../console/accounts/account-rows.ts';

const account = (id: string, organizationalUnits: string[], gaps: number) => ({
  id,
  name: `account ${id}`,
  email: null,
  status: 'ACTIVE',
  management: false,
  organizationalUnits,
  coverage: [
    { state: 'COVERED' as const, source: 'CLOUDTRAIL' as const },
    ...Array.from({ length: gaps }, () => ({ state: 'GAP' as const, source: 'VPC_FLOW' as const })),
  ],
});

const ANSWER = {
  accounts: [
    account('111122223333', [], 0),
    account('123456789012', ['ou-prod', 'ou-work'], 1),
    account('444455556666', ['ou-work'], 2),
  ],
  enrolmentPlan: null,
  statistics: {
    byAccount: [
      { key: '123456789012', count: 3 },
      { key: '444455556666', count: 4 },
    ],
  },
};
const UNITS = [
  { unitId: 'ou-prod', name: 'Production', parentId: 'ou-work' },
  { unitId: 'ou-work', name: 'Workloads', parentId: null },
  { unitId: 'ou-none', name: 'Nobody', parentId: 'ou-unseen' },
];

test('units tell of all accounts below them, and each row stands in the nearest unit', () => {
  const rows = rowsOf({ ...ANSWER, organizationTree: { units: UNITS, refusal: null } });
  expect(rows).toMatchObject([
    { id: 'ou-prod', parentId: 'ou-work', accounts: 1, looked: 1, findings: 3, gaps: 1, read: 'CloudTrail' },
    { id: 'ou-work', parentId: null, accounts: 2, looked: 2, findings: 7, gaps: 3 },
    // Its parent is not known to anybody, so it is at the top rather than nowhere.
    { id: 'ou-none', parentId: null, accounts: 0, looked: 0, findings: 0, gaps: 0, read: '' },
    { id: '111122223333', parentId: null, findings: 0, gaps: 0 },
    { id: '123456789012', parentId: 'ou-prod', units: 'Production, Workloads' },
    { id: '444455556666', parentId: 'ou-work' },
  ]);
});

test('without a tree every account stands at the top, with the units that are known by their ids', () => {
  const rows = rowsOf({ ...ANSWER, organizationTree: { units: [], refusal: 'ListRoots is denied.' } });
  expect(rows.map(({ id, parentId }) => [id, parentId])).toEqual(ANSWER.accounts.map(({ id }) => [id, null]));
  expect(rows[1]).toMatchObject({ units: 'ou-prod, ou-work' });
});
