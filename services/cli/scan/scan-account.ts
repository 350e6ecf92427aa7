import type { FindingType } from '#services/model/finding-type.ts';
import { nameOf, type ObjectReport, type SourceName, type Trouble } from '#services/model/log-object.ts';
import type { FoundHead } from './found.ts';

/** What was read of one source in one set of files. */
export interface SetAccount {
  readonly set: string;
  /** Undefined: it could not be told. */
  readonly source: SourceName | undefined;
  files: number;
  records: number;
  /** Lines that are rightly no record. */
  passed: number;
  unreadable: number;
  /** Findings by type. */
  readonly findings: Map<FindingType, number>;
}

export interface Named {
  readonly name: string;
  readonly reason: string;
}

/** Things worth naming are kept up to this many; the report file has them all. */
const NAMED_MAX = 1000;

/** Keeps account of a scan: every file is in it, as read, as passed over, or as not read, with the reason. */
export class ScanAccount {
  files = 0;
  records = 0;
  unreadable = 0;
  readonly sets = new Map<string, SetAccount>();
  /** Files nothing could be read of. */
  readonly failed = new Bounded<Named>();
  /** Troubles within files that were read. */
  readonly troubles = new Bounded<{ readonly name: string; readonly trouble: Trouble }>();
  /** Why files were passed over: how many, and one of them. */
  readonly notes = new Map<string, { files: number; readonly example: string }>();
  readonly #setOf: (name: string) => string;

  /** @param setOf which set a file belongs to */
  constructor(setOf: (name: string) => string) {
    this.#setOf = setOf;
  }

  add(report: ObjectReport): void {
    const name = nameOf(report.object);
    const set = this.#account(this.#setOf(name), report.source);
    this.files += 1;
    this.records += report.records;
    this.unreadable += report.unreadable;
    set.files += 1;
    set.records += report.records;
    set.passed += report.passed;
    set.unreadable += report.unreadable;
    if (report.state === 'passed') this.#note(report.note ?? 'It holds no records.', name);
    if (report.state === 'failed')
      this.failed.add({ name, reason: report.troubles[0]?.message ?? 'Nothing could be read.' });
    else for (const trouble of report.troubles) this.troubles.add({ name, trouble });
  }

  /** What was met and is no file to read. */
  refuse(refused: Named): void {
    this.files += 1;
    this.#account(this.#setOf(refused.name), undefined).files += 1;
    this.failed.add(refused);
  }

  /**
   * A finding belongs to the set of the first record that led to it.
   *
   * @param source that its detector asks
   */
  count({ type, object }: Pick<FoundHead, 'type' | 'object'>, source: SourceName | undefined): void {
    const { findings } = this.#account(this.#setOf(object), source);
    findings.set(type, (findings.get(type) ?? 0) + 1);
  }

  #account(set: string, source: SourceName | undefined): SetAccount {
    const key = `${set}\0${source ?? ''}`;
    let account = this.sets.get(key);
    if (account === undefined) {
      account = { set, source, files: 0, records: 0, passed: 0, unreadable: 0, findings: new Map() };
      this.sets.set(key, account);
    }
    return account;
  }

  #note(note: string, name: string): void {
    const known = this.notes.get(note);
    if (known === undefined) this.notes.set(note, { files: 1, example: name });
    else known.files += 1;
  }
}

/** The first of many, and how many there were. */
export class Bounded<Item> {
  readonly first: Item[] = [];
  count = 0;

  add(item: Item): void {
    this.count += 1;
    if (this.first.length < NAMED_MAX) this.first.push(item);
  }
}
