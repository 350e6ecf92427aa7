/**
 * A set of days as 64 bits: the bit of a day is its number modulo 64. Every use of it is limited by a mask, so nothing
 * has to move as days go by. Bits of days that left the window are cleared before their place is used again.
 */
export interface DaySet {
  low: number;
  high: number;
}

/** Days that a set can hold. */
export const DAYS = 64;
/** Days that count. The other days of a set are slack, so that a late day is judged by what was known before it. */
export const WINDOW_DAYS = 56;

export function emptyDays(): DaySet {
  return { low: 0, high: 0 };
}

export function addDay(set: DaySet, day: number): void {
  const bit = day % DAYS;
  if (bit < 32) set.low |= 1 << bit;
  else set.high |= 1 << (bit - 32);
}

/** Removes the days that are not in a mask. */
export function keepDays(set: DaySet, mask: Readonly<DaySet>): void {
  set.low &= mask.low;
  set.high &= mask.high;
}

/** All days of the window that ends with `last`, inclusive. @param length days */
export function daysUntil(last: number, length = WINDOW_DAYS): DaySet {
  const mask = emptyDays();
  for (let day = Math.max(0, last - length + 1); day <= last; day++) addDay(mask, day);
  return mask;
}

/** The last day of the set in the window that ends with `last`; undefined: there is none. */
export function lastDay(set: Readonly<DaySet>, last: number): number | undefined {
  for (let day = last; day > last - WINDOW_DAYS && day >= 0; day--) {
    const bit = day % DAYS;
    if (((bit < 32 ? set.low >>> bit : set.high >>> (bit - 32)) & 1) === 1) return day;
  }
  return undefined;
}

/** Number of days of a mask that are in the set. */
export function countDays(set: Readonly<DaySet>, mask: Readonly<DaySet>): number {
  return ones(set.low & mask.low) + ones(set.high & mask.high);
}

function ones(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
