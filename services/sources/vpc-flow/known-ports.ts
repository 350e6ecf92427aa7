import type { OpenPorts, OpenPortsOf } from '#services/model/open-ports.ts';

/** What is known of a port of an interface: whether others open conversations there, or only it opens some from there. */
export type PortKnowledge = 'open' | 'closed' | 'likely-open' | 'likely-closed' | undefined;

/** Columns by which ports are looked up, and the text of an interface's code. */
export interface PortColumns {
  interfaceText(code: number): string;
  /** Whether an address, by its code, is for private use. */
  isPrivate(code: number): boolean;
}

/** Answers what the inventory knows of ports. Looks each interface up once. */
export class KnownPorts {
  readonly #known: OpenPortsOf;
  readonly #columns: PortColumns;
  readonly #byCode = new Map<number, OpenPorts | undefined>();

  constructor(known: OpenPortsOf, columns: PortColumns) {
    this.#known = known;
    this.#columns = columns;
  }

  /** @param remote code of the other end's address */
  of(interfaceCode: number, remote: number, protocol: number, port: number): PortKnowledge {
    const open = this.#openOf(interfaceCode);
    const ranges = this.#columns.isPrivate(remote) ? open?.fromInside : open?.fromOutside;
    if (open === undefined || ranges === undefined) return undefined;
    const range = ranges.find((each) => each.protocol === protocol && each.from <= port && port <= each.to);
    if (open.by === 'owner') return range === undefined ? 'closed' : 'open';
    if (range === undefined) return 'likely-closed';
    // A rule for one port tells of a service there; one for many ports tells nothing of each.
    return range.from === range.to ? 'likely-open' : undefined;
  }

  #openOf(code: number): OpenPorts | undefined {
    if (!this.#byCode.has(code)) this.#byCode.set(code, this.#known.get(this.#columns.interfaceText(code)));
    return this.#byCode.get(code);
  }
}
