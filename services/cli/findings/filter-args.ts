import { CASE_STATUSES, type CaseStatus } from '#services/model/disposition.ts';
import { filterOfText } from '#services/cases/filter-text.ts';
import { FINDING_FILTERS, takesSeveral, type Filter } from '#services/model/finding-fields.ts';
import { canonicalAddress } from '#services/sources/address.ts';
import { allOf, type FindingFilter } from '#services/model/finding-filter.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import { accountId, organizationalUnit, regionName } from '../aws-names.ts';
import type { Lists } from '../command.ts';
import { closest, didYouMean } from '#services/model/closest.ts';
import { timeOf } from '../time-of.ts';
import { UsageError } from '../usage-error.ts';

/** A filter that the CLI has a flag for. */
interface Flag extends Filter {
  readonly flag: NonNullable<Filter['flag']>;
}

const FLAGS: readonly Flag[] = FINDING_FILTERS.flatMap(({ flag, ...filter }) => (flag ? [{ ...filter, flag }] : []));

/** Flags that narrow a list of findings. */
export const FILTER_ARGS: Readonly<
  Record<string, { readonly type: 'boolean' | 'string'; readonly description: string; readonly valueHint?: string }>
> = {
  ...Object.fromEntries(
    FLAGS.map(({ flag: { name, description }, holds, keeps }) => [
      name,
      {
        type: holds === 'flag' ? 'boolean' : 'string',
        description: takesSeveral(keeps) ? `${description}. Repeatable` : description,
      },
    ]),
  ),
  filter: {
    type: 'string',
    valueHint: 'JSON',
    description:
      'A filter in the form of the API, for combinations that flags cannot express: {"or":[{"assigned":false},{"severities":["HIGH"]}]}',
  },
};

export const FILTER_REPEATABLE = FLAGS.filter(({ keeps }) => takesSeveral(keeps)).map(({ flag }) => flag.name);

/**
 * @param types all finding types
 * @throws UsageError for an invalid type, severity, account, Region, address, number or time. Nothing would match it,
 *   and an empty list would look like good news
 */
export function filterOf(
  args: Readonly<Record<string, unknown>>,
  lists: Lists,
  types: readonly FindingType[],
  nowMs: number,
): FindingFilter {
  const narrowing = Object.fromEntries(
    FLAGS.flatMap(({ name, holds, keeps, flag }) => {
      if (holds === 'flag') return [[name, args[flag.name] ?? flag.absent] as const];
      const given = lists[flag.name] ?? [args[flag.name]].filter((value) => typeof value === 'string');
      const read = ASKED_WITH[keeps] ?? READ[holds];
      const values = given.map((text) => read(text, { types, nowMs }));
      if (values.length === 0) return [];
      return [[name, takesSeveral(keeps) ? values : values[0]] as const];
    }).filter(([, value]) => value !== undefined),
  );
  if (typeof args['filter'] !== 'string') return narrowing;
  const whole = filterOfText(args['filter']);
  if (typeof whole === 'string') throw new UsageError(`--filter: ${whole}`);
  checkNames(whole, types);
  return { ...narrowing, and: [whole] };
}

/** The names in a filter that is written as JSON are checked like those in flags. @throws UsageError */
function checkNames(filter: FindingFilter, types: readonly FindingType[]): void {
  for (const { accountIds = [], regions = [], remoteAddresses = [], types: named = [] } of allOf(filter)) {
    accountIds.forEach(accountId);
    regions.forEach(regionName);
    remoteAddresses.forEach(address);
    for (const type of named) findingType(type, types);
  }
}

/** The sets of valid values for some arguments. */
interface Against {
  readonly types: readonly FindingType[];
  readonly nowMs: number;
}

type Read = (text: string, against: Against) => unknown;

/** Readers for filters whose values are not written like the values of their field. */
const ASKED_WITH: Partial<Record<Filter['keeps'], Read>> = {
  severities: severityLabel,
  units: organizationalUnit,
  has: address,
};

const READ: Record<Exclude<Filter['holds'], 'flag'>, Read> = {
  text: (text) => text,
  maybeText: (text) => text,
  texts: (text) => text,
  words: (text) => text,
  feedback: (text) => text,
  status: caseStatus,
  accountId,
  region: regionName,
  findingType: (text, { types }) => findingType(text, types),
  number: numberOf,
  moment: (text, { nowMs }) => timeOf(text, nowMs),
};

function address(text: string): string {
  const canonical = canonicalAddress(text);
  if (canonical !== undefined) return canonical;
  throw new UsageError(`"${text}" is not an address such as 192.0.2.7.`);
}

function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`"${text}" is not a number.`);
  return value;
}

function findingType(text: string, types: readonly FindingType[]): FindingType {
  const known = types.find((type) => type.toLowerCase() === text.toLowerCase());
  if (known !== undefined) return known;
  throw new UsageError(`"${text}" is not a finding type.`, didYouMean(closest(text, types)));
}

function caseStatus(text: string): CaseStatus {
  const status = CASE_STATUSES.find((known) => known === text.toUpperCase().replaceAll('-', '_'));
  if (status !== undefined) return status;
  throw new UsageError(
    `"${text}" is not a status: use ${CASE_STATUSES.join(', ')}.`,
    didYouMean(closest(text.toUpperCase(), CASE_STATUSES)),
  );
}

function severityLabel(text: string) {
  const label = SEVERITY_LABELS.find((known) => known.toLowerCase() === text.toLowerCase());
  if (label !== undefined) return label;
  throw new UsageError(
    `"${text}" is not a severity: use ${SEVERITY_LABELS.join(', ')}.`,
    didYouMean(closest(text, SEVERITY_LABELS)),
  );
}
