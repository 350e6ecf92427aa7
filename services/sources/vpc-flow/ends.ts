import { ABSENT } from '#services/reader/plan.ts';
import type { OwnAddresses } from './own-address.ts';
import { KNOWN_RANK_MAX } from './ports.ts';
import type { FlowDirection, FlowInitiator } from './record.ts';

// These loops run over every flow record there is. Directions and ports alternate from row to row as they please, so what
// depends on them is computed and looked up rather than branched on; and each loop does one thing, for no question asks for all.
// What a loop needs of the module it takes into its own constants first: a module's are looked up every time.

/** The first bit of a direction says that the source is the interface's own end: in the unknown ones it is a guess. */
export const EGRESS = 1;
export const INGRESS = 2;
const UNKNOWN_OUT = 3;
/** Codes of the columns `direction` and `initiator`. */
export const DIRECTIONS: readonly FlowDirection[] = ['unknown', 'egress', 'ingress', 'unknown'];
export const INITIATORS: readonly FlowInitiator[] = ['unknown', 'local', 'remote', 'likely-local', 'likely-remote'];

/**
 * Fills in the directions (`EGRESS`, `INGRESS`, 0 when neither) of rows that have none yet, by the interfaces' own
 * addresses.
 */
export function fillDirections(
  directions: Uint32Array,
  { first, second }: OwnAddresses,
  interfaces: Uint32Array,
  src: Uint32Array,
  dst: Uint32Array,
): void {
  const rows = directions.length;
  for (let row = 0; row < rows; row++) {
    if (directions[row] !== 0) continue;
    const code = interfaces[row] ?? 0;
    const a = first[code] ?? 0;
    const b = second[code] ?? 0;
    const s = src[row] ?? 0;
    const d = dst[row] ?? 0;
    // Code 0 is no address, so an interface without own addresses equals nothing.
    const notSrc = differ(s, a) & differ(s, b);
    const notDst = differ(d, a) & differ(d, b);
    // EGRESS is the first bit, INGRESS the second.
    directions[row] = (1 - notSrc) | ((notSrc & (1 - notDst)) << 1);
  }
}

/**
 * The same for rows of interfaces that have one address each (0: none that is known), as long as all rows have it. False
 * when one has not.
 */
export function fillByOne(
  directions: Uint32Array,
  own: Uint32Array,
  interfaces: Uint32Array,
  src: Uint32Array,
  dst: Uint32Array,
): boolean {
  const rows = directions.length;
  for (let from = 0; from < rows; from += ROWS_AT_ONCE)
    if (lacksOne(directions, own, interfaces, src, dst, from, Math.min(from + ROWS_AT_ONCE, rows))) return false;
  return true;
}

/** Apart from the loop around it, so that the engine optimizes it as a whole. */
function lacksOne(
  directions: Uint32Array,
  own: Uint32Array,
  interfaces: Uint32Array,
  src: Uint32Array,
  dst: Uint32Array,
  from: number,
  to: number,
): boolean {
  let lacks = 0;
  for (let row = from; row < to; row++) {
    const a = own[interfaces[row] ?? 0] ?? 0;
    const notSrc = differ(src[row] ?? 0, a);
    const notDst = differ(dst[row] ?? 0, a);
    lacks |= notSrc & notDst;
    directions[row] = (1 - notSrc) | ((notSrc & (1 - notDst)) << 1);
  }
  return lacks === 1;
}

/** Few enough that little is done in vain. */
const ROWS_AT_ONCE = 2048;

/** 1 when the codes differ, else 0. Subtracted from 0, for a negated number may be -0, and what may be -0 is no integer. */
export function differ(a: number, b: number): number {
  const bits = (a ^ b) | 0;
  return (bits | (0 - bits)) >>> 31;
}

/** Sets the direction of each row as the record says it, by the codes of its `flow-direction`. */
export function sayDirections(directions: Uint32Array, codes: Uint32Array, directionOf: Uint8Array): void {
  for (let row = 0; row < codes.length; row++) directions[row] = directionOf[codes[row] ?? 0] ?? 0;
}

/** Guesses which end is the interface's own in rows about whose direction nothing is known. */
export function guessEnds(directions: Uint32Array, srcIsOurs: (row: number) => boolean): void {
  for (let row = directions.indexOf(0); row >= 0; row = directions.indexOf(0, row + 1))
    if (srcIsOurs(row)) directions[row] = UNKNOWN_OUT;
}

/** Takes of each row the one value or the other, by whether the source is the interface's own end. */
export function choose(
  taken: Uint32Array,
  directions: Uint32Array,
  whenOut: Uint32Array,
  whenIn: Uint32Array,
): Uint32Array {
  const rows = taken.length;
  for (let row = 0; row < rows; row++) {
    const a = whenOut[row] ?? 0;
    const b = whenIn[row] ?? 0;
    taken[row] = b ^ ((a ^ b) & (0 - ((directions[row] ?? 0) & 1)));
  }
  return taken;
}

/** The same of a row at a time. */
export function chosen(directions: Uint32Array, whenOut: Uint32Array, whenIn: Uint32Array): (row: number) => number {
  return (row) => (((directions[row] ?? 0) & 1) === 1 ? whenOut[row] : whenIn[row]) ?? 0;
}

/** The values, with those of `instead` in place of zeros. */
export function orElse(filled: Uint32Array, values: Uint32Array, instead: Uint32Array): Uint32Array {
  for (let row = 0; row < filled.length; row++) {
    const value = values[row] ?? 0;
    filled[row] = value === 0 ? (instead[row] ?? 0) : value;
  }
  return filled;
}

export const TCP = 6;
export const SYN = 2;
export const RST = 4;
export const ACK = 16;
export const SOURCE = 1;
export const DESTINATION = 2;
export const LIKELY_SOURCE = 3;
export const LIKELY_DESTINATION = 4;

/** By protocol: 1 when its ports mean something (UDP), 3 when it has flags as well (TCP). */
export const HAS_PORTS = new Uint8Array(ABSENT + 1);
HAS_PORTS[TCP] = 3;
HAS_PORTS[17] = 1;

/** By the ranks of source and destination port: who opened, where one of them is known as a service's and the other is not. */
export const PORTS_SAY = Uint8Array.from({ length: 5 << 3 }, (_, ranks) => {
  const src = ranks >>> 3;
  const dst = ranks & 7;
  if (src === dst || Math.min(src, dst) > KNOWN_RANK_MAX) return 0;
  return src < dst ? DESTINATION : SOURCE;
});

/** By direction and opener: the code of the initiator. */
export const INITIATOR = Uint8Array.from(
  [
    [0, 0, 0, 0, 0],
    [0, 1, 2, 3, 4],
    [0, 2, 1, 4, 3],
    [0, 0, 0, 0, 0],
  ].flat(),
);
