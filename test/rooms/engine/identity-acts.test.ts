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

test('parts of a day that were stored apart come to the whole of it, in either order', () => {
  const morning = new IdentityActs(profile, '111122223333', 'alice', 20_000, { class: 'role', peers: 'builders' });
  morning.add({ code: 'iam:GetUser', tactic: undefined, target: 'bob' }, false);
  morning.addAmount('s3:GetObject', 7, false);
  morning.addCircumstance('network', 'AS64500');
  const evening = day();
  evening.add({ code: 'iam:GetUser', tactic: undefined, target: 'carol' }, true);
  evening.addAmount('s3:GetObject', 5, false);
  evening.addCircumstance('network', 'AS64501');
  const merged = [
    [morning, evening],
    [evening, morning],
  ].map((parts) => {
    const whole = new IdentityActs(profile, '111122223333', 'alice', 20_000, { class: 'workload', peers: 'testers' });
    for (const part of parts) whole.absorb(part.encode());
    return whole;
  });
  const [first, second] = merged.map((whole) => whole.encode());
  expect(first).toEqual(second);
  expect(first).toMatchObject({ class: 'person', peers: 'admins', amounts: [['s3:GetObject', 12]] });
  expect(first?.acts.map(([code, apart, ...targets]) => [code, apart, targets.length])).toEqual([
    ['iam:GetUser', 1, 2],
    ['s3:GetObject', 0, 0],
  ]);
  expect(first?.circumstances).toEqual([['network', 'AS64500', 'AS64501']]);
});

test('what is stored already is nothing new, and what is not yet is', () => {
  const stored = day();
  stored.add({ code: 'iam:GetUser', tactic: undefined, target: 'bob' }, true);
  const again = day();
  again.add({ code: 'iam:GetUser', tactic: undefined, target: 'bob' }, true);
  again.absorb(stored.encode());
  expect(again.grown).toBe(false);
  const more = day();
  more.add({ code: 'iam:GetUser', tactic: undefined, target: 'carol' }, false);
  more.absorb(stored.encode());
  expect(more.grown).toBe(true);
});
