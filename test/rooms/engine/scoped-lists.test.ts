import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Intel, ListCategory, ListScope } from '#services/model/intel.ts';
import { ArrayDecoder } from './columns.ts';
import { detector, digest, engineOf, EVERYBODY, FIELDS, knock, lists, runTurns, type Knock } from './knocks.ts';

type Entries = Partial<Record<ListCategory, readonly string[]>>;
type Scoped = Entries & { readonly scope: ListScope };

const OWN = '111122223333';
const OTHER = '444455556666';
const BELOW = '777788889999';
const UNIT = 'ou-ab12-cd34ef56';
const only = (...accounts: readonly string[]): ListScope => ({ accounts, organizationalUnits: [] });

/** Intel whose first entries apply everywhere, and the others to their accounts. */
function intelOf(everywhere: Entries, ...scoped: readonly Scoped[]): Intel {
  const scopes = scoped.map(({ scope }) => scope);
  const merged = (inForce: readonly ListScope[]): Entries =>
    scoped
      .filter(({ scope }) => inForce.includes(scope))
      .reduce<Entries>(
        (all, { custom = [], trusted = [] }) => ({
          ...all,
          ...(custom.length > 0 && { custom: [...(all.custom ?? []), ...custom] }),
          ...(trusted.length > 0 && { trusted: [...(all.trusted ?? []), ...trusted] }),
        }),
        everywhere,
      );
  const categories = new Set<ListCategory>(
    scoped.flatMap(({ custom, trusted }) => [
      ...(custom ? ['custom' as const] : []),
      ...(trusted ? ['trusted' as const] : []),
    ]),
  );
  return { ...lists(everywhere), scoped: { scopes, categories, within: (inForce) => lists(merged(inForce)) } };
}

const accused = detector({
  type: 'Recon:EC2/KnockAtListed',
  needs: ['custom'],
  where: { to: (to, { intel }) => to !== undefined && intel.address(to, 'custom') !== undefined },
  lists: ({ remotes }, { intel }) => remotes.values.flatMap((to) => intel.address(String(to), 'custom') ?? []),
});
const any = detector();
const organization = { ...EVERYBODY, organizationalUnits: new Map([[BELOW, [UNIT]]]) };

function heard(intel: Intel, records: readonly Knock[]): { accounts: readonly string[]; skipped: number } {
  const engine = engineOf([accused], { intel, organization });
  const work = engine.newWork();
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  engine.step(decoder.batch(records), { bucket: '', key: 'a' }, 'vpc-flow', work);
  return {
    accounts: work
      .observe()
      .map(({ accountId }) => accountId)
      .toSorted(),
    skipped: work.trustedSkipped,
  };
}

const everywhere = [OWN, OTHER, BELOW].map((accountId) => knock({ accountId }));

test.each<readonly [string, Intel, readonly string[]]>([
  ['for one account', intelOf({}, { custom: ['198.51.100.7'], scope: only(OTHER) }), [OTHER]],
  [
    'for a unit',
    intelOf({}, { custom: ['198.51.100.7'], scope: { accounts: [], organizationalUnits: [UNIT] } }),
    [BELOW],
  ],
  [
    'for both, besides one for all',
    intelOf(
      { custom: ['203.0.113.9'] },
      { custom: ['198.51.100.7'], scope: { accounts: [OWN], organizationalUnits: [UNIT] } },
    ),
    [OWN, BELOW],
  ],
  ['for none that is there', intelOf({}, { custom: ['198.51.100.7'], scope: only('999900001111') }), []],
  ['for all', lists({ custom: ['198.51.100.7'] }), [OWN, OTHER, BELOW]],
])('a list %s accuses there alone', (_, intel, accounts) => {
  expect(heard(intel, everywhere).accounts).toEqual(accounts.toSorted());
});

test('a finding names the entry of the list that is for its account', () => {
  const intel = intelOf({}, { custom: ['198.51.100.7'], scope: only(OTHER) });
  const engine = engineOf([accused], { intel, organization });
  const found = runTurns(engine, [[['a', everywhere]]]);
  expect(found.map(({ finding }) => finding.accountId)).toEqual([OTHER]);
  expect(found[0]?.finding.service.evidence.threatIntelligenceDetails).toMatchObject([
    { threatNames: ['198.51.100.7'] },
  ]);
});

test('a trusted list silences in its accounts alone, and what it silences is counted', () => {
  const custom = ['198.51.100.7', '203.0.113.9'];
  const intel = intelOf({ custom, trusted: ['203.0.113.9'] }, { trusted: ['198.51.100.7'], scope: only(OTHER) });
  expect(heard(intel, everywhere)).toEqual({ accounts: [BELOW, OWN].toSorted(), skipped: 1 });
  // Addresses that everybody trusts are trusted in accounts with lists of their own as well.
  const both = [...everywhere, ...everywhere.map((record) => ({ ...record, to: '203.0.113.9' }))];
  expect(heard(intel, both)).toEqual({ accounts: [BELOW, OWN].toSorted(), skipped: 4 });
});

test('more different sets of trusted lists than share a word', () => {
  const accounts = Array.from({ length: 100 }, (_, i) => String(100_000_000_000 + i));
  const scoped = accounts.map((id, i) => ({ trusted: [`10.0.0.${i}`], scope: only(id) }));
  const custom = accounts.map((_, i) => `10.0.0.${i}`);
  const records = accounts.flatMap((accountId, i) => [
    knock({ accountId, to: `10.0.0.${i}` }),
    knock({ accountId, to: `10.0.0.${(i + 1) % 100}` }),
  ]);
  const { accounts: found, skipped } = heard(intelOf({ custom }, ...scoped), records);
  expect([found.length, skipped]).toEqual([100, 100]);
});

test('any order and any turns give the same, as does each account by itself', () => {
  const intel = intelOf(
    { trusted: ['203.0.113.1'] },
    { custom: ['198.51.100.7', '203.0.113.1'], scope: only(OTHER, OWN) },
    { trusted: ['198.51.100.7'], scope: { accounts: [], organizationalUnits: [UNIT] } },
    { trusted: ['198.51.100.7'], custom: ['203.0.113.9'], scope: only(OWN) },
  );
  const record = fc.record({
    accountId: fc.constantFrom(OWN, OTHER, BELOW),
    to: fc.constantFrom('198.51.100.7', '203.0.113.1', '203.0.113.9', '192.0.2.1'),
    from: fc.constantFrom('i-1', 'i-2'),
  });
  const engine = engineOf([accused, any], { intel, organization });
  fc.assert(
    fc.property(
      fc
        .array(record, { minLength: 1, maxLength: 10 })
        .map((list) => list.map((each, i) => knock({ ...each, id: `r${i}`, time: knock().time + i })))
        .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([list, order]) => {
        const apart = runTurns(
          engine,
          order.map((each) => [[`o${each.id}`, [each]] as const]),
        );
        const together = runTurns(engine, [list.map((each) => [`o${each.id}`, [each]] as const)]);
        expect(digest(apart)).toBe(digest(together));
        const alone = [OWN, OTHER, BELOW].flatMap((id) =>
          runTurns(engine, [
            list.filter(({ accountId }) => accountId === id).map((each) => [`o${each.id}`, [each]] as const),
          ]),
        );
        expect(digest(alone.toSorted((a, b) => (a.finding.id < b.finding.id ? -1 : 1)))).toBe(digest(together));
      },
    ),
  );
});
