import type { Column } from '#services/model/column.ts';
import { ABSENT } from '#services/reader/plan.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { isPrivateAddress } from '../address.ts';
import { atHome, carriedFor, type CarriedColumns } from './carried.ts';
import { choose, chosen, EGRESS, fillDirections, INGRESS, orElse, sayDirections, guessEnds } from './ends.ts';
import { Conversations } from './conversation.ts';
import type { FlowEnds, Owners } from './own-address.ts';
import type { Scratch } from './scratch.ts';
import { callers } from './callers.ts';
import { servedAt } from './served.ts';

/** The code for a row. */
type OfRow = (row: number) => number;

/**
 * Values computed from several fields of a flow record, for all rows of a table or for one; each is computed on first
 * use.
 */
export class FlowSides {
  readonly #table: RecordTable;
  readonly #scratch: Scratch;
  readonly #owners: Owners;
  readonly #whole: boolean;
  readonly #isPrivate: (address: number) => boolean;
  #directions: Uint32Array | undefined;
  /** By port: the interfaces that serve there. */
  readonly #served = new Map<number, ReadonlySet<number>>();
  #callers: Uint8Array | undefined;
  #remotes: Uint32Array | undefined;
  #conversations: Conversations | undefined;
  #carriedFor: OfRow | undefined;
  #homes: ReadonlySet<number> | undefined;

  /**
   * @param owners the own addresses of interfaces, for the table's object
   * @param whole whether the table has all records of the object
   */
  constructor(table: RecordTable, scratch: Scratch, owners: Owners, whole: boolean) {
    this.#table = table;
    this.#scratch = scratch;
    this.#owners = owners;
    this.#whole = whole;
    this.#isPrivate = privacy(table);
  }

  get direction(): Uint32Array {
    this.#directions ??= this.#makeDirections();
    return this.#directions;
  }

  /** Which end began the conversation of a row, as a code of `INITIATORS`. */
  initiator(row: number): number {
    this.#conversations ??= this.#makeConversations();
    return this.#conversations.initiator(row);
  }

  /** Bytes that came back in the conversation of a row. */
  answer(row: number): number | undefined {
    this.#conversations ??= this.#makeConversations();
    return this.#conversations.answer(row);
  }

  #makeConversations(): Conversations {
    const table = this.#table;
    const numbers = (field: string) => (table.has(field) ? table.numbers(field) : undefined);
    return new Conversations(
      {
        interfaces: this.#interfaces,
        src: table.ids('srcaddr'),
        dst: table.ids('dstaddr'),
        srcport: this.#small('srcport'),
        dstport: this.#small('dstport'),
        protocol: this.#small('protocol'),
        tcpFlags: table.has('tcp-flags') ? this.#small('tcp-flags') : undefined,
        packets: numbers('packets'),
        bytes: numbers('bytes'),
        start: table.numbers('start'),
        directions: this.direction,
        whole: this.#whole,
      },
      this.#scratch,
    );
  }

  /** Whether the interface of a row has a service at the port, as far as the table shows. */
  serves(row: number, port: number): boolean {
    const table = this.#table;
    let served = this.#served.get(port);
    if (served === undefined) {
      served = servedAt(port, {
        interfaces: this.#interfaces,
        directions: this.direction,
        srcport: this.#small('srcport'),
        packets: table.has('packets') ? table.numbers('packets') : undefined,
      });
      this.#served.set(port, served);
    }
    return served.has(this.#interfaces[row] ?? 0);
  }

  /**
   * The number of local addresses that talk with the remote end of a row, as far as the table shows; 3 means 3 or more.
   */
  callersBeside(row: number): number {
    this.#remotes ??= this.remote;
    this.#callers ??= callers(this.#remotes, this.local, this.#table.column('srcaddr').limit);
    return this.#callers[this.#remotes[row] ?? 0] ?? 0;
  }

  get #interfaces(): Uint32Array {
    const table = this.#table;
    return table.has('interface-id')
      ? table.ids('interface-id')
      : this.#scratch.words('interface-id', table.rows).fill(0);
  }

  /** Behind a gateway `pkt-srcaddr` and `pkt-dstaddr` name the real end. */
  get remote(): Uint32Array {
    const remote = this.#scratch.words('remote', this.#table.rows);
    return choose(remote, this.direction, this.#real('pkt-dstaddr', 'dstaddr'), this.#real('pkt-srcaddr', 'srcaddr'));
  }

  get local(): OfRow {
    return chosen(this.direction, this.#table.ids('srcaddr'), this.#table.ids('dstaddr'));
  }

  get localPort(): OfRow {
    return chosen(this.direction, this.#small('srcport'), this.#small('dstport'));
  }

  get remotePort(): OfRow {
    return chosen(this.direction, this.#small('dstport'), this.#small('srcport'));
  }

  /** The address for which a gateway's interface carried the packets of a row; 0 for its own packets. */
  get carriedFor(): OfRow {
    this.#carriedFor ??= this.#makeCarriedFor();
    return this.#carriedFor;
  }

  #makeCarriedFor(): OfRow {
    // Without the `pkt-` addresses nothing shows for whom packets were carried.
    if (!this.#table.has('pkt-srcaddr') && !this.#table.has('pkt-dstaddr')) return () => 0;
    const columns = this.#carriedColumns;
    return (row) => carriedFor(columns, row);
  }

  /** Whether the object has records of the interface that a row was carried for, so that the row adds nothing. */
  isToldAtHome(row: number): boolean {
    this.#homes ??= atHome(this.#carriedColumns);
    return this.#homes.has(this.carriedFor(row));
  }

  get #carriedColumns(): CarriedColumns {
    const table = this.#table;
    const instances = table.has('instance-id')
      ? table.ids('instance-id')
      : this.#scratch.words('instance-id', table.rows).fill(0);
    const [src, dst] = [this.#real('pkt-srcaddr', 'srcaddr'), this.#real('pkt-dstaddr', 'dstaddr')];
    return { instances, local: this.local, real: chosen(this.direction, src, dst) };
  }

  #makeDirections(): Uint32Array {
    const table = this.#table;
    const directions = this.#scratch.words('direction', table.rows);
    const said = table.has('flow-direction') ? table.column('flow-direction') : undefined;
    const ends = table.has('interface-id') ? this.#flowEnds() : undefined;
    if (said === undefined && ends !== undefined && this.#owners.fillKnown(directions, ends)) return directions;
    if (said === undefined) directions.fill(0);
    else sayDirections(directions, table.ids('flow-direction'), directionsOf(said));
    if (!directions.includes(0)) return directions;
    const [src, dst] = [table.ids('srcaddr'), table.ids('dstaddr')];
    if (ends !== undefined) fillDirections(directions, this.#owners.of(ends), ends.interfaces, src, dst);
    guessEnds(directions, (row) => this.#isPrivate(src[row] ?? 0) || !this.#isPrivate(dst[row] ?? 0));
    return directions;
  }

  #flowEnds(): FlowEnds {
    const table = this.#table;
    const addresses = table.dictionary('srcaddr');
    return {
      rows: table.rows,
      interfaces: table.ids('interface-id'),
      interfaceLimit: table.dictionary('interface-id').size + 1,
      src: table.ids('srcaddr'),
      dst: table.ids('dstaddr'),
      srcport: this.#small('srcport'),
      dstport: this.#small('dstport'),
      addressText: (code) => addresses.text(code) ?? '',
      isPrivate: this.#isPrivate,
    };
  }

  #real(packetField: string, field: string): Uint32Array {
    const ids = this.#table.ids(field);
    return this.#table.has(packetField)
      ? orElse(this.#scratch.words(packetField, this.#table.rows), this.#table.ids(packetField), ids)
      : ids;
  }

  #small(field: string): Uint32Array {
    const numbers = this.#table.has(field) ? this.#table.numbers(field) : undefined;
    return numbers instanceof Uint32Array ? numbers : this.#scratch.words(field, this.#table.rows).fill(ABSENT);
  }
}

/** Whether the address of a code is private; cached, because few addresses are queried often. */
function privacy(table: RecordTable): (address: number) => boolean {
  const known = new Map<number, boolean>();
  return (address) => {
    let answer = known.get(address);
    if (answer === undefined) {
      answer = isPrivateAddress(table.dictionary('srcaddr').text(address) ?? '');
      known.set(address, answer);
    }
    return answer;
  };
}

/** By code of `flow-direction`. */
function directionsOf(column: Column): Uint8Array {
  return Uint8Array.from({ length: column.limit }, (_, code) => {
    const direction = column.value(code);
    return direction === 'egress' ? EGRESS : direction === 'ingress' ? INGRESS : 0;
  });
}
