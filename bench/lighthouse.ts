/**
 * The metrics of Lighthouse's performance score for desktops, except its Speed Index, which needs a film of the page.
 */
export interface Vitals {
  /** ms until the First Contentful Paint, and until the Largest Contentful Paint. */
  readonly firstPaint: number;
  readonly largest: number;
  /** Total ms of tasks beyond their first 50 ms. */
  readonly blocked: number;
  /** Cumulative Layout Shift. */
  readonly shifted: number;
}

/**
 * Weights, and the 10th percentile and the median of real pages ("Lighthouse performance scoring", version 10,
 * desktop).
 */
const CURVES: Readonly<
  Record<keyof Vitals, { readonly weight: number; readonly p10: number; readonly median: number }>
> = {
  firstPaint: { weight: 10, p10: 934, median: 1600 },
  largest: { weight: 25, p10: 1200, median: 2400 },
  blocked: { weight: 30, p10: 150, median: 350 },
  shifted: { weight: 25, p10: 0.1, median: 0.25 },
};

/** @returns a score from 0 to 100 */
export function performanceOf(vitals: Vitals): number {
  const parts = (['firstPaint', 'largest', 'blocked', 'shifted'] as const).map((name) => {
    const { weight, p10, median } = CURVES[name];
    return { weight, points: weight * share(vitals[name], p10, median) };
  });
  const sum = (of: (part: (typeof parts)[number]) => number) => parts.reduce((total, part) => total + of(part), 0);
  return (100 * sum(({ points }) => points)) / sum(({ weight }) => weight);
}

/** The share of pages that are slower, assuming a log-normal distribution. */
function share(value: number, p10: number, median: number): number {
  if (value <= 0) return 1;
  const x = (Math.log(value / median) * ERFC_OF_A_FIFTH) / -Math.log(p10 / median);
  return (1 - errorFunction(x)) / 2;
}

/** The point where the complementary error function is a fifth, which is the 10th percentile. */
const ERFC_OF_A_FIFTH = 0.906_193_802_436_823_2;

/** Accurate to 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
function errorFunction(x: number): number {
  const t = 1 / (1 + 0.327_591_1 * Math.abs(x));
  const sum = ((((1.061_405_429 * t - 1.453_152_027) * t + 1.421_413_741) * t - 0.284_496_736) * t + 0.254_829_592) * t;
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}
