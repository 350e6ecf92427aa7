import type { OwnAddresses } from './own-address.ts';
import { PORT_RANK } from './ports.ts';
import type { FlowDirection, FlowInitiator } from './record.ts';

/** What the ends of an object's flow records are derived from; absent columns are undefined. */
export interface FlowTraits {
  readonly rows: number;
  readonly src: Uint32Array;
  readonly dst: Uint32Array;
  /** The real ends (`pkt-srcaddr`, `pkt-dstaddr`), 0 where the record has none. Behind a gateway they differ. */
  readonly realSrc: Uint32Array | undefined;
  readonly realDst: Uint32Array | undefined;
  readonly srcport: Uint32Array;
  readonly dstport: Uint32Array;
  readonly protocol: Uint32Array | undefined;
  readonly tcpFlags: Uint32Array | undefined;
  readonly interfaces: Uint32Array | undefined;
  /** `flow-direction` by row, and by its codes: `EGRESS`, `INGRESS` or 0. */
  readonly said: Uint32Array | undefined;
  readonly saidDirection: Uint8Array;
  readonly own: OwnAddresses | undefined;
  /** Of a row about which nothing is known: whether to take the destination for the interface's own end. */
  dstIsOurs(row: number): boolean;
}

/** Both ends of every row as seen from the interface; `remote` is the real one where the record tells. */
export interface FlowSides {
  readonly direction: Uint8Array;
  readonly initiator: Uint8Array;
  readonly local: Uint32Array;
  readonly remote: Uint32Array;
  readonly localPort: Uint32Array;
  readonly remotePort: Uint32Array;
}

export const EGRESS = 1;
export const INGRESS = 2;
/** Codes of the columns `direction` and `initiator`. */
export const DIRECTIONS: readonly FlowDirection[] = ['unknown', 'egress', 'ingress'];
export const INITIATORS: readonly FlowInitiator[] = ['unknown', 'local', 'remote'];

/** One pass over the rows, on numbers alone: this runs for every flow record there is. */
export function flowSides(traits: FlowTraits, sides: FlowSides): void {
  const { rows, src, dst, srcport, dstport, protocol, tcpFlags, interfaces, said, saidDirection, own } = traits;
  const { realSrc, realDst } = traits;
  const { direction, initiator, local, remote, localPort, remotePort } = sides;
  for (let row = 0; row < rows; row++) {
    const s = src[row] ?? 0;
    const d = dst[row] ?? 0;
    let seen = said === undefined ? 0 : (saidDirection[said[row] ?? 0] ?? 0);
    if (seen === 0 && own !== undefined && interfaces !== undefined) {
      const code = interfaces[row] ?? 0;
      const first = own.first[code] ?? 0;
      const second = own.second[code] ?? 0;
      // Code 0 is no address, so an interface without own addresses matches nothing.
      seen = s === first || s === second ? EGRESS : d === first || d === second ? INGRESS : 0;
    }
    const isOut = seen === EGRESS || (seen === 0 && !traits.dstIsOurs(row));
    const sp = srcport[row] ?? 0;
    const dp = dstport[row] ?? 0;
    direction[row] = seen;
    local[row] = isOut ? s : d;
    const real = (isOut ? realDst : realSrc)?.[row] ?? 0;
    remote[row] = real !== 0 ? real : isOut ? d : s;
    localPort[row] = isOut ? sp : dp;
    remotePort[row] = isOut ? dp : sp;
    const opener = openerOf(protocol === undefined ? TCP : (protocol[row] ?? 0), tcpFlags?.[row] ?? 0, sp, dp);
    initiator[row] = seen === 0 || opener === 0 ? 0 : (opener === SOURCE) === isOut ? LOCAL : REMOTE;
  }
}

const LOCAL = 1;
const REMOTE = 2;
const SOURCE = 1;
const DESTINATION = 2;
const TCP = 6;
const UDP = 17;
const SYN = 2;
const ACK = 16;

/**
 * Which end opened the connection. A side that sent SYN opened it, one that sent SYN-ACK answered; the log ORs the
 * flags of an interval, and reports ACK only with SYN. Without either the service is the end with the port of a service.
 */
function openerOf(protocol: number, flags: number, srcport: number, dstport: number): number {
  if (protocol === TCP && (flags & SYN) !== 0) return (flags & ACK) === 0 ? SOURCE : DESTINATION;
  if (protocol !== TCP && protocol !== UDP) return 0;
  const src = PORT_RANK[srcport] ?? 4;
  const dst = PORT_RANK[dstport] ?? 4;
  return src < dst ? DESTINATION : dst < src ? SOURCE : 0;
}
