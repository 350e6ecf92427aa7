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
import type { KnownPorts } from './known-ports.ts';
import { Numbering } from './numbering.ts';
import { Pairs } from './pairs.ts';
import { PORT_RANK } from './ports.ts';
import type { Scratch } from './scratch.ts';

/** The columns that conversations are found by: codes of addresses (one dictionary) and interfaces, and numbers. */
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
  /** Whether these are all records of the object: only then is a silent side known to be silent. */
  readonly whole: boolean;
  /** Absent where the inventory knows no ports here. */
  readonly knownPorts?: KnownPorts | undefined;
}

/** Bits for what an end of a conversation did. */
const SPOKE = 1;
const OPENED = 2;
const ANSWERED = 4;
const RESET = 8;
const MANY = 16;
const FLAGGED = 32;

/** More packets are neither an attempt nor an answer to one. */
const FEW_PACKETS = 3;
const NEVER = 0xffffffff;
const NOTHING = -1;
const ICMP = 1;
const ICMP_V6 = 58;

/**
 * Shows who began the conversations at an interface, and what came back, by all records of a table. Questions ask about
 * few records, so nothing is computed before the first question about a pair of addresses. Then all records between the
 * two are read, once.
 */
export class Conversations {
  readonly #columns: ConversationColumns;
  readonly #scratch: Scratch;
  #belied: boolean | undefined;
  #pairs: Pairs | undefined;
  #numbering: Numbering | undefined;
  /** By row: the end of the conversation that is the row's source, plus 1; 0 for a row that was not read yet. */
  #ends: Uint32Array | undefined;
  /**
   * By end (the two ends of a conversation are neighbours): what it did, when it was first seen, and the bytes it sent.
   */
  readonly #did: number[] = [];
  readonly #first: number[] = [];
  readonly #sent: number[] = [];

  constructor(columns: ConversationColumns, scratch: Scratch) {
    this.#columns = columns;
    this.#scratch = scratch;
  }

  /**
   * The end that began, as a code of `INITIATORS`: by the record alone, and where that leaves doubt, by the other
   * records of the same conversation.
   */
  initiator(row: number): number {
    const direction = this.#columns.directions[row] ?? 0;
    // Without knowing the interface's own end, the initiator stays unknown.
    if (!isKnown(direction)) return 0;
    return INITIATOR[direction * 5 + (this.#openerInRecord(row) || this.#opener(row))] ?? 0;
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
   * The opener by the record alone; 0 where the record does not show it. A side that sent SYN opened, one that sent
   * SYN-ACK answered: the log ORs the flags of an interval, and reports ACK only with SYN ("Flow log records",
   * `tcp-flags`). Without either, the end with a service's port is the service. The record does not show it with
   * unknown ports, without ports, with RST, and where some SYN in the table contradicts the ports.
   */
  #openerInRecord(row: number): number {
    const { protocol, srcport, dstport } = this.#columns;
    const trust = HAS_PORTS[protocol[row] ?? 0] ?? 0;
    if (trust === 0) return 0;
    const flags = this.#flagsOf(row);
    if ((flags & SYN) !== 0) return openerBySyn(flags);
    if ((flags & RST) !== 0) return 0;
    if (protocol[row] === TCP && this.#isBelied) return 0;
    return openerByPorts(srcport[row] ?? 0, dstport[row] ?? 0);
  }

  /** The TCP flags of a row; `ABSENT`, which equals none of the flags, where the record has none. */
  #flagsOf(row: number): number {
    const { protocol, tcpFlags } = this.#columns;
    return protocol[row] === TCP ? (tcpFlags?.[row] ?? ABSENT) : ABSENT;
  }

  /** Whether some SYN came from an end whose port is a service's: then somebody opens connections from known ports. */
  get #isBelied(): boolean {
    this.#belied ??= this.#columns.tcpFlags !== undefined && isBelied(this.#columns, this.#columns.tcpFlags);
    return this.#belied;
  }

  /**
   * The opener by all records of the conversation. In this order: the end that sent SYN, or was sent SYN-ACK; the
   * inventory, if it knows where the interface's owner listens; the ports, if one of them is known as a service's; the
   * other side's total silence; and, as weaker signs, a port that no security group opens, the ports' places in the
   * range, the earlier clock, or a rule for the port. A few packets each way on unknown ports show nothing by
   * themselves. The order of the records does not matter.
   */
  #opener(row: number): number {
    const { srcport, dstport, protocol, whole } = this.#columns;
    const end = this.#endOf(row);
    const source = this.#did[end] ?? 0;
    const destination = this.#did[end ^ 1] ?? 0;
    const bySource = (source & OPENED) !== 0 || (destination & ANSWERED) !== 0;
    const byDestination = (destination & OPENED) !== 0 || (source & ANSWERED) !== 0;
    if (bySource || byDestination) return bySource && byDestination ? 0 : bySource ? SOURCE : DESTINATION;

    const ports = HAS_PORTS[protocol[row] ?? 0] !== 0;
    const inventory = ports ? this.#byInventory(row, source, destination) : 0;
    if (inventory === SOURCE || inventory === DESTINATION) return inventory;
    const a = ports ? (PORT_RANK[srcport[row] ?? 0] ?? 0) : 0;
    const b = ports ? (PORT_RANK[dstport[row] ?? 0] ?? 0) : 0;
    const known = PORTS_SAY[(a << 3) | b] ?? 0;
    // An opener never begins with RST: RST refuses what came in, or ends what was opened before.
    if (known !== 0) return ((known === SOURCE ? source : destination) & RESET) === 0 ? known : 0;
    const flagged = ((source | destination) & FLAGGED) !== 0;
    if (!flagged && (destination & SPOKE) === 0 && a >= b) return whole ? SOURCE : LIKELY_SOURCE;
    const isClosed = inventory === (this.#columns.directions[row] === EGRESS ? LIKELY_SOURCE : LIKELY_DESTINATION);
    // A rule for a port is the weakest sign: whoever may change rules could make one for a client's port.
    return isClosed ? inventory : this.#likelyOpener(a, b, end, flagged) || inventory;
  }

  /** The likely opener, by the ranks of the two ports or by the clock. @param end the source's */
  #likelyOpener(a: number, b: number, end: number, flagged: boolean): number {
    const source = this.#did[end] ?? 0;
    const destination = this.#did[end ^ 1] ?? 0;
    const began = this.#first[end] ?? NEVER;
    const otherBegan = this.#first[end ^ 1] ?? NEVER;
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

  /**
   * The opener by what the inventory knows of the interface's port. A port that is open to nobody shows that the
   * interface opened the conversation only if it sent something, and not to refuse: everybody may send to it.
   */
  #byInventory(row: number, source: number, destination: number): number {
    const { interfaces, src, dst, srcport, dstport, protocol, directions, knownPorts } = this.#columns;
    const isOut = directions[row] === EGRESS;
    const port = (isOut ? srcport : dstport)[row] ?? 0;
    const known = knownPorts?.of(interfaces[row] ?? 0, (isOut ? dst : src)[row] ?? 0, protocol[row] ?? 0, port);
    if (known === 'open') return isOut ? DESTINATION : SOURCE;
    if (known === 'likely-open') return isOut ? LIKELY_DESTINATION : LIKELY_SOURCE;
    const did = isOut ? source : destination;
    if (known === undefined || (did & (SPOKE | RESET)) !== SPOKE) return 0;
    if (known === 'closed') return isOut ? SOURCE : DESTINATION;
    return isOut ? LIKELY_SOURCE : LIKELY_DESTINATION;
  }

  /** The end that is the source of a row. Reads all rows first that may belong to the same conversation. */
  #endOf(row: number): number {
    this.#ends ??= this.#scratch.words('ends', this.#columns.src.length).fill(0);
    if (this.#ends[row] === 0) this.#readPair(row, this.#ends);
    return (this.#ends[row] ?? 0) - 1;
  }

  /** Reads all rows between the two addresses of a row. */
  #readPair(row: number, ends: Uint32Array): void {
    const { src, dst, protocol } = this.#columns;
    this.#pairs ??= new Pairs(this.#scratch, src, dst);
    const rows = this.#pairs.like(row);
    for (const each of rows) {
      const end = this.#numberEnd(each);
      ends[each] = end + 1;
      this.#addRow(each, end);
    }
    if (!rows.some((each) => isIcmp(protocol[each]))) return;
    for (const each of rows) if (!isIcmp(protocol[each])) this.#noteInIcmp(each);
  }

  /** The end that is the source of a row; adds its conversation if it is new. */
  #numberEnd(row: number): number {
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

  /** The port of a row; 0 where the protocol has none. */
  #portOf(row: number, isSource: boolean): number {
    const { srcport, dstport, protocol } = this.#columns;
    return HAS_PORTS[protocol[row] ?? 0] === 0 ? 0 : ((isSource ? srcport : dstport)[row] ?? 0);
  }

  #home(row: number, protocol: number): number {
    return (((this.#columns.interfaces[row] ?? 0) << 8) | (protocol & 255)) >>> 0;
  }

  #addRow(row: number, end: number): void {
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
    this.#note(end, did, start[row] ?? 0);
  }

  #note(end: number, did: number, time: number): void {
    this.#did[end] = (this.#did[end] ?? 0) | did;
    if (time < (this.#first[end] ?? NEVER)) this.#first[end] = time;
  }

  /** Whether a row counts as evidence: rows with SYN do, and rows that alone do not show the opener. */
  #isWitness(row: number): boolean {
    const { directions, tcpFlags } = this.#columns;
    return ((tcpFlags?.[row] ?? 0) & SYN) !== 0 || (isKnown(directions[row] ?? 0) && this.#openerInRecord(row) === 0);
  }

  /**
   * ICMP also answers other protocols, with "unreachable" and the like, so an end that sends only ICMP may have been
   * spoken to first. A row of another protocol therefore counts as speech in the ICMP conversation of the two ends.
   */
  #noteInIcmp(row: number): void {
    const { src, dst, start } = this.#columns;
    const [s, d] = [src[row] ?? 0, dst[row] ?? 0];
    const second = s > d;
    for (const icmp of [ICMP, ICMP_V6]) {
      const home = this.#home(row, icmp);
      const number = second ? this.#numbering?.find(home, d, 0, s, 0) : this.#numbering?.find(home, s, 0, d, 0);
      if (number !== undefined && number >= 0) this.#note(number * 2 + Number(second), SPOKE, start[row] ?? 0);
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
