import { ABSENT } from '#services/reader/plan.ts';
import type { OwnAddresses } from './own-address.ts';
import { KNOWN_RANK_MAX } from './ports.ts';
import type { FlowDirection, FlowInitiator } from './record.ts';

// These loops run over every flow record. Directions and ports alternate unpredictably from row to row, so values that
// depend on them are computed and looked up, without branches. Each loop does one thing, because no question needs all
// of them. Loops copy constants of the module into local ones first, because V8 looks up those of a module every time.

/**
 * The first bit of a direction says that the source is the interface's own end; with an unknown direction that is a
 * guess.
 */
export const EGRESS = 1;
export const INGRESS = 2;
const UNKNOWN_OUT = 3;
/** Codes of the columns `direction` and `initiator`. */
export const DIRECTIONS: readonly FlowDirection[] = ['unknown', 'egress', 'ingress', 'unknown'];
export const INITIATORS: readonly FlowInitiator[] = ['unknown', 'local', 'remote', 'likely-local', 'likely-remote'];

/**
 * Fills in the directions (`EGRESS`, `INGRESS`, 0 when neither) of rows without one, by the interfaces' own addresses.
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
    // Code 0 is no address, so an interface without own addresses matches nothing.
    const notSrc = differ(s, a) & differ(s, b);
    const notDst = differ(d, a) & differ(d, b);
    // EGRESS is the lowest bit, INGRESS the second.
    directions[row] = (1 - notSrc) | ((notSrc & (1 - notDst)) << 1);
  }
}

/**
 * The same for interfaces with one own address each (0: none is known), as long as every row has it. False when a row
 * does not have it.
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

/** A function of its own, so that the engine optimizes the loop as a whole. */
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

/** Few enough that little work is lost when a row lacks the address. */
const ROWS_AT_ONCE = 2048;

/**
 * 1 when the codes differ, else 0. Subtracts from 0 instead of negating: a negated number may be -0, which is no
 * integer to the engine.
 */
export function differ(a: number, b: number): number {
  const bits = (a ^ b) | 0;
  return (bits | (0 - bits)) >>> 31;
}

/** Sets the direction of each row as the record states it, by the codes of its `flow-direction`. */
export function setStatedDirections(directions: Uint32Array, codes: Uint32Array, directionOf: Uint8Array): void {
  for (let row = 0; row < codes.length; row++) directions[row] = directionOf[codes[row] ?? 0] ?? 0;
}

/**
 * Tells the own end by which addresses are private, in rows without any known direction. Where an interface is named,
 * this is a guess, because the interface of a gateway forwards between others. Where no interface is named, a private
 * address that talks with a public one is the network's own.
 */
export function guessEnds(
  directions: Uint32Array,
  interfaces: Uint32Array,
  src: Uint32Array,
  dst: Uint32Array,
  isPrivate: (address: number) => boolean,
): void {
  for (let row = directions.indexOf(0); row >= 0; row = directions.indexOf(0, row + 1)) {
    const isOut = isPrivate(src[row] ?? 0);
    const isIn = isPrivate(dst[row] ?? 0);
    if (isOut !== isIn && interfaces[row] === 0) directions[row] = isOut ? EGRESS : INGRESS;
    else if (isOut || !isIn) directions[row] = UNKNOWN_OUT;
  }
}

/** Takes one of two values for each row, by whether the source is the interface's own end. */
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

/** The same, for one row at a time. */
export function chosen(directions: Uint32Array, whenOut: Uint32Array, whenIn: Uint32Array): (row: number) => number {
  return (row) => (((directions[row] ?? 0) & 1) === 1 ? whenOut[row] : whenIn[row]) ?? 0;
}

/** The values, with zeros replaced by those of `instead`. */
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

/** By protocol: 1 when it has ports (UDP), 3 when it has flags as well (TCP). */
export const HAS_PORTS = new Uint8Array(ABSENT + 1);
HAS_PORTS[TCP] = 3;
HAS_PORTS[17] = 1;

/** By the ranks of source and destination port: the opener, where exactly one port is known as a service's. */
export const PORTS_SAY = Uint8Array.from({ length: 5 << 3 }, (_, ranks) => {
  const src = ranks >>> 3;
  const dst = ranks & 7;
  if (src === dst || Math.min(src, dst) > KNOWN_RANK_MAX) return 0;
  return src < dst ? DESTINATION : SOURCE;
});

/** By direction and opening end: the code of the initiator. */
export const INITIATOR = Uint8Array.from(
  [
    [0, 0, 0, 0, 0],
    [0, 1, 2, 3, 4],
    [0, 2, 1, 4, 3],
    [0, 0, 0, 0, 0],
  ].flat(),
);
