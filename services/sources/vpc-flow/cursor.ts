import type { Column } from '#services/model/column.ts';
import type { VpcFlowFields, VpcFlowRecord } from './record.ts';

/** The columns of a batch, and the numbers that are no columns. */
export interface FlowColumns {
  column(field: (keyof VpcFlowFields & string) | 'accountId' | 'region' | 'vpc_id' | 'subnet_id'): Column;
  /** NaN: absent. */
  number(field: 'packets' | 'bytes' | 'start' | 'end', row: number): number;
}

/** The flow record of a row: one object for all rows, so that a record costs nothing until a member is asked for. */
export class FlowCursor implements VpcFlowRecord {
  readonly id = undefined;
  readonly #columns: FlowColumns;
  #row = 0;

  constructor(columns: FlowColumns) {
    this.#columns = columns;
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
    return this.#columns.number('packets', this.#row) || 0;
  }
  get bytes(): number {
    return this.#columns.number('bytes', this.#row) || 0;
  }
  get start(): number {
    return this.#columns.number('start', this.#row);
  }
  get end(): number {
    return this.#columns.number('end', this.#row) || this.start;
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
    const initiator = this.#text('initiator');
    return initiator === 'local' || initiator === 'remote' ? initiator : 'unknown';
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

  #text(field: Parameters<FlowColumns['column']>[0]): string | undefined {
    const column = this.#columns.column(field);
    const value = column.value(column.codes[this.#row] ?? 0);
    return value === undefined ? undefined : String(value);
  }

  #number(field: keyof VpcFlowFields & string): number | undefined {
    const column = this.#columns.column(field);
    const value = column.value(column.codes[this.#row] ?? 0);
    return typeof value === 'number' ? value : undefined;
  }
}
