import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Candidates, CodeTable, inTurn, narrow, narrowFew } from '#services/engine/code-table.ts';

const QUESTIONS = 5;
const ALL = 2 ** QUESTIONS - 1;
const CODES = 6;
const ROWS = 40;
const MANY = 65_537;

/** A field: which questions accept each code's value, and the codes of the rows. */
interface Field {
  readonly accepts: readonly number[];
  readonly codes: readonly number[];
}

const fields: fc.Arbitrary<readonly Field[]> = fc.array(
  fc.record({
    accepts: fc.array(fc.nat(ALL), { minLength: CODES, maxLength: CODES }),
    codes: fc.array(fc.nat(CODES - 1), { minLength: ROWS, maxLength: ROWS }),
  }),
  { maxLength: 7 },
);

test('each row keeps the questions that accept all its values, whichever fields are asked first', () => {
  fc.assert(
    fc.property(fields, fc.nat(ROWS), fc.nat(ROWS), fc.nat(7), (all, a, b, full) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const expected = Array.from({ length: to - from }, (_, i) =>
        all.reduce((bits, { accepts, codes }) => bits & (accepts[codes[from + i] ?? 0] ?? 0), ALL),
      );
      const tables = all.map((field) => tableOf(field));
      const most = Math.min(full, tables.length);
      for (const ordered of [
        { tables: all.map((field) => tableOf(field)), full: 0 },
        { tables: all.map((field) => tableOf(field, MANY)), full: most },
        { tables: tables.toReversed(), full: most },
        inTurn(tables, ROWS, QUESTIONS),
      ]) {
        const candidates = new Candidates(ROWS);
        narrow(ordered, from, to, ALL, candidates);
        expect(bitsOf(candidates, from, to)).toEqual(expected);
        const few = new Candidates(ROWS);
        narrow({ tables: [], full: 0 }, from, to, ALL, few);
        narrowFew(ordered, ALL, few);
        expect(bitsOf(few, from, to)).toEqual(expected);
      }
    }),
  );
});

test('each field has its turn, the one that leaves the fewest candidates first', () => {
  fc.assert(
    fc.property(fields, (all) => {
      const tables = all.map((field) => tableOf(field));
      const ordered = inTurn(tables, ROWS, QUESTIONS).tables;
      expect(new Set(ordered)).toEqual(new Set(tables));
      expect(ordered.slice(0, 1).map(left)).toEqual(
        tables
          .map(left)
          .toSorted((a, b) => a - b)
          .slice(0, 1),
      );
    }),
  );
});

/** The bits of each row, 0 for rows without candidates. */
function bitsOf({ rows, bits, size }: Candidates, from: number, to: number): readonly number[] {
  const all = Array.from({ length: to - from }, () => 0);
  for (let i = 0; i < size; i++) all[(rows[i] ?? 0) - from] = bits[i] ?? 0;
  return all;
}

/** @param limit of the codes: a field that may have many values is asked otherwise */
function tableOf({ accepts, codes }: Field, limit = CODES): CodeTable {
  const table = new CodeTable(QUESTIONS, ALL, (value, asked) => (accepts[Number(value)] ?? 0) & asked);
  table.follow({ codes: Uint32Array.from(codes), limit, generation: Symbol('codes'), value: (code) => code });
  return table;
}

/** How many candidates a field leaves by itself. */
function left(table: CodeTable): number {
  const bits = Array.from({ length: ROWS }, (_, row) => (table.at(row) & ALL).toString(2));
  return bits.join('').replaceAll('0', '').length;
}

test('questions without a condition on a field are not asked about its values, and no question is asked twice', () => {
  const asked: (readonly [value: unknown, questions: number])[] = [];
  const table = new CodeTable(3, 0b011, (value, questions) => {
    asked.push([value, questions]);
    return value === 1 ? 0b111 & questions : 0b100 & questions;
  });
  table.follow({ codes: Uint32Array.of(1, 2, 1, 2), limit: 3, generation: Symbol('codes'), value: (code) => code });
  const narrowed = (...bits: readonly number[]) => {
    const candidates = new Candidates(4);
    bits.forEach((each, row) => {
      candidates.rows[row] = row;
      candidates.bits[row] = each;
    });
    candidates.size = bits.length;
    table.narrow(candidates);
    return bitsOf(candidates, 0, bits.length);
  };
  expect(narrowed(0b001, 0b100, 0b111, 0b111)).toEqual([0b001, 0b100, 0b111, 0b100]);
  expect(narrowed(0b011, 0b010)).toEqual([0b011, 0]);
  expect(asked).toEqual([
    [1, 0b001],
    [1, 0b010],
    [2, 0b011],
  ]);
});
