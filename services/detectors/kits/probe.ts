import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';

/**
 * Whether the packets are too few and too small to carry anything: an attempt, not a conversation. A TCP connection
 * that says something and ends takes at least five packets from each side; SYN, ACK and RST, or a SYN tried three
 * times, are the most that an attempt takes within a record. With all of TCP's options and no data a packet has 60
 * bytes, 64 with IPv6's header and few options; UDP scanners send empty or tiny datagrams.
 */
export function isProbe({ packets, bytes }: Pick<VpcFlowRecord, 'packets' | 'bytes'>): boolean {
  return fewPackets(packets) && bytes <= packets * BYTES_MAX;
}

/** Whether there are as few packets as in a probe: asked first, because it rules out nearly all traffic. */
export function fewPackets(packets: number | undefined): boolean {
  return packets !== undefined && packets <= PACKETS_MAX;
}

/** Whether packets of this size carry nothing: rules out all traffic with content, however few the packets. */
export function emptyPackets(size: number | undefined): boolean {
  return size !== undefined && size <= BYTES_MAX;
}

const PACKETS_MAX = 3;
/** 40 bytes of IPv6 header, 20 of TCP and up to 20 of options; a SYN on IPv4 has at most 60. */
const BYTES_MAX = 80;

/**
 * Whether the packets can begin a connection. TCP with flags shows it by SYN: other packets keep a connection alive, or
 * end one. SYN with FIN is no probe: the port was open, and the connection ended in order, as with health checks of
 * load balancers.
 */
export function begins({ protocol, tcp_flags }: Pick<VpcFlowRecord, 'protocol' | 'tcp_flags'>): boolean {
  return protocol !== TCP || tcp_flags === undefined || (tcp_flags & (SYN | FIN)) === SYN;
}

type Sent = Pick<VpcFlowRecord, 'protocol' | 'tcp_flags' | 'packets' | 'remote' | 'answer' | 'isWhole'>;

/**
 * Whether a probe met silence or a refusal. Flags show it in what was sent, because a client that is let in goes on.
 * Without flags, a refusal is known by its size: a packet without options. Where only part of the object is seen, the
 * answer may be in another part, and silence shows nothing.
 */
export function metNothing(sent: Sent): boolean {
  const { protocol, tcp_flags } = sent;
  if (protocol === TCP && tcp_flags !== undefined) return tcp_flags === SYN;
  // The answer is expensive to find.
  const { answer } = sent;
  if (answer === undefined) return sent.isWhole;
  return protocol === TCP && answer <= sent.packets * (sent.remote.includes(':') ? 60 : 40);
}

/**
 * Systems assign ports from here on to clients (Linux; Windows, macOS and AWS's own begin higher). Packets to many such
 * ports of a peer show client connections of the peer, passive FTP, RPC or a traceroute, not a scan: scans try ports of
 * services.
 */
export const EPHEMERAL_MIN = 32768;

export const TCP = 6;
export const UDP = 17;
export const SYN = 2;
const FIN = 1;
