import assert from 'node:assert/strict';
import type { Column } from '#services/model/column.ts';
import { once } from '#services/model/once.ts';
import { Dear, Derived } from './columns.ts';

/**
 * A column that several fields tell together, each by the class of its value. Of every value its class is asked once,
 * and of every combination of classes what it says: for a row only numbers are looked up.
 */
export interface Combined {
  /** The class of a field's value. A field has up to eight classes, and there are up to ten fields. */
  readonly classes: Readonly<Record<string, (value: string | undefined) => string>>;
  /** What the column may say. */
  readonly values: readonly string[];
  /** What it says of classes, by field; undefined: nothing. */
  is(classes: Readonly<Record<string, string>>): string | undefined;
}

/** What the column says of one record. @param textOf the value of a field */
export function combinedOf(
  { classes, is }: Combined,
  textOf: (field: string) => string | undefined,
): string | undefined {
  return is(Object.fromEntries(Object.entries(classes).map(([field, classOf]) => [field, classOf(textOf(field))])));
}

/** Makes one such column for batch after batch. */
export class CombinedColumns {
  readonly #combined: Combined;
  readonly #fields: readonly ClassedField[];
  /** By the numbers of the classes, three bits each: the code. */
  readonly #codes = new Map<number, number>();
  readonly #generation = Symbol('combined');

  constructor(combined: Combined) {
    const fields = Object.entries(combined.classes);
    assert(fields.length <= FIELDS_MAX, `A column is made of ${fields.length} fields: ${FIELDS_MAX} at most.`);
    this.#combined = combined;
    this.#fields = fields.map(([name, classOf]) => new ClassedField(name, classOf));
  }

  /** @param columnOf the column of a field */
  column(rows: number, columnOf: (field: string) => Column): Column {
    const { values } = this.#combined;
    // Of many batches no row is asked about.
    const fieldsOf = once(() => this.#fields.map((field) => field.of(columnOf(field.name))));
    const codeOf = (row: number): number => {
      const fields = fieldsOf();
      let combination = 0;
      for (let i = 0; i < fields.length; i++) {
        const field = fields[i];
        combination = (combination << 3) | (field?.numbers[field.codes[row] ?? 0] ?? 0);
      }
      return this.#codes.get(combination) ?? this.#say(combination);
    };
    const value = (code: number): string | undefined => values[code - 1];
    return new Dear(rows, codeOf, { limit: values.length + 1, generation: this.#generation, value });
  }

  #say(combination: number): number {
    const { is, values } = this.#combined;
    const last = this.#fields.length - 1;
    const said = is(
      Object.fromEntries(
        this.#fields.map((field, i) => [field.name, field.names[(combination >>> (3 * (last - i))) & 7] ?? '']),
      ),
    );
    const code = said === undefined ? 0 : values.indexOf(said) + 1;
    assert(said === undefined || code > 0, `A column says "${said}", which is none of what it may say.`);
    this.#codes.set(combination, code);
    return code;
  }
}

const FIELDS_MAX = 10;
const CLASSES_MAX = 8;

/** The values of a field in their classes, which are numbered as they are met. */
class ClassedField {
  readonly name: string;
  readonly names: string[] = [];
  readonly #numbers: Derived<number>;

  constructor(name: string, classOf: (value: string | undefined) => string) {
    this.name = name;
    this.#numbers = new Derived((value) => {
      const met = classOf(value === undefined ? undefined : String(value));
      const known = this.names.indexOf(met);
      const number = known === -1 ? this.names.push(met) - 1 : known;
      assert(number < CLASSES_MAX, `The field ${name} has more than ${CLASSES_MAX} classes.`);
      return number;
    });
  }

  /** Of a batch: the numbers of classes by code, and the codes of its rows. */
  of(column: Column): { readonly numbers: readonly number[]; readonly codes: Column['codes'] } {
    return { numbers: this.#numbers.of(column), codes: column.codes };
  }
}
