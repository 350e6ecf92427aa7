import type { AnyDetector } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { GENERATED, linkTo } from './detector-words.ts';
import { GUARDDUTY_TYPES, RETIRED_BY_GUARDDUTY } from './guardduty-types.ts';
import { page, table } from './markdown.ts';

/** The finding types that GuardDuty has today, and whether there is a detector. */
export interface GuardDutyCoverage {
  readonly rows: readonly {
    readonly type: FindingType;
    readonly detector: AnyDetector | undefined;
    /** Why it has no detector; empty when it has one. */
    readonly without: string;
  }[];
  readonly detected: number;
  /** Detectors of types that GuardDuty has retired. */
  readonly retired: readonly AnyDetector[];
}

export function guardDutyCoverage(detectors: readonly AnyDetector[]): GuardDutyCoverage {
  const byName = new Map(detectors.map((detector) => [detector.type, detector]));
  const rows = GUARDDUTY_TYPES.flatMap(({ without, types }) =>
    types.map((type) => ({ type, without, detector: byName.get(type) })),
  ).toSorted((a, b) => (a.type < b.type ? -1 : 1));
  return {
    rows,
    detected: rows.filter(({ detector }) => detector).length,
    retired: RETIRED_BY_GUARDDUTY.flatMap((type) => byName.get(type) ?? []),
  };
}

/** The page that compares GuardDuty's types with the detectors. */
export function guardDutyPage(detectors: readonly AnyDetector[]): string {
  const { rows, detected, retired } = guardDutyCoverage(detectors);
  const missing = Map.groupBy(
    rows.filter(({ detector }) => !detector),
    ({ without }) => without,
  );
  return page(
    "# GuardDuty's finding types",
    `What GuardDuty detects today, and whether Vedette does. ${GENERATED}`,
    table(
      ['', 'finding types'],
      [
        ['detected', String(detected)],
        ...GUARDDUTY_TYPES.map(({ without }) => [without, String(missing.get(without)?.length ?? 0)]),
        ['all', String(rows.length)],
      ],
    ),
    'Detected means: under the same name, from CloudTrail, flow logs, Resolver query logs, EKS audit logs and database logins, where a record, a list or a window of records shows it. The blind spots of a detector are on its page. Lambda functions are seen only if they are attached to a VPC, because others are not in flow logs. No log shows what happens inside a machine or what a file contains.',
    table(
      ['finding type', 'in Vedette'],
      rows.map(({ type, detector, without }) => [
        type,
        detector ? linkTo(detector, 'detectors/', 'detected') : without,
      ]),
    ),
    '## Retired by GuardDuty',
    `GuardDuty has removed these, because it learns what is usual instead. Vedette still has them: ${retired.map((detector) => linkTo(detector, 'detectors/')).join(', ')}.`,
  );
}
