import type { FindingFilter } from '#db/queries/findings.ts';
import { isFindingType } from '#services/model/finding-type.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import { days, hours, minutes } from '#services/model/time.ts';
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

/** @throws UsageError for what is no type, severity or time */
export function filterOf(
  { since, archived }: { readonly since: string | undefined; readonly archived: boolean | undefined },
  { type = [], severity = [], account = [], region = [] }: Lists,
  nowMs: number,
): FindingFilter {
  return {
    archived: archived === true,
    ...(type.length > 0 && { types: type.map(findingType) }),
    ...(severity.length > 0 && { severities: severity.map(severityLabel) }),
    ...(account.length > 0 && { accountIds: account }),
    ...(region.length > 0 && { regions: region }),
    ...(since !== undefined && { seenFrom: timeOf(since, nowMs) }),
  };
}

function findingType(text: string) {
  if (isFindingType(text)) return text;
  throw new UsageError(`"${text}" is no finding type: expected Purpose:Resource/Family[.Mechanism][!Artifact].`);
}

function severityLabel(text: string) {
  const label = SEVERITY_LABELS.find((known) => known.toLowerCase() === text.toLowerCase());
  if (label !== undefined) return label;
  throw new UsageError(`"${text}" is no severity: use ${SEVERITY_LABELS.join(', ')}.`);
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
