import { expect, test } from 'vitest';
import { anonymousGrants } from '#services/detectors/kits/acl.ts';

const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const AUTHENTICATED = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';

function list(Grant: unknown) {
  return { AccessControlPolicy: { AccessControlList: { Grant } } };
}

function grant(URI: string, Permission: string) {
  return { Grantee: { 'xsi:type': 'Group', URI }, Permission };
}

test.each([
  ['one grant without a list', list(grant(ALL_USERS, 'READ')), ['READ']],
  [
    'a grant among others',
    list([{ Grantee: { ID: 'x' }, Permission: 'FULL_CONTROL' }, grant(ALL_USERS, 'WRITE_ACP')]),
    ['WRITE_ACP'],
  ],
  ['a canned list', { 'x-amz-acl': 'public-read' }, ['READ']],
  ['a canned list in a list', { 'x-amz-acl': ['public-read-write'] }, ['READ', 'WRITE']],
  ['a grant in a header', { 'x-amz-grant-write': `uri="${ALL_USERS}", id="x"` }, ['WRITE']],
  ['headers below accessControlList', { accessControlList: { 'x-amz-acl': 'public-read' } }, ['READ']],
])('%s opens the bucket', (_name, parameters, permissions) => {
  expect(anonymousGrants(parameters)).toEqual(permissions);
});

test.each([
  ['anyone with an AWS account', list(grant(AUTHENTICATED, 'READ'))],
  ['a canned list for them', { 'x-amz-acl': 'authenticated-read' }],
  ['a private bucket', { 'x-amz-acl': 'private' }],
  ['a list that is text', { AccessControlPolicy: 'public-read', accessControlList: 'public-read' }],
  ['grants that are nothing', list([null, 7, {}, { Grantee: ALL_USERS, Permission: 'READ' }])],
  ['nothing at all', {}],
])('%s does not', (_name, parameters) => {
  expect(anonymousGrants(parameters)).toEqual([]);
});
