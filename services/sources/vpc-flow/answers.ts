/** The columns that tell which records answer which: codes of addresses (one dictionary) and interfaces, and numbers. */
export interface AnswerColumns {
  readonly interfaces: Uint32Array;
  readonly src: Uint32Array;
  readonly dst: Uint32Array;
  readonly srcport: Uint32Array;
  readonly dstport: Uint32Array;
  readonly protocol: Uint32Array;
  readonly bytes: ArrayLike<number> | undefined;
}

/**
 * What came back in the conversation of a record: the bytes of all records of the table that go the other way, at the
 * same interface. Few records are asked about and mostly to few ports, so what is sent from a port is gathered when the
 * first record to that port is asked about; and all at once when they turn out to be many.
 */
export class Answers {
  readonly #columns: AnswerColumns;
  readonly #byPort = new Map<number, ReadonlyMap<string, number>>();
  #all: ReadonlyMap<string, number> | undefined;

  constructor(columns: AnswerColumns) {
    this.#columns = columns;
  }

  /** Undefined when no record goes the other way: nothing came back, or it is not logged here. */
  of(row: number): number | undefined {
    const { src, dst, srcport, dstport } = this.#columns;
    return this.#to(dstport[row] ?? 0).get(
      this.#key(row, src[row] ?? 0, srcport[row] ?? 0, dst[row] ?? 0, dstport[row] ?? 0),
    );
  }

  #to(port: number): ReadonlyMap<string, number> {
    if (this.#all !== undefined) return this.#all;
    const known = this.#byPort.get(port);
    if (known !== undefined) return known;
    const sent = new Map<string, number>();
    const { srcport } = this.#columns;
    if (this.#byPort.size < PORTS_MAX) {
      for (let row = srcport.indexOf(port); row >= 0; row = srcport.indexOf(port, row + 1)) this.#add(sent, row);
      this.#byPort.set(port, sent);
    } else {
      for (let row = 0; row < srcport.length; row++) this.#add(sent, row);
      this.#all = sent;
    }
    return sent;
  }

  #add(sent: Map<string, number>, row: number): void {
    const { src, dst, srcport, dstport, bytes } = this.#columns;
    const key = this.#key(row, dst[row] ?? 0, dstport[row] ?? 0, src[row] ?? 0, srcport[row] ?? 0);
    sent.set(key, (sent.get(key) ?? 0) + (bytes?.[row] ?? 0));
  }

  #key(row: number, client: number, clientPort: number, server: number, serverPort: number): string {
    const { interfaces, protocol } = this.#columns;
    return `${client} ${clientPort} ${server} ${serverPort} ${protocol[row]} ${interfaces[row]}`;
  }
}

const PORTS_MAX = 32;
