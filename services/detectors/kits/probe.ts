import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';

/**
 * Packets too few and too small to carry anything: an attempt, not a conversation. A TCP connection that says something
 * and ends takes at least five packets from each side; SYN, ACK and RST, or a SYN tried three times, are the most that
 * an attempt takes within a record. With all of TCP's options and no data a packet has 60 bytes, 64 with IPv6's header
 * and few options; UDP scanners send empty or tiny datagrams.
 */
export function isProbe({ packets, bytes }: VpcFlowRecord): boolean {
  return fewPackets(packets) && bytes <= packets * BYTES_MAX;
}

/** What a probe's number of packets must be: asked first, for it leaves out nearly all traffic. */
export function fewPackets(packets: number | undefined): boolean {
  return packets !== undefined && packets <= PACKETS_MAX;
}

const PACKETS_MAX = 3;
/** 40 bytes of IPv6 header, 20 of TCP and up to 20 of options; a SYN on IPv4 has at most 60. */
const BYTES_MAX = 80;

export const TCP = 6;
export const UDP = 17;
export const SYN = 2;
export const FIN = 1;
