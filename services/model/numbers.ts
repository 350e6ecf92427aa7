/** A number for people: `1,000`. */
export function number(value: number): string {
  // `toLocaleString` takes a hundred times as long, and a scan reports its progress after each file.
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : value.toLocaleString('en-US');
}

/** `1 finding`, `1,000 findings`. */
export function counted(value: number, noun: string): string {
  return `${number(value)} ${value === 1 ? noun : `${noun}s`}`;
}
