import { codeAt, type Column } from '#services/model/column.ts';
import { Recent } from '../columns.ts';
import { INITIATORS } from './ends.ts';
import type { VpcFlowFields, VpcFlowRecord } from './record.ts';

/** The content of a batch: columns, and plain arrays of numbers with NaN for absent ones. */
export interface FlowColumns {
  column(field: FlowText | FlowNumber): Column;
  readonly packets: Numbers | undefined;
  readonly bytes: Numbers | undefined;
  readonly start: Numbers;
  readonly end: Numbers | undefined;
  /** Bytes that came back in the conversation of a row. */
  answer(row: number): number | undefined;
  readonly isWhole: boolean;
  isToldAtHome(row: number): boolean;
  serves(row: number, port: number): boolean;
  callersBeside(row: number): number;
}

type Numbers = Uint32Array | Float64Array;
type FlowText = Exclude<keyof VpcFlowFields, FlowNumber> | 'accountId' | 'region' | 'vpc_id' | 'subnet_id';
type FlowNumber = 'srcport' | 'dstport' | 'protocol' | 'tcp_flags' | 'localPort' | 'remotePort';

/** The flow record of a row. One object serves all rows, so a record costs nothing until a member is read. */
export class FlowCursor implements VpcFlowRecord {
  readonly id = undefined;
  readonly #columns: FlowColumns;
  readonly #recent: Map<string, Recent>;
  #row = 0;

  /** @param recent recently read values of each field, kept from batch to batch */
  constructor(columns: FlowColumns, recent: Map<string, Recent>) {
    this.#columns = columns;
    this.#recent = recent;
  }

  at(row: number): this {
    this.#row = row;
    return this;
  }

  get time(): number {
    return this.start * 1000;
  }
  get accountId(): string {
    return this.#text('accountId') ?? '';
  }
  get region(): string {
    return this.#text('region') ?? '';
  }
  get interface_id(): string | undefined {
    return this.#text('interface_id');
  }
  get instance_id(): string | undefined {
    return this.#text('instance_id');
  }
  get vpc_id(): string | undefined {
    return this.#text('vpc_id');
  }
  get subnet_id(): string | undefined {
    return this.#text('subnet_id');
  }
  get srcaddr(): string {
    return this.#text('srcaddr') ?? '';
  }
  get dstaddr(): string {
    return this.#text('dstaddr') ?? '';
  }
  get srcport(): number {
    return this.#number('srcport') ?? 0;
  }
  get dstport(): number {
    return this.#number('dstport') ?? 0;
  }
  get protocol(): number {
    return this.#number('protocol') ?? 0;
  }
  get packets(): number {
    return this.#columns.packets?.[this.#row] || 0;
  }
  get bytes(): number {
    return this.#columns.bytes?.[this.#row] || 0;
  }
  get start(): number {
    return this.#columns.start[this.#row] ?? 0;
  }
  get end(): number {
    return this.#columns.end?.[this.#row] || this.start;
  }
  get action(): VpcFlowRecord['action'] {
    return this.#text('action') === 'REJECT' ? 'REJECT' : 'ACCEPT';
  }
  get tcp_flags(): number | undefined {
    return this.#number('tcp_flags');
  }
  get direction(): VpcFlowRecord['direction'] {
    const direction = this.#text('direction');
    return direction === 'egress' || direction === 'ingress' ? direction : 'unknown';
  }
  get initiator(): VpcFlowRecord['initiator'] {
    return INITIATORS[codeAt(this.#columns.column('initiator'), this.#row)] ?? 'unknown';
  }
  get answer(): number | undefined {
    return this.#columns.answer(this.#row);
  }
  get isWhole(): boolean {
    return this.#columns.isWhole;
  }
  get carriedFor(): string | undefined {
    return this.#text('carriedFor');
  }
  get isToldAtHome(): boolean {
    return this.#columns.isToldAtHome(this.#row);
  }
  get callersBeside(): number {
    return this.#columns.callersBeside(this.#row);
  }
  serves(port: number): boolean {
    return this.#columns.serves(this.#row, port);
  }
  get local(): string {
    return this.#text('local') ?? '';
  }
  get localPort(): number {
    return this.#number('localPort') ?? 0;
  }
  get remote(): string {
    return this.#text('remote') ?? '';
  }
  get remotePort(): number {
    return this.#number('remotePort') ?? 0;
  }

  #text(field: FlowText): string | undefined {
    let recent = this.#recent.get(field);
    if (recent === undefined) this.#recent.set(field, (recent = new Recent()));
    const column = this.#columns.column(field);
    const value = recent.of(column, codeAt(column, this.#row), column.generation);
    return value === undefined ? undefined : String(value);
  }

  #number(field: FlowNumber): number | undefined {
    const column = this.#columns.column(field);
    const value = column.value(codeAt(column, this.#row));
    return typeof value === 'number' ? value : undefined;
  }
}
