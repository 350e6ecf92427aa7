import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Intel } from '#services/model/intel.ts';
import { fieldsOf } from '#services/engine/dispatch.ts';
import { ArrayDecoder } from './columns.ts';
import { detector, engineOf, FIELDS, knock, knocks, lists, source, type Knock } from './knocks.ts';

const VERDICTS = ['open', 'shut', 'stealthy', 'loud', 'slow'];

/** A question: the verdicts it asks about (all, if none), and the ports. */
const asked = fc.record({
  verdicts: fc.subarray(VERDICTS, { maxLength: 2 }),
  ports: fc.subarray([22, 23, 80], { minLength: 1 }),
});
const met = fc.record({ verdict: fc.constantFrom(...VERDICTS, 'odd'), port: fc.constantFrom(22, 23, 80, 443) });

test('each of a hundred questions meets the records that it asks about, and no others', () => {
  fc.assert(
    fc.property(
      fc.array(asked, { minLength: 1, maxLength: 100, size: 'max' }),
      fc.array(met, { minLength: 1 }),
      (questions, records) => {
        const detectors = questions.map(({ verdicts, ports }, n) =>
          detector({
            type: `Recon:EC2/Knock${n}`,
            from: knocks(...verdicts),
            where: { port: (port) => port !== undefined && ports.includes(port) },
          }),
        );
        const engine = engineOf(detectors);
        const work = engine.newWork();
        const batch = new ArrayDecoder<Knock>(FIELDS).batch(records.map((record) => knock(record)));
        engine.step(batch, { bucket: '', key: 'a' }, 'vpc-flow', work);
        const counts = new Map(work.observe().map(({ type, count }) => [type, count]));
        questions.forEach(({ verdicts, ports }, n) => {
          const count = records.filter(
            ({ verdict, port }) => (verdicts.length === 0 || verdicts.includes(verdict)) && ports.includes(port),
          ).length;
          expect(counts.get(`Recon:EC2/Knock${n}`) ?? 0).toBe(count);
        });
      },
    ),
    { numRuns: 20 },
  );
});

test('a question that needs a list is asked of no record without one', () => {
  const asks: unknown[] = [];
  const needing = detector({
    needs: ['malicious'],
    where: {
      to: (to) => {
        asks.push(to);
        return true;
      },
    },
  });
  const step = (parts: Parameters<typeof engineOf>[1]) => {
    const engine = engineOf([needing], parts);
    const work = engine.newWork();
    engine.step(new ArrayDecoder<Knock>(FIELDS).batch([knock()]), { bucket: '', key: 'a' }, 'vpc-flow', work);
    return work.observe().length;
  };
  expect(step({ intel: lists({ custom: ['192.0.2.1'] }) })).toBe(0);
  expect(asks).toEqual([]);
  expect(step({ intel: lists({ malicious: ['192.0.2.1'] }) })).toBe(1);
});

test('a question with overlapping windows asks its condition once of a record', () => {
  let asks = 0;
  const overlapping = detector({
    overlapping: true,
    and: () => {
      asks++;
      return true;
    },
  });
  const engine = engineOf([overlapping]);
  const work = engine.newWork();
  engine.step(new ArrayDecoder<Knock>(FIELDS).batch([knock(), knock()]), { bucket: '', key: 'a' }, 'vpc-flow', work);
  expect(asks).toBe(2);
  expect(work.observe()).toHaveLength(2);
});

/** A setting whose value is a port. */
function least(port: number) {
  return { least: { default: port, because: 'It is the one that is asked about.' } };
}

test('questions that share a condition on the value and the lists have it asked once; by settings of their own each is asked', () => {
  const asks: string[] = [];
  const listed = (to: string | undefined, { intel }: { readonly intel: Intel }): boolean => {
    asks.push('lists');
    return to !== undefined && intel.address(to, 'malicious') !== undefined;
  };
  const isPort = (port: number | undefined, { settings }: { readonly settings: { readonly least: number } }) => {
    asks.push('settings');
    return port === settings.least;
  };
  const detectors = [
    { ...detector({ type: 'Recon:EC2/ListedA', where: { to: listed } }), settings: {} },
    { ...detector({ type: 'Recon:EC2/ListedB', where: { to: listed } }), settings: {} },
    detector({ type: 'Recon:EC2/Port22', settings: least(22), where: { port: isPort } }),
    detector({ type: 'Recon:EC2/Port23', settings: least(23), where: { port: isPort } }),
  ];
  const told = (intel: Intel) => {
    asks.length = 0;
    const engine = engineOf(detectors, { intel });
    const work = engine.newWork();
    const batch = new ArrayDecoder<Knock>(FIELDS).batch([knock({ port: 23 })]);
    engine.step(batch, { bucket: '', key: 'a' }, 'vpc-flow', work);
    return work.observe().map(({ type }) => type);
  };
  const { to } = knock();
  expect(told(lists({ malicious: [to] })).toSorted()).toEqual([
    'Recon:EC2/ListedA',
    'Recon:EC2/ListedB',
    'Recon:EC2/Port23',
  ]);
  expect(asks.toSorted()).toEqual(['lists', 'settings', 'settings']);
  expect(told(lists({}))).toEqual(['Recon:EC2/Port23']);
});

test('batches must have the fields that are asked about, but for the account, which each batch has', () => {
  const asking = { ...detector({ where: { port: () => true } }), by: ['from', 'accountId'] };
  expect(fieldsOf(source, [asking])).toEqual(['from', 'port', 'to']);
  expect(fieldsOf(source, [detector({ from: knocks('open') })])).toEqual(['to', 'verdict']);
});
