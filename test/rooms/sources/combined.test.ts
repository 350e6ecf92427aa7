import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column } from '#services/model/column.ts';
import { CALLER } from '#services/sources/cloudtrail/caller-kind.ts';
import {
  event,
  functionSession,
  iamUser,
  instanceSession,
  roleSession,
  taskSession,
} from '#services/sources/cloudtrail/example.ts';
import { CombinedColumns, combinedOf, type Combined } from '#services/sources/combined.ts';
import { textAt } from '../detectors/kits/callers.ts';
import { decode, trail } from './decoding.ts';

const BOTH: Combined = {
  classes: {
    a: (value = '') => (value.startsWith('x') ? 'x' : 'other'),
    b: (value) => value ?? 'absent',
  },
  columns: {
    both: { values: ['yes', 'no'], is: ({ a, b }) => (b === 'absent' ? undefined : a === 'x' ? 'yes' : 'no') },
    odd: { values: ['one'], is: () => 'another' },
  },
};

describe('columns that several fields tell together', () => {
  test('say of each row, in batch after batch, what they say of its values', () => {
    const value = fc.constantFrom('x', 'xy', 'y', undefined);
    const few = fc.constantFrom('p', 'q', undefined);
    const columns = new CombinedColumns(BOTH);
    fc.assert(
      fc.property(fc.array(fc.tuple(value, few), { minLength: 1 }), (rows) => {
        const fields: Readonly<Record<string, Column>> = {
          a: columnOf(rows.map(([a]) => a)),
          b: columnOf(rows.map(([, b]) => b)),
        };
        const both = columns.of(rows.length, (name) => fields[name] ?? columnOf([]))('both');
        const said = [...(both?.codes ?? [])].map((code) => both?.value(code));
        expect(said).toEqual(rows.map(([a, b]) => combinedOf(BOTH, 'both', (field) => (field === 'a' ? a : b))));
      }),
    );
  });

  test('a name that is none of them has no column', () => {
    expect(new CombinedColumns(BOTH).of(1, () => columnOf(['x']))('a')).toBeUndefined();
  });

  test('what a column may not say is an error, and so are more classes than there is room for', () => {
    const columns = new CombinedColumns(BOTH);
    expect(() =>
      columns
        .of(1, () => columnOf(['x']))('odd')
        ?.codeOf?.(0),
    ).toThrow('none of what it may say');
    const many = columnOf(Array.from({ length: 9 }, (_, i) => `${i}`));
    expect(() => new CombinedColumns(BOTH).of(9, () => many)('both')?.codes).toThrow('more than 8 classes');
  });

  test('of CloudTrail events, as the decoder makes them, they say what the fields say', () => {
    const events = [
      event({ userIdentity: iamUser() }),
      event({ userIdentity: iamUser(), sessionCredentialFromConsole: 'true' }),
      event({ userIdentity: instanceSession() }),
      event({ userIdentity: functionSession() }),
      event({ userIdentity: taskSession() }),
      event({ userIdentity: roleSession('i-am-alice') }),
      event({ userIdentity: { type: 'AWSAccount' } }),
      event({ userIdentity: { type: 'Unknown', invokedBy: 'ec2.amazonaws.com' } }),
    ];
    const mixed = fc.array(fc.constantFrom(...events, NO_EVENT), { maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(mixed, (list) => {
        const kept = list.filter((each) => each !== NO_EVENT);
        for (const name of ['callerKind', 'holder'])
          expect(decode(trail(...list)).column(name)).toEqual(
            kept.map((raw) => combinedOf(CALLER, name, (field) => textAt(raw, field))),
          );
      }),
    );
    const decoded = decode(trail(...events));
    for (const name of ['callerKind', 'holder'])
      expect(decoded.column(name)).toEqual(
        events.map((raw) => combinedOf(CALLER, name, (field) => textAt(raw, field))),
      );
    expect(decoded.column('holder')).toEqual([
      undefined,
      undefined,
      'instance',
      'resource',
      'resource',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

/** What is left out of the batch, so that rows of the batch are not those of the table. */
const NO_EVENT = event({ eventCategory: 'Insight', userIdentity: iamUser() });

let generations = 0;

function columnOf(values: readonly (string | undefined)[]): Column {
  const distinct = [...new Set(values)].filter((value) => value !== undefined);
  return {
    codes: Uint32Array.from(values, (value) => (value === undefined ? 0 : distinct.indexOf(value) + 1)),
    limit: distinct.length + 1,
    generation: Symbol(`values ${generations++}`),
    value: (code) => distinct[code - 1],
  };
}
