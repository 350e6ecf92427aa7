import type { FindingFilter } from '#db/queries/findings.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import { days, hours, minutes } from '#services/model/time.ts';
import { accountId, regionName } from '../aws-names.ts';
import { closest, didYouMean } from '../closest.ts';
import { UsageError } from '../usage-error.ts';

/** Flags that narrow a list of findings. */
export const FILTER_ARGS = {
  type: { type: 'string', description: 'Of this finding type. Repeatable' },
  severity: { type: 'string', description: 'Low, Medium, High or Critical. Repeatable' },
  account: { type: 'string', description: 'Of this account. Repeatable' },
  region: { type: 'string', description: 'Of this Region. Repeatable' },
  since: {
    type: 'string',
    description: 'With something seen since: a time (2026-11-22T19:00Z) or an age (30m, 24h, 7d)',
  },
  archived: { type: 'boolean', description: 'Archived ones instead of active ones' },
} as const;

export const FILTER_REPEATABLE = ['type', 'severity', 'account', 'region'] as const;

type Lists = Readonly<Record<string, readonly string[]>>;

/**
 * @param types that there are
 * @throws UsageError for what is no type, severity, account, Region or time: nothing could match it, and a list that is
 *   empty for that reason reads like good news
 */
export function filterOf(
  { since, archived }: { readonly since: string | undefined; readonly archived: boolean | undefined },
  { type = [], severity = [], account = [], region = [] }: Lists,
  types: readonly FindingType[],
  nowMs: number,
): FindingFilter {
  return {
    archived: archived === true,
    ...(type.length > 0 && { types: type.map((text) => findingType(text, types)) }),
    ...(severity.length > 0 && { severities: severity.map(severityLabel) }),
    ...(account.length > 0 && { accountIds: account.map(accountId) }),
    ...(region.length > 0 && { regions: region.map(regionName) }),
    ...(since !== undefined && { seenFrom: timeOf(since, nowMs) }),
  };
}

function findingType(text: string, types: readonly FindingType[]): FindingType {
  const known = types.find((type) => type.toLowerCase() === text.toLowerCase());
  if (known !== undefined) return known;
  throw new UsageError(`"${text}" is no finding type that there is.`, didYouMean(closest(text, types)));
}

function severityLabel(text: string) {
  const label = SEVERITY_LABELS.find((known) => known.toLowerCase() === text.toLowerCase());
  if (label !== undefined) return label;
  throw new UsageError(
    `"${text}" is no severity: use ${SEVERITY_LABELS.join(', ')}.`,
    didYouMean(closest(text, SEVERITY_LABELS)),
  );
}

const UNITS: Readonly<Record<string, (n: number) => number>> = { m: minutes, h: hours, d: days };

function timeOf(text: string, nowMs: number): Date {
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const age = UNITS[unit]?.(Number(count));
  const time = new Date(age === undefined ? text : nowMs - age);
  if (Number.isNaN(time.getTime()))
    throw new UsageError(`"${text}" is no time: write 2026-11-22T19:00Z, or an age such as 30m, 24h or 7d.`);
  return time;
}
