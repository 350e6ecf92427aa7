import {
  ACK,
  DESTINATION,
  EGRESS,
  HAS_PORTS,
  INGRESS,
  INITIATOR,
  LIKELY_DESTINATION,
  LIKELY_SOURCE,
  PORTS_SAY,
  RST,
  SOURCE,
  SYN,
  TCP,
} from './ends.ts';
import { ABSENT } from '#services/reader/plan.ts';
import { Numbering } from './numbering.ts';
import { Pairs } from './pairs.ts';
import { PORT_RANK } from './ports.ts';
import type { Scratch } from './scratch.ts';

/** The columns that describe conversations: codes of addresses (one dictionary) and interfaces, and numbers. */
export interface ConversationColumns {
  readonly interfaces: Uint32Array;
  readonly src: Uint32Array;
  readonly dst: Uint32Array;
  readonly srcport: Uint32Array;
  readonly dstport: Uint32Array;
  readonly protocol: Uint32Array;
  readonly tcpFlags: Uint32Array | undefined;
  readonly packets: ArrayLike<number> | undefined;
  readonly bytes: ArrayLike<number> | undefined;
  readonly start: ArrayLike<number>;
  readonly directions: Uint32Array;
  /** Whether the table holds all records of the object: only then does a missing answer mean that a side was silent. */
  readonly whole: boolean;
}

/** The observed behaviour of an end of a conversation, as bits. */
const SPOKE = 1;
const OPENED = 2;
const ANSWERED = 4;
const RESET = 8;
const MANY = 16;
const FLAGGED = 32;

/** Neither an attempt nor a refusal takes more packets. */
const FEW_PACKETS = 3;
const NEVER = 0xffffffff;
const NOTHING = -1;
const ICMP = 1;
const ICMP_V6 = 58;

/**
 * Reconstructs the conversations at each interface from all records of a table: which end began, and what came back.
 * Few records are queried, so the work is done lazily: the first query about two addresses examines all records between
 * them, once.
 */
export class Conversations {
  readonly #columns: ConversationColumns;
  readonly #scratch: Scratch;
  #belied: boolean | undefined;
  #pairs: Pairs | undefined;
  #numbering: Numbering | undefined;
  /** By row, which end of which conversation its source is, plus 1; 0 where it is not known yet. */
  #ends: Uint32Array | undefined;
  /**
   * By end (the two ends of a conversation are neighbours): its behaviour, the time of its first record, and the bytes
   * it sent.
   */
  readonly #did: number[] = [];
  readonly #first: number[] = [];
  readonly #sent: number[] = [];

  constructor(columns: ConversationColumns, scratch: Scratch) {
    this.#columns = columns;
    this.#scratch = scratch;
  }

  /**
   * Which end began, as a code of `INITIATORS`: judged by the record alone, and in doubt by the other records of the
   * same conversation.
   */
  initiator(row: number): number {
    const direction = this.#columns.directions[row] ?? 0;
    // Without knowing which end is the interface's own, the question has no answer.
    if (!isKnown(direction)) return 0;
    return INITIATOR[direction * 5 + (this.#said(row) || this.#opener(row))] ?? 0;
  }

  /** Bytes that came back. Undefined when no record goes the other way: nothing came back, or it is not logged here. */
  answer(row: number): number | undefined {
    const { src, dst } = this.#columns;
    const end = this.#endOf(row);
    const isToItself = src[row] === dst[row] && this.#portOf(row, true) === this.#portOf(row, false);
    const bytes = this.#sent[isToItself ? end : end ^ 1];
    return bytes === NOTHING ? undefined : bytes;
  }

  /**
   * Which end opened the connection, judged by the record alone; 0 when that is not enough. The end that sent SYN
   * opened, the end that sent SYN-ACK answered: the log ORs the flags of an interval, and reports ACK only with SYN
   * ("Flow log records", `tcp-flags`). Without either flag, the end with a service's port is the service. The result is
   * 0 for unknown ports, protocols without ports, RST, and tables in which some SYN contradicts the ports.
   */
  #said(row: number): number {
    const { protocol, srcport, dstport } = this.#columns;
    const trust = HAS_PORTS[protocol[row] ?? 0] ?? 0;
    if (trust === 0) return 0;
    const flags = this.#flagsOf(row);
    if ((flags & SYN) !== 0) return openerBySyn(flags);
    if ((flags & RST) !== 0) return 0;
    if (protocol[row] === TCP && this.#isBelied) return 0;
    return openerByPorts(srcport[row] ?? 0, dstport[row] ?? 0);
  }

  /** `ABSENT` (no combination of flags) where the record has none. */
  #flagsOf(row: number): number {
    const { protocol, tcpFlags } = this.#columns;
    return protocol[row] === TCP ? (tcpFlags?.[row] ?? ABSENT) : ABSENT;
  }

  /**
   * Whether some SYN came from an end that is the service by its port: then clients use well-known ports, and ports
   * prove nothing.
   */
  get #isBelied(): boolean {
    this.#belied ??= this.#columns.tcpFlags !== undefined && isBelied(this.#columns, this.#columns.tcpFlags);
    return this.#belied;
  }

  /**
   * Which end opened the connection, judged by all records of the conversation. The criteria in order: which end sent
   * SYN, or received SYN-ACK; the ports, if one of them is a known service's; that the other side sent nothing at all;
   * and, as likely only, the ranges of the ports, or the earlier record. A few packets each way on unknown ports prove
   * nothing. The result does not depend on the order of the records.
   */
  #opener(row: number): number {
    const { srcport, dstport, protocol, whole } = this.#columns;
    const end = this.#endOf(row);
    const source = this.#did[end] ?? 0;
    const destination = this.#did[end ^ 1] ?? 0;
    const began = this.#first[end] ?? NEVER;
    const otherBegan = this.#first[end ^ 1] ?? NEVER;
    const bySource = (source & OPENED) !== 0 || (destination & ANSWERED) !== 0;
    const byDestination = (destination & OPENED) !== 0 || (source & ANSWERED) !== 0;
    if (bySource || byDestination) return bySource && byDestination ? 0 : bySource ? SOURCE : DESTINATION;

    const ports = HAS_PORTS[protocol[row] ?? 0] !== 0;
    const a = ports ? (PORT_RANK[srcport[row] ?? 0] ?? 0) : 0;
    const b = ports ? (PORT_RANK[dstport[row] ?? 0] ?? 0) : 0;
    const known = PORTS_SAY[(a << 3) | b] ?? 0;
    // The opening end never begins with RST, which refuses an incoming connection or ends an earlier one.
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

  /** The end that is the source of a row; first examines all rows that may belong to the same conversation. */
  #endOf(row: number): number {
    this.#ends ??= this.#scratch.words('ends', this.#columns.src.length).fill(0);
    if (this.#ends[row] === 0) this.#look(row, this.#ends);
    return (this.#ends[row] ?? 0) - 1;
  }

  #look(row: number, ends: Uint32Array): void {
    const { src, dst, protocol } = this.#columns;
    this.#pairs ??= new Pairs(this.#scratch, src, dst);
    const rows = this.#pairs.like(row);
    for (const each of rows) {
      const end = this.#meet(each);
      ends[each] = end + 1;
      this.#tell(each, end);
    }
    if (!rows.some((each) => isIcmp(protocol[each]))) return;
    for (const each of rows) if (!isIcmp(protocol[each])) this.#hear(each);
  }

  #meet(row: number): number {
    this.#numbering ??= new Numbering(this.#scratch, this.#columns.src.length);
    const known = this.#numbering.size;
    const { src, dst, protocol } = this.#columns;
    const [s, d] = [src[row] ?? 0, dst[row] ?? 0];
    const [sp, dp] = [this.#portOf(row, true), this.#portOf(row, false)];
    const home = this.#home(row, protocol[row] ?? 0);
    const second = isSecond(s, sp, d, dp);
    const number = second ? this.#numbering.numberOf(home, d, dp, s, sp) : this.#numbering.numberOf(home, s, sp, d, dp);
    if (number === known) {
      this.#did.push(0, 0);
      this.#first.push(NEVER, NEVER);
      this.#sent.push(NOTHING, NOTHING);
    }
    return number * 2 + Number(second);
  }

  /** Protocols without ports have meaningless values there. */
  #portOf(row: number, isSource: boolean): number {
    const { srcport, dstport, protocol } = this.#columns;
    return HAS_PORTS[protocol[row] ?? 0] === 0 ? 0 : ((isSource ? srcport : dstport)[row] ?? 0);
  }

  #home(row: number, protocol: number): number {
    return (((this.#columns.interfaces[row] ?? 0) << 8) | (protocol & 255)) >>> 0;
  }

  #tell(row: number, end: number): void {
    const { packets, bytes, start } = this.#columns;
    const sent = this.#sent[end] ?? NOTHING;
    this.#sent[end] = (sent === NOTHING ? 0 : sent) + (bytes?.[row] ?? 0);
    if (!this.#isWitness(row)) return;
    const flags = this.#flagsOf(row);
    let did = SPOKE;
    if (flags !== ABSENT) {
      did |= FLAGGED;
      if ((flags & SYN) !== 0) did |= (flags & ACK) === 0 ? OPENED : ANSWERED;
      else if ((flags & RST) !== 0) did |= RESET;
    }
    if ((packets?.[row] ?? 0) > FEW_PACKETS) did |= MANY;
    this.#see(end, did, start[row] ?? 0);
  }

  #see(end: number, did: number, time: number): void {
    this.#did[end] = (this.#did[end] ?? 0) | did;
    if (time < (this.#first[end] ?? NEVER)) this.#first[end] = time;
  }

  /** Whether a row's behaviour counts: rows that are in doubt themselves, and rows with SYN. */
  #isWitness(row: number): boolean {
    const { directions, tcpFlags } = this.#columns;
    return ((tcpFlags?.[row] ?? 0) & SYN) !== 0 || (isKnown(directions[row] ?? 0) && this.#said(row) === 0);
  }

  /** ICMP answers other protocols, as with "unreachable": an end that sent only ICMP may have been contacted first. */
  #hear(row: number): void {
    const { src, dst, start } = this.#columns;
    const [s, d] = [src[row] ?? 0, dst[row] ?? 0];
    const second = s > d;
    for (const icmp of [ICMP, ICMP_V6]) {
      const home = this.#home(row, icmp);
      const number = second ? this.#numbering?.find(home, d, 0, s, 0) : this.#numbering?.find(home, s, 0, d, 0);
      if (number !== undefined && number >= 0) this.#see(number * 2 + Number(second), SPOKE, start[row] ?? 0);
    }
  }
}

function isSecond(src: number, srcport: number, dst: number, dstport: number): boolean {
  return src > dst || (src === dst && srcport > dstport);
}

function isIcmp(protocol: number | undefined): boolean {
  return protocol === ICMP || protocol === ICMP_V6;
}

function isKnown(direction: number): boolean {
  return direction === EGRESS || direction === INGRESS;
}

function openerBySyn(flags: number): number {
  return (flags & ACK) === 0 ? SOURCE : DESTINATION;
}

function openerByPorts(srcport: number, dstport: number): number {
  return PORTS_SAY[((PORT_RANK[srcport] ?? 0) << 3) | (PORT_RANK[dstport] ?? 0)] ?? 0;
}

function isBelied({ protocol, srcport, dstport }: ConversationColumns, tcpFlags: Uint32Array): boolean {
  for (let row = 0; row < tcpFlags.length; row++) {
    const flags = tcpFlags[row] ?? 0;
    if ((flags & SYN) === 0 || protocol[row] !== TCP) continue;
    const byPorts = openerByPorts(srcport[row] ?? 0, dstport[row] ?? 0);
    if (byPorts !== 0 && byPorts !== openerBySyn(flags)) return true;
  }
  return false;
}
