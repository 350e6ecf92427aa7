/** An age in the largest unit of which there are at least two: `40 minutes`, `5 hours`, `12 days`. */
export function ageOf(ms: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [unit, length] = units.find(([, size]) => ms >= 2 * size) ?? ['minute', 60_000];
  const count = Math.floor(Math.max(0, ms) / length);
  return `${count} ${count === 1 ? unit : `${unit}s`}`;
}
