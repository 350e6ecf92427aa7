interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** `$12 (5 to 40)`: the likely price, and its range. */
export function priceText({ low, likely, high }: Range): string {
  if (high === 0) return 'nothing';
  return `$${dollars(likely)} (${dollars(low)} to ${dollars(high)})`;
}

/** Shows cents only for amounts below $10. */
export function dollars(amount: number): string {
  return amount.toLocaleString('en', { maximumFractionDigits: amount < 10 ? 2 : 0 });
}

export function countedTasks(count: number): string {
  return count === 1 ? '1 task' : `${count.toLocaleString('en')} tasks`;
}
