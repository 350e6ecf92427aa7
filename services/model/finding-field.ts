import type { CaseStatus, Feedback } from './disposition.ts';
import type { FindingType } from './finding-type.ts';
import type { SeverityLabel } from './severity.ts';

/** Types of the values in a finding's fields. */
export interface Values {
  readonly text: string;
  readonly accountId: string;
  readonly region: string;
  readonly findingType: FindingType;
  readonly number: number;
  readonly flag: boolean;
  readonly status: CaseStatus;
  /** Not every finding has feedback. */
  readonly feedback: Feedback;
  readonly maybeText: string;
  /** Any number of texts. */
  readonly texts: string;
  /** ISO 8601 in the body; a `Date` everywhere else. */
  readonly moment: Date;
  /** Words to search for in texts. */
  readonly words: string;
}
export type Holds = keyof Values;

/** The findings that a filter keeps, by the type of its value. */
export interface Keeps<Value> {
  /** Findings with any of these values. */
  readonly any: readonly Value[];
  /** Findings that have any of these values among their own. */
  readonly has: readonly Value[];
  /** Findings with at least this value. */
  readonly from: Value;
  /** Findings with less than this value. */
  readonly below: Value;
  readonly is: Value;
  /** Findings whose number is in any of these severity bands. */
  readonly severities: readonly SeverityLabel[];
  /** Findings that have a value, or have none. */
  readonly known: boolean;
  /** Findings of accounts below any of these organizational units. */
  readonly units: readonly string[];
  /** Findings with all of these words; the last one may be the beginning of a word. */
  readonly words: Value;
}

/** What people filter by: the name in the console's addresses, and the label. */
export interface PropertyName {
  readonly name: string;
  readonly label: string;
}

export interface FieldFilter {
  readonly keeps: keyof Keeps<unknown>;
  /** The filter is a property of its own, not a comparison with the field's value. */
  readonly property?: PropertyName;
  /** Description in the API. */
  readonly description?: string;
  /** The filter's flag in the CLI. */
  readonly flag?: {
    readonly name: string;
    readonly description: string;
    /** The value when the flag is not given; no filter when absent. */
    readonly absent?: boolean;
  };
}

/** A part is searched for in this many first letters of a text: outsiders choose the text, and indexes take no long values. */
export const PART_FROM = 256;

export interface FindingField {
  /**
   * The field's path in the finding's JSON, or below `disposition` in its disposition. For several texts, `*` stands for
   * any member.
   */
  readonly path: readonly [string, ...string[]];
  /** The path to use when there is nothing at the first one. */
  readonly otherwise?: FindingField['path'];
  /** The path of another moment, which counts where it is later. */
  readonly orLater?: FindingField['path'];
  /** Paths of further values: of several texts, or of texts to search for words. */
  readonly also?: readonly FindingField['path'][];
  /**
   * A regular expression with one group, which is the value. A text that does not match has no value. Only the first
   * `PART_FROM` letters count. JavaScript and PostgreSQL must understand the expression alike. PostgreSQL is slow at
   * counts such as `{4,128}`.
   */
  readonly part?: string;
  readonly holds: Holds;
  readonly property: PropertyName;
  /** The field's filters, by their names in the API. */
  readonly filters?: Readonly<Record<string, FieldFilter>>;
  /** Whether lists can be sorted by the field: numbers and moments. */
  readonly sorts?: boolean;
  /** The field has few values, and findings are counted by them. Numbers are counted by their severities. */
  readonly counted?: boolean;
  /**
   * The field has an index for its filter. Fields that sort have one anyway. `newest`: also in the default order of
   * lists. `hash`: for texts that outsiders choose, because a tree does not take texts of any length.
   */
  readonly indexed?: true | 'newest' | 'hash';
}
