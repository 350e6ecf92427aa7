import type { FindingType } from '#services/model/finding-type.ts';
import { nameOf, type ObjectReport, type SourceName, type Trouble } from '#services/model/log-object.ts';
import type { FindingHead } from './scan-findings.ts';

/** What was read from one source in one set of files. */
export interface SetAccount {
  readonly set: string;
  /** Undefined when the source is unknown. */
  readonly source: SourceName | undefined;
  files: number;
  records: number;
  /** Lines that are rightly no records, such as headers. */
  passed: number;
  unreadable: number;
  /** Findings by type. */
  readonly findings: Map<FindingType, number>;
}

export interface Named {
  readonly name: string;
  readonly reason: string;
}

/** Maximum of names kept for each reason, and of reasons; the report file lists all. */
const NAMED_MAX = 50;

/** The results of a scan: every file is counted as read, skipped, or not read, with the reason. */
export class ScanAccount {
  files = 0;
  records = 0;
  readonly sets = new Map<string, SetAccount>();
  /** Files of which nothing could be read, by reason. */
  readonly failed = new Grouped();
  /** Troubles within files that were read. */
  readonly troubles = new Bounded<{ readonly name: string; readonly trouble: Trouble }>();
  /** Skipped files, by reason. */
  readonly passedOver = new Grouped();
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
    set.files += 1;
    set.records += report.records;
    set.passed += report.passed;
    set.unreadable += report.unreadable;
    if (report.state === 'passed') this.passedOver.add(report.note ?? 'It holds no records.', name);
    if (report.state === 'failed') this.failed.add(report.troubles[0]?.message ?? 'Nothing could be read.', name);
    else for (const trouble of report.troubles) this.troubles.add({ name, trouble });
  }

  /** Counts a path that is no readable file. */
  refuse(refused: Named): void {
    this.files += 1;
    this.#account(this.#setOf(refused.name), undefined).files += 1;
    this.failed.add(refused.reason, refused.name);
  }

  /** Counts a finding in the set of its first record. @param source of its detector */
  count({ type, object }: Pick<FindingHead, 'type' | 'object'>, source: SourceName | undefined): void {
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
}

/** The first items of many, and their total number. */
export class Bounded<Item> {
  readonly first: Item[] = [];
  count = 0;

  add(item: Item): void {
    this.count += 1;
    if (this.first.length < NAMED_MAX) this.first.push(item);
  }
}

/** Names grouped by reason, because one reason often applies to many files. */
export class Grouped {
  readonly byReason = new Map<string, Bounded<string>>();
  count = 0;
  /** Number of names whose reason was not kept. */
  others = 0;

  add(reason: string, name: string): void {
    this.count += 1;
    let names = this.byReason.get(reason);
    if (names === undefined) {
      if (this.byReason.size >= NAMED_MAX) return void (this.others += 1);
      names = new Bounded();
      this.byReason.set(reason, names);
    }
    names.add(name);
  }
}
