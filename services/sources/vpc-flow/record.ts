import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/**
 * A VPC flow record, with the fields of "Flow log records" in the Amazon VPC User Guide in the spelling of its Parquet
 * columns. Further members follow from several fields: the interface's own end, and the end that opened the connection.
 */
export interface VpcFlowRecord extends LogRecord {
  readonly interface_id: string | undefined;
  readonly instance_id: string | undefined;
  readonly vpc_id: string | undefined;
  readonly subnet_id: string | undefined;
  readonly srcaddr: string;
  readonly dstaddr: string;
  readonly srcport: number;
  readonly dstport: number;
  /** IANA number: 6 TCP, 17 UDP, 1 ICMP. */
  readonly protocol: number;
  readonly packets: number;
  readonly bytes: number;
  /** Seconds since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly action: 'ACCEPT' | 'REJECT';
  /** OR of the observed flags; undefined where the format has none. */
  readonly tcp_flags: number | undefined;

  readonly direction: FlowDirection;
  readonly initiator: FlowInitiator;
  /** Bytes that came back in the same conversation; undefined where no other record goes the other way. */
  readonly answer: number | undefined;
  /**
   * Whether all records of the object are looked at together: only then does a missing record the other way prove
   * silence.
   */
  readonly isWhole: boolean;
  /**
   * The address at the interface's side that the packets belong to, where the interface is a gateway's (`pkt-*` names
   * another address, and there is no instance).
   */
  readonly carriedFor: string | undefined;
  /** For carried packets: whether the object also has records of the interface that they were carried for. */
  readonly isToldAtHome: boolean;
  /**
   * How many local addresses talk with the other end, as far as the records beside this one show; 3 stands for 3 and
   * more.
   */
  readonly callersBeside: number;
  /** Whether the interface has a service at this local port, as far as the records beside this one show. */
  serves(port: number): boolean;
  /**
   * The interface's own address, its port, and the other end (behind a gateway the real one, where `pkt-*` fields name
   * it).
   */
  readonly local: string;
  readonly localPort: number;
  readonly remote: string;
  readonly remotePort: number;
}

/**
 * The direction of the record's packets, seen from the interface: `flow-direction`, else by the address its records
 * share.
 */
export type FlowDirection = 'egress' | 'ingress' | 'unknown';
/**
 * The end that opened the conversation, by all records of it in the object: TCP flags, known ports of services, silence
 * of the other side. `likely-`: by weaker signs, such as the ranges of the ports or the clock; enough to ask, not to
 * accuse.
 */
export type FlowInitiator = 'local' | 'remote' | 'likely-local' | 'likely-remote' | 'unknown';

export interface VpcFlowFields {
  readonly interface_id: string;
  /**
   * The owner of the interface: `interface`, `lambda`, `natGateway` and others, as DescribeNetworkInterfaces has them.
   */
  readonly interface_type: string;
  readonly instance_id: string;
  readonly srcaddr: string;
  readonly dstaddr: string;
  readonly local: string;
  readonly carriedFor: string;
  readonly remote: string;
  readonly srcport: number;
  readonly dstport: number;
  readonly localPort: number;
  readonly remotePort: number;
  readonly protocol: number;
  /** 65,535 stands for that many and more, 0 also for a format without the field. */
  readonly packets: number;
  /**
   * Average bytes of a packet, rounded up: 2,047 stands for that many and more, 0 also for a format without the fields.
   */
  readonly packetSize: number;
  readonly action: 'ACCEPT' | 'REJECT';
  readonly tcp_flags: number;
  readonly direction: FlowDirection;
  readonly initiator: FlowInitiator;
}

/** Flow records that were accepted, rejected, or (without an argument) both. */
export function vpcFlow(...actions: readonly ('ACCEPT' | 'REJECT')[]): From<VpcFlowRecord, VpcFlowFields> {
  return { source: 'vpc-flow', routes: actions };
}
