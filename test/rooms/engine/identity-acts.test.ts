import fc from 'fast-check';
import { expect, test } from 'vitest';
import profile from '#services/behaviour/profiles/iam-user.ts';
import { IdentityActs } from '#services/engine/identity-acts.ts';

const KIND = { class: 'person', peers: 'admins' };
const day = (): IdentityActs => new IdentityActs(profile, '111122223333', 'alice', 20_000, KIND);
const named = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(4, '0')}`);
const shuffled = (texts: readonly string[]): fc.Arbitrary<string[]> =>
  fc.shuffledSubarray([...texts], { minLength: texts.length });

test('of more values than a day keeps, those that sort first are kept in every order', () => {
  const networks = named('AS', 100);
  fc.assert(
    fc.property(shuffled(networks), (order) => {
      const acts = day();
      for (const network of [...order, ...order]) acts.addCircumstance('network', network);
      expect(acts.encode().circumstances).toEqual([['network', ...networks.slice(0, 64)]]);
      expect(acts.weight).toBe(64);
    }),
    { numRuns: 20 },
  );
});

test('of more acts than a day keeps, those whose codes sort first are kept in every order', () => {
  const codes = named('iam:Act', 1100);
  fc.assert(
    fc.property(shuffled(codes), (order) => {
      const acts = day();
      for (const code of [...order, ...order]) acts.add({ code, tactic: undefined }, false);
      expect(acts.encode().acts.map(([code]) => code)).toEqual(codes.slice(0, 1000));
      expect(acts.weight).toBe(1000);
    }),
    { numRuns: 3 },
  );
});
