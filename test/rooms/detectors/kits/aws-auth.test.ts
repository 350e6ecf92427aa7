import { expect, test } from 'vitest';
import { isAboutAwsAuth, mappingsIn } from '#services/detectors/kits/aws-auth.ts';

const ROLE = 'arn:aws:iam::111122223333:role/nodes';
const USER = 'arn:aws:iam::111122223333:user/alice';

function mapped(data: object) {
  return mappingsIn({ requestObject: { data } });
}

test.each([
  ['aws-auth', undefined, true],
  [undefined, 'aws-auth', true],
  ['other', 'aws-auth', false],
  [undefined, 'other', false],
])('%s, or %s as it was sent, is the table: %s', (name, sent, expected) => {
  expect(isAboutAwsAuth({ name, requestObject: { metadata: { name: sent } } })).toBe(expected);
});

test.each([
  ['system:bootstrappers', false],
  ['system:nodes', false],
  ['system:node-proxier', false],
  ['eks:kube-proxy-windows', false],
  ['system:masters', true],
])('%s is more than nodes are: %s', (group, expected) => {
  const mapRoles = JSON.stringify([{ rolearn: ROLE, groups: ['system:nodes', group] }]);
  expect(mapped({ mapRoles })).toEqual(expected ? [{ who: ROLE, groups: ['system:nodes', group] }] : []);
});

test('users, roles and accounts, as YAML', () => {
  const mapUsers = `- userarn: ${USER}\n  groups: [system:masters]\n- groups: [system:masters]\n`;
  expect(mapped({ mapUsers, mapAccounts: '- "444455556666"\n- 012345678901\n- 5\n' })).toEqual([
    { who: USER, groups: ['system:masters'] },
    { who: '444455556666', groups: [] },
    { who: '012345678901', groups: [] },
    { who: '000000000005', groups: [] },
  ]);
});

test('the last of several keys counts, for comparing all with each other would take too long', () => {
  const mapRoles = `- rolearn: ${ROLE}\n  groups: [system:nodes]\n  groups: [system:masters]\n`;
  expect(mapped({ mapRoles })).toEqual([{ who: ROLE, groups: ['system:masters'] }]);
});

test('who has no groups has no rights', () => {
  expect(mapped({ mapRoles: JSON.stringify([{ rolearn: ROLE, groups: null }, { rolearn: ROLE }]) })).toEqual([]);
});

test.each(['{', '- *a', 'text', '- rolearn: 7', 7, undefined])('%j maps nobody', (text) => {
  expect(mapped({ mapRoles: text, mapAccounts: text })).toEqual([]);
});
