import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/**
 * A VPC flow record, with the fields of "Flow log records" in the Amazon VPC User Guide, spelled like its Parquet
 * columns. The members below them are computed from several fields: which end is the interface's own, and which end
 * opened the connection.
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
  /** Bytes that came back in the same conversation; undefined when no record in the batch goes the other way. */
  readonly answer: number | undefined;
  /** Whether the batch has all records of the object: only then does a missing answer mean silence. */
  readonly isWhole: boolean;
  /**
   * The real address on the interface's side, for a gateway's interface (`pkt-*` names another address, and there is no
   * instance).
   */
  readonly carriedFor: string | undefined;
  /** For carried packets: whether the object also has records of the interface that they were carried for. */
  readonly isToldAtHome: boolean;
  /** The number of local addresses that talk with the remote end, as far as the batch shows; 3 means 3 or more. */
  readonly callersBeside: number;
  /** Whether the interface has a service at this port, as far as the batch shows. */
  serves(port: number): boolean;
  /**
   * The interface's own address and port, and the remote end (behind a gateway the real one, where `pkt-*` fields tell
   * it).
   */
  readonly local: string;
  readonly localPort: number;
  readonly remote: string;
  readonly remotePort: number;
}

/**
 * Direction of the packets in this record, seen from the interface: from `flow-direction`, else inferred from the
 * address that its records share.
 */
export type FlowDirection = 'egress' | 'ingress' | 'unknown';
/**
 * Which end opened the conversation, by all its records in the object: TCP flags, known service ports, or silence of
 * the other side. `likely-`: by weaker evidence, such as port ranges or the clock; enough for a question, not for an
 * accusation.
 */
export type FlowInitiator = 'local' | 'remote' | 'likely-local' | 'likely-remote' | 'unknown';

export interface VpcFlowFields {
  readonly interface_id: string;
  /** Type of the interface: `interface`, `lambda`, `natGateway` and others, as in DescribeNetworkInterfaces. */
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
  /** 65,535 means that many or more; 0 also when the format has no such field. */
  readonly packets: number;
  /** Average bytes a packet, rounded up: 2,047 means that many or more; 0 also when the format lacks a field. */
  readonly packetSize: number;
  readonly action: 'ACCEPT' | 'REJECT';
  readonly tcp_flags: number;
  readonly direction: FlowDirection;
  readonly initiator: FlowInitiator;
}

/** Flow records that were accepted, rejected, or (when none is given) both. */
export function vpcFlow(...actions: readonly ('ACCEPT' | 'REJECT')[]): From<VpcFlowRecord, VpcFlowFields> {
  return { source: 'vpc-flow', routes: actions };
}
