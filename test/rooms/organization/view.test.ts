import { describe, expect, test } from 'vitest';
import type { Known } from '#services/model/known.ts';
import { ReadAccounts } from '#services/organization/read-accounts.ts';
import { organizationView, type OrganizationParts } from '#services/organization/view.ts';

const NOW = Date.UTC(2026, 2, 2);
const OWN = '111122223333';
const OTHER = '444455556666';

const row = (who: string, until?: string): Known => ({ who, purposes: ['pipeline'], because: 'tests', until });
const secret = (name: string): string => `arn:aws:secretsmanager:eu-west-1:${OWN}:secret:${name}`;

describe('strangers', () => {
  test('are neither members nor lately were', () => {
    const view = organizationView({ members: new Map([[OWN, []]]), left: new Set(['222233334444']) });
    expect([OWN, '222233334444', OTHER].map((id) => view.foreign(id, NOW))).toEqual([false, false, true]);
  });

  test('without a directory are those whose logs were not read, as far as reading came', () => {
    const read = new ReadAccounts();
    const view = organizationView({ read: read.ids });
    expect(view.foreign(OWN, NOW)).toBe(true);
    const values = [undefined, OWN];
    read.add({ codes: new Uint32Array(0), limit: 2, generation: Symbol('one'), value: (code) => values[code] });
    expect(view.foreign(OWN, NOW)).toBe(false);
    expect(view.foreign(OTHER, NOW)).toBe(true);
    // The reader has forgotten its values, and gives their codes to others.
    const others = [undefined, OTHER];
    read.add({ codes: new Uint32Array(0), limit: 2, generation: Symbol('two'), value: (code) => others[code] });
    expect(view.foreign(OTHER, NOW)).toBe(false);
  });

  test('are known for certain only with a directory', () => {
    expect(organizationView({ read: new Set([OWN]), named: new Set([OWN]) }).knowsMembers).toBe(false);
    expect(organizationView({ members: new Map([[OWN, []]]) }).knowsMembers).toBe(true);
  });

  test('with a directory are also accounts whose logs are read', () => {
    const view = organizationView({ members: new Map([[OWN, []]]), read: new Set([OTHER]) });
    expect(view.foreign(OTHER, NOW)).toBe(true);
  });

  test.each(['anonymous', '', '12345', `${OTHER}7`, `7${OTHER}`, 'arn:aws:iam::444455556666:root'])(
    '%j is no account',
    (id) => {
      expect(organizationView({}).foreign(id, NOW)).toBe(false);
    },
  );

  test('are not the accounts that deliver access logs of load balancers', () => {
    expect(organizationView({}).foreign('127311923021', NOW)).toBe(false);
  });
});

describe('what the owner knows', () => {
  const serves = (known: Known, arn: string, time = NOW) =>
    organizationView({ known: [known] }).serves('pipeline', { accountId: OWN, arn }, time);

  test('an account is no stranger, until the day that is named', () => {
    const view = organizationView({ known: [row(OTHER, '2026-03-03')] });
    expect([NOW, NOW + 86_400_000].map((time) => view.foreign(OTHER, time))).toEqual([false, true]);
    expect(view.foreign('222233334444', NOW)).toBe(true);
  });

  test.each([
    [`arn:aws:iam::${OWN}:role/deploy`, true],
    ['arn:aws:iam::*:role/deploy*', true],
    ['arn:aws:iam::*:role/deplo', false],
    [OWN, true],
    [OTHER, false],
  ])('%s serves: %s', (who, expected) => {
    expect(serves(row(who), `arn:aws:iam::${OWN}:role/deploy`)).toBe(expected);
  });

  test('it serves for what it says, and no longer than it says', () => {
    const known = row(OWN, '2026-03-02');
    expect(serves(known, '', NOW - 1)).toBe(true);
    expect(serves(known, '', NOW)).toBe(false);
    expect(organizationView({ known: [row(OWN)] }).serves('backup', { accountId: OWN }, NOW)).toBe(false);
  });

  test.each([
    ['mail-AbCdEf', 'mail', true],
    ['mail', 'mail-AbCdEf', true],
    ['mail-AbCdEf', 'mail-AbCdEf', true],
    ['mail-AbCdEf', 'mail-GhIjKl', false],
    ['mail-AbCdEf', 'mails', false],
  ])('the secret %s is meant by %s: %s', (said, asked, expected) => {
    expect(serves(row(secret(said)), secret(asked))).toBe(expected);
  });

  test('a principal serves nobody who has no ARN', () => {
    expect(organizationView({ known: [row('*')] }).serves('pipeline', { accountId: OWN }, NOW)).toBe(false);
  });

  test('a purpose is given when any row says so', () => {
    const view = organizationView({ known: [{ ...row(OTHER), purposes: ['backup'] }, row(OWN)] });
    expect([view.gives('pipeline'), view.gives('backup'), view.gives('vendor')]).toEqual([true, true, false]);
  });
});

const versionOf = (parts: OrganizationParts): string => organizationView(parts).version;

test('another table and other accounts are another version, in whatever order they are listed', () => {
  const members: readonly (readonly [id: string, units: readonly string[]])[] = [
    [OWN, []],
    [OTHER, ['ou-ab12-00000000']],
  ];
  const left = ['222233334444', '333344445555'];
  const versions = [
    {},
    { known: [row(OWN)] },
    { left: new Set(left) },
    { members: new Map(members) },
    { members: new Map(members.slice(0, 1)) },
  ].map(versionOf);
  expect(new Set(versions).size).toBe(5);
  expect(versionOf({ left: new Set(left.toReversed()) })).toBe(versions[2]);
  expect(versionOf({ members: new Map(members.toReversed()) })).toBe(versions[3]);
});

test('says which member has a public address, as far as that is known', () => {
  const addresses = { version: '1', owners: new Map([['203.0.113.20', OTHER]]) };
  const view = organizationView({ members: new Map([[OWN, []]]), addresses });
  expect(view.ownerOf('203.0.113.20')).toBe(OTHER);
  expect(view.ownerOf('203.0.113.21')).toBeUndefined();
  expect(view.knowsAddresses).toBe(true);
  expect(organizationView({}).knowsAddresses).toBe(false);
  const versions = [undefined, addresses, { ...addresses, version: '2' }].map(
    (known) => organizationView({ addresses: known }).version,
  );
  expect(new Set(versions).size).toBe(3);
});
