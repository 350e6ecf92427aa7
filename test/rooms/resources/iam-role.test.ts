import { expect, test } from 'vitest';
import role from '#services/resources/iam-role.ts';

const [ONE, OTHER] = ['444455556666', '777788889999'];
const NOBODY = { accounts: [], withExternalId: [], everybody: false, anyToken: [] };

test.each([
  [NOBODY, 'lets no account in.'],
  [{ ...NOBODY, accounts: [ONE] }, `lets in account ${ONE} without an external ID.`],
  [
    { ...NOBODY, accounts: [ONE], withExternalId: [ONE] },
    `lets in account ${ONE} with an external ID only, as partners present it.`,
  ],
  [
    { ...NOBODY, accounts: [ONE, OTHER], withExternalId: [OTHER], everybody: true, anyToken: ['gitlab.com'] },
    `lets in anybody; any token of gitlab.com; account ${ONE} without an external ID; account ${OTHER} with an external ID only, as partners present it.`,
  ],
  [
    { ...NOBODY, accounts: ['1', '2', '3', '4', '5', '6', '7'] },
    'lets in accounts 1, 2, 3, 4, 5 and 2 more without an external ID.',
  ],
])('%j', (trust, says) => {
  expect(role.remarks?.({ roleName: 'app', trust })).toEqual([`The trust policy of role app ${says}`]);
});

test('of a role that nobody was asked about nothing is said', () => {
  expect(role.remarks?.({ roleName: 'app' })).toEqual([]);
});
