import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';

/**
 * Packets too few and too small to carry anything: an attempt, not a conversation. A TCP connection that says something
 * and ends takes at least five packets from each side; SYN, ACK and RST, or a SYN tried three times, are the most that
 * an attempt takes within a record. With all of TCP's options and no data a packet has 60 bytes, 64 with IPv6's header
 * and few options; UDP scanners send empty or tiny datagrams.
 */
export function isProbe({ packets, bytes }: Pick<VpcFlowRecord, 'packets' | 'bytes'>): boolean {
  return fewPackets(packets) && bytes <= packets * BYTES_MAX;
}

/** What a probe's number of packets must be: asked first, for it leaves out nearly all traffic. */
export function fewPackets(packets: number | undefined): boolean {
  return packets !== undefined && packets <= PACKETS_MAX;
}

/** Likewise the size of its packets, which leaves out all that carries anything, however few the packets. */
export function emptyPackets(size: number | undefined): boolean {
  return size !== undefined && size <= BYTES_MAX;
}

const PACKETS_MAX = 3;
/** 40 bytes of IPv6 header, 20 of TCP and up to 20 of options; a SYN on IPv4 has at most 60. */
const BYTES_MAX = 80;

/**
 * Of TCP with flags a probe is known by its SYN: other packets keep a connection alive, or end one. With FIN besides it is
 * no probe: the port was open, and the connection was ended in order, as load balancers do that see whether it still is.
 */
export function begins({ protocol, tcp_flags }: Pick<VpcFlowRecord, 'protocol' | 'tcp_flags'>): boolean {
  return protocol !== TCP || tcp_flags === undefined || (tcp_flags & (SYN | FIN)) === SYN;
}

type Sent = Pick<VpcFlowRecord, 'protocol' | 'tcp_flags' | 'packets' | 'remote' | 'answer' | 'isWhole'>;

/**
 * A probe that met nothing: silence, or a refusal. With flags it shows in what was sent, for whoever is let in goes on.
 * Without, a refusal is told by its size: a packet without options. Where only a part of the object is seen, what came
 * back may be in another, and silence shows nothing.
 */
export function metNothing(sent: Sent): boolean {
  const { protocol, tcp_flags } = sent;
  if (protocol === TCP && tcp_flags !== undefined) return tcp_flags === SYN;
  // What came back is dear to find.
  const { answer } = sent;
  if (answer === undefined) return sent.isWhole;
  return protocol === TCP && answer <= sent.packets * (sent.remote.includes(':') ? 60 : 40);
}

/**
 * Ports from here on are given to clients (Linux; Windows, macOS and AWS's own begin higher). That a peer was sent to on
 * many of them shows clients of it, passive FTP, RPC or a traceroute, and not a scan, which tries where services listen.
 */
export const EPHEMERAL_MIN = 32768;

export const TCP = 6;
export const UDP = 17;
export const SYN = 2;
const FIN = 1;
