import { expect, test } from 'vitest';
import { addedTo } from '#services/detectors/kits/shared-with.ts';

const ACCOUNT = '444455556666';
const PERMISSION = 'launchPermission';

test.each([
  [{ [PERMISSION]: { add: { items: [{ userId: ACCOUNT }] } } }, false, [ACCOUNT]],
  [{ [PERMISSION]: { add: { items: [{ group: 'all' }] } } }, true, []],
  [
    {
      [PERMISSION]: {
        add: {
          items: [
            { organizationArn: `arn:aws:organizations::${ACCOUNT}:organization/o-exampleorgid` },
            { organizationalUnitArn: 'arn:aws:organizations::777788889999:ou/o-exampleorgid/ou-1' },
          ],
        },
      },
    },
    false,
    [ACCOUNT, '777788889999'],
  ],
  [{ [PERMISSION]: { remove: { items: [{ userId: ACCOUNT }] } } }, false, []],
  [{ operationType: 'add', userId: ACCOUNT }, false, [ACCOUNT]],
  [{ operationType: 'add', userIds: [ACCOUNT, ACCOUNT] }, false, [ACCOUNT]],
  [{ operationType: 'add', userIdSet: { items: [{ userId: ACCOUNT }] } }, false, [ACCOUNT]],
  [{ operationType: 'add', userGroup: 'all' }, true, []],
  [{ operationType: 'add', userGroups: ['all'] }, true, []],
  [{ operationType: 'add', userGroupSet: { items: [{ group: 'all' }] } }, true, []],
  [{ operationType: 'add', groupNames: ['All'] }, true, []],
  [{ operationType: 'add', groupSet: { items: [{ groupName: 'all' }] } }, true, []],
  [{ operationType: 'remove', userId: ACCOUNT, userGroup: 'all' }, false, []],
  [{ operationType: 'add', userGroup: 'allies', description: 'all' }, false, []],
] as const)('%j', (parameters, everybody, accounts) => {
  expect(addedTo(parameters, PERMISSION)).toMatchObject({ everybody, accounts });
});

test.each([
  [{ userId: ACCOUNT }, true],
  [{ group: 'all' }, false],
  [{ organizationArn: `arn:aws:organizations::${ACCOUNT}:organization/o-exampleorgid` }, false],
])('%j is shared by the id of an account: %s', (item, byAccount) => {
  expect(addedTo({ [PERMISSION]: { add: { items: [item] } } }, PERMISSION).byAccount).toBe(byAccount);
});
