import assert from 'node:assert/strict';
import type { Column } from '#services/model/column.ts';
import { LazyColumn } from './columns.ts';

/** Sorts the values of a field into classes. */
type ClassOf = (value: string | undefined) => string;
type Classes = Readonly<Record<string, string>>;

/** Columns that are computed from several fields, each reduced to the class of its value. */
export interface Combined {
  /** A member that the table has as a slice and that most of the fields are below. Neighbouring records share it. */
  readonly within?: string;
  /** By field, at most ten. A field has at most eight classes. */
  readonly classes: Readonly<Record<string, ClassOf>>;
  readonly columns: Readonly<Record<string, CombinedColumn>>;
}

export interface CombinedColumn {
  /** The possible values of the column. */
  readonly values: readonly string[];
  /** The value for a combination of classes, by field; undefined when it has none. */
  is(classes: Classes): string | undefined;
}

/** The value of a column for one record. @param textOf the value of a field */
export function combinedOf(
  { classes, columns }: Combined,
  column: string,
  textOf: (field: string) => string | undefined,
): string | undefined {
  return columns[column]?.is(
    Object.fromEntries(Object.entries(classes).map(([field, classOf]) => [field, classOf(textOf(field))])),
  );
}

/**
 * Computes such columns batch by batch. Each value is classified once, and each combination of classes is evaluated
 * once: a row then needs only table look-ups.
 */
export class CombinedColumns {
  readonly #fields: readonly ClassedField[];
  /** The fields that are not below the shared member. */
  readonly #apart: readonly ClassedField[];
  readonly #columns: ReadonlyMap<string, CombinedCodes>;

  constructor({ within, classes, columns }: Combined) {
    const fields = Object.entries(classes);
    assert(fields.length <= FIELDS_MAX, `Columns are made of ${fields.length} fields: ${FIELDS_MAX} at most.`);
    this.#fields = fields.map(([name, classOf]) => new ClassedField(name, classOf));
    this.#apart = this.#fields.filter(({ name }) => within === undefined || !name.startsWith(`${within}.`));
    this.#columns = new Map(
      Object.entries(columns).map(([name, column]) => [name, new CombinedCodes(column, this.#fields)]),
    );
  }

  get names(): Iterable<string> {
    return this.#columns.keys();
  }

  /**
   * The columns of one batch, by name; undefined for an unknown name.
   *
   * @param columnOf the column of a field
   * @param placesOf where the shared member is in the text, two words for each row
   */
  of(
    rows: number,
    columnOf: (field: string) => Column,
    placesOf?: () => Uint32Array | undefined,
  ): (name: string) => Column | undefined {
    let all: Uint32Array | undefined;
    const combinations = (): Uint32Array => {
      if (all === undefined) {
        for (const field of this.#fields) field.follow(columnOf(field.name));
        all = this.#combinations(rows, placesOf?.() ?? NOWHERE);
      }
      return all;
    };
    return (name) => this.#columns.get(name)?.of(rows, combinations);
  }

  /** The combination of each row. Where a row repeats the shared member, its fields need not be read again. */
  #combinations(rows: number, places: Uint32Array): Uint32Array {
    const all = new Uint32Array(rows);
    let combination = 0;
    for (let row = 0; row < rows; row++) {
      if (row === 0 || places[row * 2] !== places[row * 2 - 2] || !this.#isAlike(row)) {
        combination = 0;
        for (let i = 0; i < this.#fields.length; i++)
          combination = (combination << CLASS_BITS) | (this.#fields[i]?.numberOf(row) ?? 0);
      }
      all[row] = combination;
    }
    return all;
  }

  /** Whether a row has the values of the row before in the fields that are apart. */
  #isAlike(row: number): boolean {
    for (let i = 0; i < this.#apart.length; i++) if (this.#apart[i]?.isRepeated(row) === false) return false;
    return true;
  }
}

/** Places when all fields are apart. */
const NOWHERE = new Uint32Array(0);

const FIELDS_MAX = 10;
const CLASS_BITS = 3;
const CLASSES_MAX = 2 ** CLASS_BITS;

/** The codes of one combined column. */
class CombinedCodes {
  readonly #column: CombinedColumn;
  readonly #fields: readonly ClassedField[];
  /** Codes by combination. */
  readonly #codes = new Map<number, number>();
  readonly #generation = Symbol('combined');

  constructor(column: CombinedColumn, fields: readonly ClassedField[]) {
    this.#column = column;
    this.#fields = fields;
  }

  /** All rows are computed at once, because neighbours share most of the work; and only when a row is read. */
  of(rows: number, combinations: () => Uint32Array): Column {
    const { values } = this.#column;
    const value = (code: number): string | undefined => values[code - 1];
    const codesOf = (): Uint32Array => this.#codesOf(combinations());
    const meaning = { limit: values.length + 1, generation: this.#generation, value };
    return new LazyColumn(rows, undefined, meaning, true, codesOf);
  }

  #codesOf(combinations: Uint32Array): Uint32Array {
    const codes = new Uint32Array(combinations.length);
    let last = -1;
    let code = 0;
    for (let row = 0; row < codes.length; row++) {
      const combination = combinations[row] ?? 0;
      if (combination !== last) {
        last = combination;
        code = this.#codes.get(combination) ?? this.#codeFor(combination);
      }
      codes[row] = code;
    }
    return codes;
  }

  #codeFor(combination: number): number {
    const last = this.#fields.length - 1;
    const numberAt = (i: number): number => (combination >>> (CLASS_BITS * (last - i))) & (CLASSES_MAX - 1);
    const said = this.#column.is(
      Object.fromEntries(this.#fields.map(({ name, names }, i) => [name, names[numberAt(i)] ?? ''])),
    );
    const code = said === undefined ? 0 : this.#column.values.indexOf(said) + 1;
    assert(said === undefined || code > 0, `A column says "${said}", which is none of what it may say.`);
    this.#codes.set(combination, code);
    return code;
  }
}

/**
 * The classes of a field's values, numbered from 1 in the order they occur. A value is classified when a row has it.
 */
class ClassedField {
  readonly name: string;
  readonly names: string[] = [];
  readonly #classOf: ClassOf;
  /** Class number by code; 0 where it is not known yet. */
  #numbers = new Uint8Array(256);
  #column: Column | undefined;
  /** The generation that the codes had when they were made: the column itself tells only its present one. */
  #generation: symbol | undefined;
  #codes: Column['codes'] = new Uint32Array(0);

  constructor(name: string, classOf: ClassOf) {
    this.name = name;
    this.#classOf = classOf;
  }

  /** Switches to the column of another batch. */
  follow(column: Column): void {
    if (column.generation !== this.#generation) this.#numbers.fill(0);
    this.#generation = column.generation;
    if (column.limit > this.#numbers.length) {
      const longer = new Uint8Array(Math.max(column.limit, this.#numbers.length * 2));
      longer.set(this.#numbers);
      this.#numbers = longer;
    }
    this.#column = column;
    this.#codes = column.codes;
  }

  /** The class number of a row's value, from 0. */
  numberOf(row: number): number {
    const code = this.#codes[row] ?? 0;
    return (this.#numbers[code] || this.#ask(code)) - 1;
  }

  /** Whether a row has the same value as the row before. */
  isRepeated(row: number): boolean {
    return this.#codes[row] === this.#codes[row - 1];
  }

  #ask(code: number): number {
    const value = this.#column?.value(code);
    const met = this.#classOf(value === undefined ? undefined : String(value));
    const known = this.names.indexOf(met);
    const number = known === -1 ? this.names.push(met) : known + 1;
    if (number > CLASSES_MAX) throw new Error(`The field ${this.name} has more than ${CLASSES_MAX} classes.`);
    this.#numbers[code] = number;
    return number;
  }
}
