import type { OpenPorts, OpenPortsOf, PortRange } from '#services/model/open-ports.ts';

/** What is known of a port of an interface: whether others open conversations there, or only it opens some from there. */
export type PortKnowledge = 'open' | 'closed' | 'likely-open' | 'likely-closed' | undefined;

/** Columns by which ports are looked up, and the text of an interface's code. */
export interface PortColumns {
  interfaceText(code: number): string;
  /** Whether an address, by its code, is for private use. */
  isPrivate(code: number): boolean;
  isIpv6(code: number): boolean;
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
    if (open === undefined) return undefined;
    const inside = () => knowledgeOf(open.by, open.fromInside, protocol, port);
    const outside = () => knowledgeOf(open.by, open.fromOutside, protocol, port);
    if (this.#columns.isPrivate(remote)) return inside();
    // Machines inside have public addresses of IPv6, too.
    return this.#columns.isIpv6(remote) && inside() !== outside() ? undefined : outside();
  }

  #openOf(code: number): OpenPorts | undefined {
    if (!this.#byCode.has(code)) this.#byCode.set(code, this.#known.get(this.#columns.interfaceText(code)));
    return this.#byCode.get(code);
  }
}

function knowledgeOf(
  by: OpenPorts['by'],
  all: readonly PortRange[] | undefined,
  protocol: number,
  port: number,
): PortKnowledge {
  if (all === undefined) return undefined;
  const ranges = all.filter((each) => each.protocol === protocol && each.from <= port && port <= each.to);
  if (by === 'owner') return ranges.length === 0 ? 'closed' : 'open';
  if (ranges.length === 0) return 'likely-closed';
  // A rule for one port tells of a service there; one for many ports tells nothing of each.
  return ranges.some(({ from, to }) => from === to) ? 'likely-open' : undefined;
}
