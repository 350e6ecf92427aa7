import type { Column } from '#services/model/column.ts';
import type { OpenPortsOf } from '#services/model/open-ports.ts';
import { ABSENT } from '#services/reader/plan.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { isPrivateAddress } from '../address.ts';
import { atHome, carriedFor, type CarriedColumns } from './carried.ts';
import { choose, chosen, EGRESS, fillDirections, INGRESS, orElse, setStatedDirections, guessEnds } from './ends.ts';
import { Conversations } from './conversation.ts';
import { KnownPorts } from './known-ports.ts';
import type { FlowEnds, Owners } from './own-address.ts';
import type { Scratch } from './scratch.ts';
import { callers } from './callers.ts';
import { servedAt } from './served.ts';

/** Gives a code for a row. */
type OfRow = (row: number) => number;

/**
 * Values that follow from several fields of a flow record, for all rows of a table or for one. Each is computed when it
 * is first asked for.
 */
export class FlowSides {
  readonly #table: RecordTable;
  readonly #scratch: Scratch;
  readonly #owners: Owners;
  readonly #whole: boolean;
  readonly #openPorts: OpenPortsOf | undefined;
  readonly #isPrivate: (address: number) => boolean;
  #directions: Uint32Array | undefined;
  /** By port, the interfaces with a service there. */
  readonly #served = new Map<number, ReadonlySet<number>>();
  #callers: Uint8Array | undefined;
  #remotes: Uint32Array | undefined;
  #conversations: Conversations | undefined;
  #carriedFor: OfRow | undefined;
  #homes: ReadonlySet<number> | undefined;

  /**
   * @param owners own addresses in the object of the table
   * @param whole whether the table has all records of the object
   * @param openPorts what the inventory knows of the interfaces
   */
  constructor(
    table: RecordTable,
    scratch: Scratch,
    owners: Owners,
    whole: boolean,
    openPorts: OpenPortsOf | undefined,
  ) {
    this.#table = table;
    this.#scratch = scratch;
    this.#owners = owners;
    this.#whole = whole;
    this.#openPorts = openPorts;
    this.#isPrivate = privacy(table);
  }

  get direction(): Uint32Array {
    this.#directions ??= this.#makeDirections();
    return this.#directions;
  }

  /** The end that began the conversation of a row, as a code of `INITIATORS`. */
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
        knownPorts: this.#knownPorts,
      },
      this.#scratch,
    );
  }

  get #knownPorts(): KnownPorts | undefined {
    const table = this.#table;
    if (this.#openPorts === undefined || this.#openPorts.size === 0 || !table.has('interface-id')) return undefined;
    const [interfaces, addresses] = [table.dictionary('interface-id'), table.dictionary('srcaddr')];
    return new KnownPorts(this.#openPorts, {
      interfaceText: (code) => interfaces.text(code) ?? '',
      isPrivate: this.#isPrivate,
      isIpv6: (code) => addresses.text(code)?.includes(':') ?? false,
    });
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

  /** How many local addresses talk with the other end of a row, as far as the table shows; 3 stands for 3 and more. */
  callersBeside(row: number): number {
    this.#remotes ??= this.remote;
    this.#callers ??= callers(this.#remotes, this.local, this.#table.column('srcaddr').limit);
    return this.#callers[this.#remotes[row] ?? 0] ?? 0;
  }

  /** The field that tells interfaces apart: most instances have one interface. */
  get #interfaceField(): 'interface-id' | 'instance-id' | undefined {
    return (['interface-id', 'instance-id'] as const).find((field) => this.#table.has(field));
  }

  /** Codes of the interfaces; 0 where a record names none. */
  get #interfaces(): Uint32Array {
    const field = this.#interfaceField;
    return field === undefined ? this.#scratch.words('interface-id', this.#table.rows).fill(0) : this.#table.ids(field);
  }

  /** Codes of the other ends. Behind a gateway `pkt-srcaddr` and `pkt-dstaddr` name the real end. */
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

  /** The address for which a gateway's interface carried the packets of a row; 0 for the interface's own packets. */
  get carriedFor(): OfRow {
    this.#carriedFor ??= this.#makeCarriedFor();
    return this.#carriedFor;
  }

  #makeCarriedFor(): OfRow {
    // Without a second pair of addresses a record names nobody for whom it could be carried.
    if (!this.#table.has('pkt-srcaddr') && !this.#table.has('pkt-dstaddr')) return () => 0;
    const columns = this.#carriedColumns;
    return (row) => carriedFor(columns, row);
  }

  /**
   * Whether the object also has records of the interface that a row was carried for, so that the row shows nothing new.
   */
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
    const ends = this.#interfaceField === undefined ? undefined : this.#flowEnds(this.#interfaceField);
    if (said === undefined && ends !== undefined && this.#owners.fillKnown(directions, ends)) return directions;
    if (said === undefined) directions.fill(0);
    else setStatedDirections(directions, table.ids('flow-direction'), directionsOf(said));
    if (!directions.includes(0)) return directions;
    const [src, dst] = [table.ids('srcaddr'), table.ids('dstaddr')];
    if (ends !== undefined) fillDirections(directions, this.#owners.of(ends), ends.interfaces, src, dst);
    guessEnds(directions, this.#interfaces, src, dst, this.#isPrivate);
    return directions;
  }

  #flowEnds(interfaceField: string): FlowEnds {
    const table = this.#table;
    const addresses = table.dictionary('srcaddr');
    return {
      rows: table.rows,
      interfaces: table.ids(interfaceField),
      interfaceLimit: table.dictionary(interfaceField).size + 1,
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

/**
 * Tells whether organizations assign an address themselves, by its code. Remembers answers: it is asked often, but
 * about few addresses.
 */
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

/** Directions by the code of `flow-direction`. */
function directionsOf(column: Column): Uint8Array {
  return Uint8Array.from({ length: column.limit }, (_, code) => {
    const direction = column.value(code);
    return direction === 'egress' ? EGRESS : direction === 'ingress' ? INGRESS : 0;
  });
}
