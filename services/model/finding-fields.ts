import type { FieldFilter, FindingField, Holds, Keeps, Values } from './finding-field.ts';

/**
 * The fields that findings are filtered and sorted by: this table is the one place for each. The database computes a
 * field's column from the finding's JSON and its disposition's, also for findings stored before the column existed. The
 * conditions, the API's filter and orders, and the CLI's flags are generated from this table.
 */
export const FINDING_FIELDS = {
  type: {
    path: ['type'],
    holds: 'findingType',
    property: { name: 'type', label: 'Type' },
    counted: true,
    indexed: 'newest',
    filters: { types: { keeps: 'any', flag: { name: 'type', description: 'Only this finding type' } } },
  },
  accountId: {
    path: ['accountId'],
    holds: 'accountId',
    property: { name: 'account', label: 'Account' },
    counted: true,
    indexed: 'newest',
    filters: {
      accountIds: { keeps: 'any', flag: { name: 'account', description: 'Only this account' } },
      organizationalUnits: {
        keeps: 'units',
        property: { name: 'unit', label: 'Organizational unit' },
        description: 'Only accounts that are now below any of these organizational units, by id.',
        flag: { name: 'unit', description: 'Only accounts below this organizational unit' },
      },
    },
  },
  region: {
    path: ['region'],
    holds: 'region',
    property: { name: 'region', label: 'Region' },
    counted: true,
    indexed: true,
    filters: { regions: { keeps: 'any', flag: { name: 'region', description: 'Only this Region' } } },
  },
  severity: {
    path: ['severity'],
    holds: 'number',
    property: { name: 'guarddutySeverity', label: 'GuardDuty severity' },
    counted: true,
    sorts: true,
    filters: {
      severities: {
        keeps: 'severities',
        flag: { name: 'severity', description: 'Low, Medium, High or Critical' },
      },
      severityMin: { keeps: 'from', description: 'Severity of at least this number, from 1 to 10.' },
      severityBelow: { keeps: 'below', description: 'Severity below this number.' },
    },
  },
  contextSeverity: {
    path: ['disposition', 'severity'],
    otherwise: ['severity'],
    holds: 'number',
    property: { name: 'severity', label: 'Severity' },
    counted: true,
    sorts: true,
    filters: {
      contextSeverities: {
        keeps: 'severities',
        description: 'By the owner’s severity, after rules.',
        flag: { name: 'rated', description: 'Low, Medium, High or Critical, after the owner’s rules' },
      },
      contextSeverityMin: { keeps: 'from', description: 'The owner’s severity is at least this number, from 1 to 10.' },
      contextSeverityBelow: { keeps: 'below', description: 'The owner’s severity is less than this number.' },
    },
  },
  archived: {
    path: ['disposition', 'archived'],
    holds: 'flag',
    property: { name: 'archived', label: 'Archived' },
    counted: true,
    filters: {
      archived: {
        keeps: 'is',
        description: 'Both by default.',
        flag: { name: 'archived', description: 'Archived ones instead of active ones', absent: false },
      },
    },
  },
  status: {
    path: ['disposition', 'status'],
    holds: 'status',
    property: { name: 'status', label: 'Status' },
    counted: true,
    indexed: true,
    filters: { statuses: { keeps: 'any', flag: { name: 'status', description: 'Only this status' } } },
  },
  assignee: {
    path: ['disposition', 'assignee'],
    holds: 'maybeText',
    property: { name: 'assignee', label: 'Assignee' },
    counted: true,
    filters: {
      assignees: { keeps: 'any', flag: { name: 'assignee', description: 'Assigned to this person' } },
      assigned: {
        keeps: 'known',
        property: { name: 'assigned', label: 'Assigned' },
        description: 'Whether it is assigned to anybody.',
      },
    },
  },
  suppressedBy: {
    path: ['disposition', 'suppressedBy'],
    holds: 'maybeText',
    property: { name: 'suppressedBy', label: 'Suppressing rule' },
    counted: true,
    indexed: true,
    filters: {
      suppressedBy: { keeps: 'any', description: 'Hidden by any of these rules, by id.' },
      suppressed: {
        keeps: 'known',
        property: { name: 'suppressed', label: 'Suppressed' },
        description: 'Whether a rule hides it.',
      },
    },
  },
  ratedBy: {
    path: ['disposition', 'ratedBy'],
    holds: 'maybeText',
    property: { name: 'ratedBy', label: 'Rating rule' },
    counted: true,
    indexed: true,
    filters: {
      ratedBy: { keeps: 'any', description: 'Severity changed by any of these rules, by id.' },
      rated: {
        keeps: 'known',
        property: { name: 'rated', label: 'Severity changed by rule' },
        description: 'Whether a rule changes its severity.',
      },
    },
  },
  feedback: {
    path: ['disposition', 'feedback'],
    holds: 'feedback',
    property: { name: 'feedback', label: 'Feedback' },
    counted: true,
    filters: {
      feedback: { keeps: 'any', description: 'Judged by somebody to be useful, or not useful.' },
      judged: {
        keeps: 'known',
        property: { name: 'judged', label: 'Has feedback' },
        description: 'Whether anybody judged its usefulness.',
      },
    },
  },
  resourceId: {
    path: ['resource', 'id'],
    holds: 'text',
    property: { name: 'resource', label: 'Resource' },
    indexed: 'hash',
    filters: { resourceIds: { keeps: 'any', description: 'About any of these resources, by id.' } },
  },
  principal: {
    path: ['resource', 'accessKeyDetails', 'principalId'],
    otherwise: ['resource', 'kubernetesDetails', 'kubernetesUserDetails', 'uid'],
    // The id without the name of the session. Where the id is an account, followed by a name, the caller is a federated
    // user of the root user, and has no id of a principal.
    part: '^(?:aws-iam-authenticator:[0-9]+:)?(?![0-9]+:)([0-9A-Za-z-]+)(?::|$)',
    holds: 'maybeText',
    property: { name: 'principal', label: 'Principal' },
    indexed: 'newest',
    filters: {
      principals: {
        keeps: 'any',
        description:
          'By these principals, by their ids: a role in all of its sessions (`AROA…`), a user with all keys (`AIDA…`), in whichever account, also in clusters; the root user by the id of its account. Of several, the one of the latest event counts.',
        flag: { name: 'principal', description: 'By this principal, by its id: AROA…, AIDA…' },
      },
    },
  },
  remoteAddress: {
    path: ['service', 'evidence', 'remotes', 'values'],
    also: [
      ['service', 'action', '*', 'remoteIpDetails', 'ipAddressV4'],
      ['service', 'action', '*', 'remoteIpDetails', 'ipAddressV6'],
      ['service', 'action', '*', 'portProbeDetails', 'remoteIpDetails', 'ipAddressV4'],
      ['service', 'action', '*', 'portProbeDetails', 'remoteIpDetails', 'ipAddressV6'],
    ],
    holds: 'texts',
    property: { name: 'address', label: 'Remote address' },
    indexed: true,
    filters: {
      remoteAddresses: {
        keeps: 'has',
        description:
          'With any of these addresses at the other end. A finding keeps twenty of them, and the one of the latest event.',
        flag: { name: 'address', description: 'With this address at the other end' },
      },
    },
  },
  words: {
    path: ['title'],
    also: [['description'], ['type'], ['accountId'], ['resource', 'id']],
    holds: 'words',
    property: { name: 'text', label: 'Words' },
    indexed: true,
    filters: {
      text: {
        keeps: 'words',
        description:
          'Has all of these words in its title, description, type, account or resource id. The last may be the beginning of a word. Only letters and digits count.',
        flag: { name: 'words', description: 'With these words; the last may be the beginning of one' },
      },
    },
  },
  firstSeen: {
    path: ['service', 'eventFirstSeen'],
    holds: 'moment',
    property: { name: 'firstSeen', label: 'First seen' },
    filters: {
      firstSeenFrom: { keeps: 'from', description: 'Its first event is at or after this time.' },
      seenBefore: { keeps: 'below', description: 'Its first event is before this time.' },
    },
  },
  lastSeen: {
    path: ['service', 'eventLastSeen'],
    holds: 'moment',
    property: { name: 'lastSeen', label: 'Last seen' },
    sorts: true,
    filters: {
      seenFrom: {
        keeps: 'from',
        description: 'Its last event is at or after this time.',
        flag: {
          name: 'since',
          description: 'With something seen since: a time (2026-11-22T19:00Z) or an age (30m, 24h, 7d)',
        },
      },
      lastSeenBefore: { keeps: 'below', description: 'Its last event is before this time.' },
    },
  },
  createdAt: {
    path: ['createdAt'],
    holds: 'moment',
    property: { name: 'created', label: 'Created' },
    sorts: true,
    filters: { createdFrom: { keeps: 'from' }, createdBefore: { keeps: 'below' } },
  },
  updatedAt: {
    path: ['updatedAt'],
    orLater: ['disposition', 'changedAt'],
    holds: 'moment',
    property: { name: 'updated', label: 'Updated' },
    sorts: true,
    filters: { updatedFrom: { keeps: 'from' }, updatedBefore: { keeps: 'below' } },
  },
} as const satisfies Readonly<Record<string, FindingField>>;

type Fields = typeof FINDING_FIELDS;
export type FieldName = keyof Fields;
type FiltersOf<Name extends FieldName> = Fields[Name]['filters'];

/** The type of one filter's value. */
type Asked<Name extends FieldName, Key extends keyof FiltersOf<Name>> = FiltersOf<Name>[Key] extends {
  readonly keeps: infer Kept extends keyof Keeps<unknown>;
}
  ? Keeps<Values[Fields[Name]['holds']]>[Kept]
  : never;

type Joined<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** Conditions that narrow a list of findings: all present members must hold, absent ones do not matter. */
export type Narrowing = Joined<
  { [Name in FieldName]: { readonly [Key in keyof FiltersOf<Name>]?: Asked<Name, Key> | undefined } }[FieldName]
>;

/** The names of all properties. */
export type FindingProperty = {
  [Name in FieldName]: Fields[Name]['property']['name'] | OwnProperty<FiltersOf<Name>>;
}[FieldName];
type OwnProperty<Filters> = {
  [Key in keyof Filters]: Filters[Key] extends { readonly property: { readonly name: infer Name extends string } }
    ? Name
    : never;
}[keyof Filters];

/** The table as a list, for code that iterates over it. */
export const FIELD_ENTRIES: readonly (FindingField & { readonly name: FieldName })[] = names(FINDING_FIELDS).map(
  (name) => ({ ...FINDING_FIELDS[name], name }),
);

/** A filter, and its field. */
export interface Filter extends FieldFilter {
  readonly name: string;
  readonly field: FieldName;
  readonly holds: Holds;
}

export const FINDING_FILTERS: readonly Filter[] = FIELD_ENTRIES.flatMap(({ name: field, holds, filters = {} }) =>
  Object.entries(filters).map(([name, filter]) => ({ ...filter, name, field, holds })),
);

const PROPERTIES: ReadonlySet<string> = new Set([
  ...FIELD_ENTRIES.map(({ property }) => property.name),
  ...FINDING_FILTERS.flatMap(({ property }) => property?.name ?? []),
]);

/** Whether people filter findings by a property of this name. */
export function isProperty(name: string): name is FindingProperty {
  return PROPERTIES.has(name);
}

/** Whether a filter takes a list, any value of which matches. */
export function takesSeveral(keeps: FieldFilter['keeps']): boolean {
  return keeps === 'any' || keeps === 'has' || keeps === 'severities' || keeps === 'units';
}

type Sorting = { [Name in FieldName]: Fields[Name] extends { readonly sorts: true } ? Name : never }[FieldName];

export const FINDING_SORTS: readonly Sorting[] = names(FINDING_FIELDS).filter(isSorting);

export type FindingFacet = {
  [Name in FieldName]: Fields[Name] extends { readonly counted: true } ? Name : never;
}[FieldName];

/** The fields that findings are counted by. */
export const FINDING_FACETS: readonly FindingFacet[] = names(FINDING_FIELDS).filter(isCounted);

function isCounted(name: FieldName): name is FindingFacet {
  const field: FindingField = FINDING_FIELDS[name];
  return field.counted === true;
}

export type FindingMoment = { [Name in FieldName]: Fields[Name]['holds'] extends 'moment' ? Name : never }[FieldName];

/** The moments by which findings are counted over time. */
export const FINDING_MOMENTS: readonly FindingMoment[] = names(FINDING_FIELDS).filter(isMoment);

function isMoment(name: FieldName): name is FindingMoment {
  return FINDING_FIELDS[name].holds === 'moment';
}

/** GuardDuty's severity, or the owner's, which is GuardDuty's unless a rule says otherwise. */
export const FINDING_SEVERITIES = ['severity', 'contextSeverity'] as const satisfies readonly FieldName[];
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

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
