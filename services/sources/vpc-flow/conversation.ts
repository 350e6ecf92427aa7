import {
  DESTINATION,
  DOUBT,
  HAS_PORTS,
  INITIATOR,
  LIKELY_DESTINATION,
  LIKELY_SOURCE,
  PORTS_SAY,
  SOURCE,
  SYN,
  TCP,
} from './ends.ts';
import { ABSENT } from '#services/reader/plan.ts';
import { Numbering } from './numbering.ts';
import { PORT_RANK } from './ports.ts';

/** The columns that tell who began: codes of addresses (one dictionary) and interfaces, and numbers. */
export interface ConversationColumns {
  readonly interfaces: Uint32Array;
  readonly src: Uint32Array;
  readonly dst: Uint32Array;
  readonly srcport: Uint32Array;
  readonly dstport: Uint32Array;
  readonly protocol: Uint32Array;
  readonly tcpFlags: Uint32Array;
  readonly packets: ArrayLike<number> | undefined;
  readonly start: ArrayLike<number>;
  readonly directions: Uint32Array;
  /** Whether these are all records of the object: only then is it known that a side kept silent. */
  readonly whole: boolean;
}

/**
 * Decides rows in doubt (`DOUBT`) by what the object's other records show of the same conversation at the same interface.
 * In this order: who sent SYN, or was sent SYN-ACK; the ports, if one of them is known as a service's; that the other side
 * sent nothing at all; and, as likely only, the ports' places in the range, or who was first by the clock. A few packets
 * each way on ports that nobody knows show nothing. What is asked depends on no order of the records.
 */
export function settleDoubts(opened: Uint32Array, columns: ConversationColumns): void {
  let doubts = 0;
  for (let row = 0; row < opened.length; row++) if (opened[row] === DOUBT) doubts++;
  if (doubts > 0) new Conversations(opened, doubts, columns).settle();
}

/** What an end of a conversation did, as bits; those of the second end lie above those of the first. */
const SPOKE = 1;
const OPENED = 2;
const ANSWERED = 4;
const RESET = 8;
const MANY = 16;
const FLAGGED = 32;
const BITS = 6;

/** More than an attempt takes, or an answer to one. */
const FEW_PACKETS = 3;
const NEVER = 0xffffffff;
const ICMP = 1;
const ICMP_V6 = 58;

class Conversations {
  readonly #opened: Uint32Array;
  readonly #columns: ConversationColumns;
  readonly #numbering: Numbering;
  /** By number of the conversation: what its two ends did, and when each was first seen. */
  readonly #did: Uint16Array;
  readonly #first: Uint32Array;

  constructor(opened: Uint32Array, doubts: number, columns: ConversationColumns) {
    this.#opened = opened;
    this.#columns = columns;
    this.#numbering = new Numbering(doubts);
    this.#did = new Uint16Array(doubts);
    this.#first = new Uint32Array(doubts * 2).fill(NEVER);
  }

  settle(): void {
    const { tcpFlags, protocol } = this.#columns;
    const opened = this.#opened;
    const rows = opened.length;
    const pinged = new Set<number>();
    for (let row = 0; row < rows; row++) {
      if (opened[row] !== DOUBT) continue;
      this.#tell(row, this.#numberOf(row, true));
      if (isIcmp(protocol[row])) this.#mark(row, pinged);
    }
    for (let row = 0; row < rows; row++) {
      if (opened[row] === DOUBT) continue;
      // Rows of the same ports are in doubt together, but for those with SYN.
      if (((tcpFlags[row] ?? 0) & SYN) !== 0) this.#tell(row, this.#numberOf(row, false));
    }
    if (pinged.size > 0) this.#hear(pinged);
    for (let row = 0; row < rows; row++) if (opened[row] === DOUBT) opened[row] = this.#initiator(row);
  }

  /** @param met whether a conversation that is new gets a number; else it is negative */
  #numberOf(row: number, met: boolean, protocol = this.#columns.protocol[row] ?? 0): number {
    const { interfaces, src, dst, srcport, dstport } = this.#columns;
    const numbering = this.#numbering;
    const home = (((interfaces[row] ?? 0) << 8) | (protocol & 255)) >>> 0;
    const s = src[row] ?? 0;
    const d = dst[row] ?? 0;
    const ports = HAS_PORTS[protocol] !== 0;
    const sp = ports ? (srcport[row] ?? 0) : 0;
    const dp = ports ? (dstport[row] ?? 0) : 0;
    if (isSecond(s, sp, d, dp))
      return met ? numbering.numberOf(home, d, dp, s, sp) : numbering.find(home, d, dp, s, sp);
    return met ? numbering.numberOf(home, s, sp, d, dp) : numbering.find(home, s, sp, d, dp);
  }

  #tell(row: number, number: number): void {
    if (number < 0) return;
    const { tcpFlags, packets, start, protocol } = this.#columns;
    const flags = protocol[row] === TCP ? (tcpFlags[row] ?? ABSENT) : ABSENT;
    let did = SPOKE;
    if (flags !== ABSENT) {
      did |= FLAGGED;
      if ((flags & SYN) !== 0) did |= (flags & ACK) === 0 ? OPENED : ANSWERED;
      else if ((flags & RST) !== 0) did |= RESET;
    }
    if ((packets?.[row] ?? 0) > FEW_PACKETS) did |= MANY;
    const second = this.#second(row);
    this.#did[number] = (this.#did[number] ?? 0) | (did << (second * BITS));
    const at = number * 2 + second;
    const began = start[row] ?? 0;
    if (began < (this.#first[at] ?? NEVER)) this.#first[at] = began;
  }

  /** 1 when the row's source is the second end of its conversation. */
  #second(row: number): number {
    const { src, dst, srcport, dstport, protocol } = this.#columns;
    const ports = HAS_PORTS[protocol[row] ?? 0] !== 0;
    const [sp, dp] = ports ? [srcport[row] ?? 0, dstport[row] ?? 0] : [0, 0];
    return Number(isSecond(src[row] ?? 0, sp, dst[row] ?? 0, dp));
  }

  #mark(row: number, pinged: Set<number>): void {
    pinged.add(this.#columns.src[row] ?? 0);
    pinged.add(this.#columns.dst[row] ?? 0);
  }

  /** ICMP answers other protocols, with "unreachable" and the like: who sends it alone may still have been spoken to first. */
  #hear(pinged: ReadonlySet<number>): void {
    const { src, dst, protocol } = this.#columns;
    for (let row = 0; row < src.length; row++) {
      if (isIcmp(protocol[row]) || !pinged.has(src[row] ?? 0) || !pinged.has(dst[row] ?? 0)) continue;
      for (const icmp of [ICMP, ICMP_V6]) {
        const number = this.#numberOf(row, false, icmp);
        if (number < 0) continue;
        const { start } = this.#columns;
        const second = Number(isSecond(src[row] ?? 0, 0, dst[row] ?? 0, 0));
        this.#did[number] = (this.#did[number] ?? 0) | (SPOKE << (second * BITS));
        const at = number * 2 + second;
        if ((start[row] ?? 0) < (this.#first[at] ?? NEVER)) this.#first[at] = start[row] ?? 0;
      }
    }
  }

  #initiator(row: number): number {
    const direction = this.#columns.directions[row] ?? 0;
    return INITIATOR[direction * 5 + this.#opener(row)] ?? 0;
  }

  #opener(row: number): number {
    const { srcport, dstport, protocol, whole } = this.#columns;
    const number = this.#numberOf(row, false);
    const second = this.#second(row);
    const did = this.#did[number] ?? 0;
    const source = (did >>> (second * BITS)) & (2 ** BITS - 1);
    const destination = (did >>> ((1 - second) * BITS)) & (2 ** BITS - 1);
    const began = this.#first[number * 2 + second] ?? NEVER;
    const otherBegan = this.#first[number * 2 + 1 - second] ?? NEVER;
    const bySource = (source & OPENED) !== 0 || (destination & ANSWERED) !== 0;
    const byDestination = (destination & OPENED) !== 0 || (source & ANSWERED) !== 0;
    if (bySource || byDestination) return bySource && byDestination ? 0 : bySource ? SOURCE : DESTINATION;

    const ports = HAS_PORTS[protocol[row] ?? 0] !== 0;
    const a = ports ? (PORT_RANK[srcport[row] ?? 0] ?? 0) : 0;
    const b = ports ? (PORT_RANK[dstport[row] ?? 0] ?? 0) : 0;
    const known = PORTS_SAY[(a << 3) | b] ?? 0;
    // Who opens never begins with RST: it refuses what came in, or ends what was opened before.
    if (known !== 0) return ((known === SOURCE ? source : destination) & RESET) === 0 ? known : 0;
    const flagged = ((source | destination) & FLAGGED) !== 0;
    if (!flagged && (destination & SPOKE) === 0 && a >= b) return whole ? SOURCE : LIKELY_SOURCE;
    if (a !== b) {
      const client = a > b ? source : destination;
      const clientBegan = a > b ? began : otherBegan;
      const serverBegan = a > b ? otherBegan : began;
      const talks = (client & MANY) !== 0 && (client & RESET) === 0 && clientBegan <= serverBegan;
      return talks ? (a > b ? LIKELY_SOURCE : LIKELY_DESTINATION) : 0;
    }
    if (flagged || began === otherBegan || (destination & SPOKE) === 0) return 0;
    return began < otherBegan ? LIKELY_SOURCE : LIKELY_DESTINATION;
  }
}

const RST = 4;
const ACK = 16;

function isSecond(src: number, srcport: number, dst: number, dstport: number): boolean {
  return src > dst || (src === dst && srcport > dstport);
}

function isIcmp(protocol: number | undefined): boolean {
  return protocol === ICMP || protocol === ICMP_V6;
}
