export function number(value: number): string {
  // A scan says how far it is after each file, for which the locale takes too long.
  return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, ',') : value.toLocaleString('en-US');
}

/** `1 finding`, `1,000 findings`. */
export function counted(value: number, noun: string): string {
  return `${number(value)} ${value === 1 ? noun : `${noun}s`}`;
}
