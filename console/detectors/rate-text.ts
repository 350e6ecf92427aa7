/** A number of findings per week: `0`, `0.25`, `12`. Counted over four weeks, it is a multiple of a quarter. */
export function rateText(perWeek: number): string {
  return perWeek.toLocaleString('en', { maximumFractionDigits: perWeek < 10 ? 2 : 0 });
}
