import type { Random } from '#services/simulation/random.ts';

/** A share with its 95 % confidence interval (Wilson). */
export function shareText(found: number, of: number): string {
  if (of === 0) return 'none tried';
  const z = 1.96;
  const p = found / of;
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return `${found} of ${of} (${percent(middle - half)} to ${percent(middle + half)})`;
}

function percent(share: number): string {
  return `${Math.round(100 * Math.min(1, Math.max(0, share)))} %`;
}

const RESAMPLES = 1000;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean over accounts, with the 95 % confidence interval for other accounts of the same kind (bootstrap). */
export function meanText(values: readonly number[], random: Random): string {
  const means = Array.from({ length: RESAMPLES }, () => mean(values.map(() => random.pick(values)))).toSorted(
    (a, b) => a - b,
  );
  const at = (share: number): string => (means[Math.floor(share * RESAMPLES)] ?? 0).toFixed(2);
  return `${mean(values).toFixed(2)} (${at(0.025)} to ${at(0.975)})`;
}

/** The quantile of the values for a share. @param values at least one */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
