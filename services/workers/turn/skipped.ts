import type { Skipped } from '#db/queries/commit.ts';
import { describeSaturation } from '#services/engine/saturation.ts';
import type { Work } from '#services/engine/work.ts';
import { nameOf, type ObjectReport, type Trouble } from '#services/model/log-object.ts';

/** An object that was read, and how many of its records were skipped because of a trusted list. */
export interface ReadObject {
  readonly report: ObjectReport;
  readonly trustedSkipped: number;
}

/** Reports that include what detection skipped in their objects, and the same as numbers. */
export function reportSkipped(
  read: readonly ReadObject[],
  work: Work,
): { readonly reports: readonly ObjectReport[]; readonly skipped: readonly Skipped[] } {
  const saturation = Map.groupBy(work.saturation(), ({ object }) => object);
  const told = read.map(({ report, trustedSkipped }) => {
    const name = nameOf(report.object);
    const parts = saturation.get(name) ?? [];
    // Content that replaced other content under the same key has the same name: its saturation is reported only once.
    saturation.delete(name);
    const troubles = parts.flatMap((part) => describeSaturation(part, work.bounds)).map(overBound);
    return {
      report: { ...report, troubles: [...report.troubles, ...troubles] },
      skipped: {
        object: report.object,
        trustedSkipped,
        groupOverflow: sum(parts.map(({ groupOverflow, nameless }) => groupOverflow + nameless)),
        deduplicationOverflow: sum(parts.map(({ deduplicationOverflow }) => deduplicationOverflow)),
      },
    };
  });
  return {
    reports: told.map(({ report }) => report),
    skipped: told.flatMap(({ skipped }) => (isNothing(skipped) ? [] : [skipped])),
  };
}

function overBound(message: string): Trouble {
  return { kind: 'over-bound', message, position: undefined, records: 0 };
}

function isNothing({ trustedSkipped, groupOverflow, deduplicationOverflow }: Skipped): boolean {
  return trustedSkipped + groupOverflow + deduplicationOverflow === 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
