import type { CaseStatus, Feedback } from './disposition.ts';
import type { FindingType } from './finding-type.ts';
import type { SeverityLabel } from './severity.ts';

/** What a field of a finding holds. */
interface Values {
  readonly text: string;
  readonly accountId: string;
  readonly region: string;
  readonly findingType: FindingType;
  readonly number: number;
  readonly flag: boolean;
  readonly status: CaseStatus;
  /** Not every finding has one of these. */
  readonly feedback: Feedback;
  readonly maybeText: string;
  /** ISO 8601 in the body; a moment everywhere else. */
  readonly moment: Date;
  /** What is looked for in texts. */
  readonly words: string;
}
export type Holds = keyof Values;

/** What a filter keeps, by what is asked for. */
export interface Keeps<Value> {
  /** Any of these. */
  readonly any: readonly Value[];
  /** This or more. */
  readonly from: Value;
  /** Less than this. */
  readonly below: Value;
  readonly is: Value;
  /** Numbers of any of these severities. */
  readonly severities: readonly SeverityLabel[];
  /** Whether there is a value at all. */
  readonly known: boolean;
  /** Accounts below any of these organizational units. */
  readonly units: readonly string[];
  /** All of these words, the last of which may be the beginning of one. */
  readonly words: Value;
}

export interface FieldFilter {
  readonly keeps: keyof Keeps<unknown>;
  /** For the API. */
  readonly description?: string;
  /** How the CLI calls it. */
  readonly flag?: {
    readonly name: string;
    readonly description: string;
    /** What is meant when the flag is not given; everything when absent. */
    readonly absent?: boolean;
  };
}

export interface FindingField {
  /** Where it stands in the finding's JSON, or below `disposition` in what was made of it. */
  readonly path: readonly [string, ...string[]];
  /** Where it stands when there is nothing at the path. */
  readonly otherwise?: FindingField['path'];
  /** A moment in another place that counts where it is later. */
  readonly orLater?: FindingField['path'];
  /** Texts in other places that words are looked for in as well. */
  readonly also?: readonly FindingField['path'][];
  readonly holds: Holds;
  /** Filters by their names in the API. */
  readonly filters?: Readonly<Record<string, FieldFilter>>;
  /** Whether lists can be sorted by it: numbers and moments. */
  readonly sorts?: boolean;
  /** Has few values: findings are counted by them. Numbers are counted by their severities. */
  readonly counted?: boolean;
  /**
   * Has an index that serves its filter. What sorts has one anyway. `newest`: also in the order that lists have unless asked
   * otherwise. `hash`: of texts that others choose, for a tree takes none of any length.
   */
  readonly indexed?: true | 'newest' | 'hash';
}

/**
 * What findings are filtered and sorted by: the one place for each such field. Its column is computed by the database from
 * the finding's JSON and its disposition's, also for findings that were stored before there was the column; the conditions, the API's filter
 * and orders and the CLI's flags are made of it.
 */
export const FINDING_FIELDS = {
  type: {
    path: ['type'],
    holds: 'findingType',
    counted: true,
    indexed: 'newest',
    filters: { types: { keeps: 'any', flag: { name: 'type', description: 'Of this finding type' } } },
  },
  accountId: {
    path: ['accountId'],
    holds: 'accountId',
    counted: true,
    indexed: 'newest',
    filters: {
      accountIds: { keeps: 'any', flag: { name: 'account', description: 'Of this account' } },
      organizationalUnits: {
        keeps: 'units',
        description: 'Of accounts that are below any of these organizational units now, by their ids.',
        flag: { name: 'unit', description: 'Of accounts below this organizational unit' },
      },
    },
  },
  region: {
    path: ['region'],
    holds: 'region',
    counted: true,
    indexed: true,
    filters: { regions: { keeps: 'any', flag: { name: 'region', description: 'Of this Region' } } },
  },
  severity: {
    path: ['severity'],
    holds: 'number',
    counted: true,
    sorts: true,
    filters: {
      severities: {
        keeps: 'severities',
        flag: { name: 'severity', description: 'Low, Medium, High or Critical' },
      },
      severityMin: { keeps: 'from', description: 'This number or more, of 1 to 10.' },
      severityBelow: { keeps: 'below', description: 'Less than this number.' },
    },
  },
  contextSeverity: {
    path: ['disposition', 'severity'],
    otherwise: ['severity'],
    holds: 'number',
    counted: true,
    sorts: true,
    filters: {
      contextSeverities: {
        keeps: 'severities',
        description: 'As their owner rates them.',
        flag: { name: 'rated', description: 'Low, Medium, High or Critical by the rules of the owner' },
      },
      contextSeverityMin: { keeps: 'from', description: 'This number or more, of 1 to 10, as their owner rates them.' },
      contextSeverityBelow: { keeps: 'below', description: 'Less than this number, as their owner rates them.' },
    },
  },
  archived: {
    path: ['disposition', 'archived'],
    holds: 'flag',
    counted: true,
    filters: {
      archived: {
        keeps: 'is',
        description: 'Both when absent.',
        flag: { name: 'archived', description: 'Archived ones instead of active ones', absent: false },
      },
    },
  },
  status: {
    path: ['disposition', 'status'],
    holds: 'status',
    counted: true,
    indexed: true,
    filters: { statuses: { keeps: 'any', flag: { name: 'status', description: 'Of this status' } } },
  },
  assignee: {
    path: ['disposition', 'assignee'],
    holds: 'maybeText',
    counted: true,
    filters: {
      assignees: { keeps: 'any', flag: { name: 'assignee', description: 'In the hands of this person' } },
      assigned: { keeps: 'known', description: 'Whether it is in anybody’s hands.' },
    },
  },
  suppressedBy: {
    path: ['disposition', 'suppressedBy'],
    holds: 'maybeText',
    counted: true,
    indexed: true,
    filters: {
      suppressedBy: { keeps: 'any', description: 'Hidden by these rules, by their ids.' },
      suppressed: { keeps: 'known', description: 'Whether a rule hides it.' },
    },
  },
  ratedBy: {
    path: ['disposition', 'ratedBy'],
    holds: 'maybeText',
    counted: true,
    indexed: true,
    filters: {
      ratedBy: { keeps: 'any', description: 'Rated by these rules, by their ids.' },
      rated: { keeps: 'known', description: 'Whether a rule rates it.' },
    },
  },
  feedback: {
    path: ['disposition', 'feedback'],
    holds: 'feedback',
    counted: true,
    filters: {
      feedback: { keeps: 'any', description: 'Of which somebody said that it was worth their time, or not.' },
      judged: { keeps: 'known', description: 'Whether anybody said what it was worth.' },
    },
  },
  resourceId: {
    path: ['resource', 'id'],
    holds: 'text',
    indexed: 'hash',
    filters: { resourceIds: { keeps: 'any', description: 'About these resources, by their ids.' } },
  },
  words: {
    path: ['title'],
    also: [['description'], ['type'], ['accountId'], ['resource', 'id']],
    holds: 'words',
    indexed: true,
    filters: {
      text: {
        keeps: 'words',
        description:
          'All of these words stand in its title, its description, its type, its account or the id of its resource; the last may be the beginning of a word. Only letters and digits count.',
        flag: { name: 'words', description: 'With these words; the last may be the beginning of one' },
      },
    },
  },
  firstSeen: {
    path: ['service', 'eventFirstSeen'],
    holds: 'moment',
    filters: {
      firstSeenFrom: { keeps: 'from', description: 'Nothing of it happened before this time.' },
      seenBefore: { keeps: 'below', description: 'Something of it happened before.' },
    },
  },
  lastSeen: {
    path: ['service', 'eventLastSeen'],
    holds: 'moment',
    sorts: true,
    filters: {
      seenFrom: {
        keeps: 'from',
        description: 'Something of it happened at this time or after.',
        flag: {
          name: 'since',
          description: 'With something seen since: a time (2026-11-22T19:00Z) or an age (30m, 24h, 7d)',
        },
      },
      lastSeenBefore: { keeps: 'below', description: 'Nothing of it happened at this time or after.' },
    },
  },
  createdAt: {
    path: ['createdAt'],
    holds: 'moment',
    sorts: true,
    filters: { createdFrom: { keeps: 'from' }, createdBefore: { keeps: 'below' } },
  },
  updatedAt: {
    path: ['updatedAt'],
    orLater: ['disposition', 'changedAt'],
    holds: 'moment',
    sorts: true,
    filters: { updatedFrom: { keeps: 'from' }, updatedBefore: { keeps: 'below' } },
  },
} as const satisfies Readonly<Record<string, FindingField>>;

type Fields = typeof FINDING_FIELDS;
export type FieldName = keyof Fields;
type FiltersOf<Name extends FieldName> = Fields[Name]['filters'];

/** What one filter is asked with. */
type Asked<Name extends FieldName, Key extends keyof FiltersOf<Name>> = FiltersOf<Name>[Key] extends {
  readonly keeps: infer Kept extends keyof Keeps<unknown>;
}
  ? Keeps<Values[Fields[Name]['holds']]>[Kept]
  : never;

type Joined<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** What narrows a list of findings: every member does, an absent one does not. */
export type Narrowing = Joined<
  { [Name in FieldName]: { readonly [Key in keyof FiltersOf<Name>]?: Asked<Name, Key> | undefined } }[FieldName]
>;

/** The table as code that walks it sees it. */
export const FIELD_ENTRIES: readonly (FindingField & { readonly name: FieldName })[] = names(FINDING_FIELDS).map(
  (name) => ({ ...FINDING_FIELDS[name], name }),
);

/** A filter, and the field that it looks at. */
export interface Filter extends FieldFilter {
  readonly name: string;
  readonly field: FieldName;
  readonly holds: Holds;
}

export const FINDING_FILTERS: readonly Filter[] = FIELD_ENTRIES.flatMap(({ name: field, holds, filters = {} }) =>
  Object.entries(filters).map(([name, filter]) => ({ ...filter, name, field, holds })),
);

/** Whether a filter is asked with a list, any value of which will do. */
export function takesSeveral(keeps: FieldFilter['keeps']): boolean {
  return keeps === 'any' || keeps === 'severities' || keeps === 'units';
}

type Sorting = { [Name in FieldName]: Fields[Name] extends { readonly sorts: true } ? Name : never }[FieldName];

export const FINDING_SORTS: readonly Sorting[] = names(FINDING_FIELDS).filter(isSorting);

export type FindingFacet = {
  [Name in FieldName]: Fields[Name] extends { readonly counted: true } ? Name : never;
}[FieldName];

/** What findings are counted by. */
export const FINDING_FACETS: readonly FindingFacet[] = names(FINDING_FIELDS).filter(isCounted);

function isCounted(name: FieldName): name is FindingFacet {
  const field: FindingField = FINDING_FIELDS[name];
  return field.counted === true;
}

export type FindingMoment = { [Name in FieldName]: Fields[Name]['holds'] extends 'moment' ? Name : never }[FieldName];

/** What findings are counted over time by. */
export const FINDING_MOMENTS: readonly FindingMoment[] = names(FINDING_FIELDS).filter(isMoment);

function isMoment(name: FieldName): name is FindingMoment {
  return FINDING_FIELDS[name].holds === 'moment';
}

function isSorting(name: FieldName): name is Sorting {
  const field: FindingField = FINDING_FIELDS[name];
  return field.sorts === true;
}

function names<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.keys(table).filter((name): name is keyof Table & string => name in table);
}

export interface FindingOrder {
  readonly by: Sorting;
  readonly descending: boolean;
}
