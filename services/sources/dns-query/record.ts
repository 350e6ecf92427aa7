import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/** A Route 53 Resolver query, as "Values that appear in VPC Resolver query logs" in the Route 53 Developer Guide names its fields. */
export interface DnsQueryRecord extends LogRecord {
  /** Lower case, without the final dot; the root is ''. */
  readonly query_name: string;
  readonly query_type: string;
  readonly rcode: string;
  readonly answers: readonly { readonly Rdata: string; readonly Type: string; readonly Class: string }[];
  readonly srcaddr: string;
  readonly srcport: number | undefined;
  readonly transport: string | undefined;
  readonly vpc_id: string | undefined;
  /** `srcids.instance`; undefined for Lambda, Fargate, inbound endpoints. */
  readonly instance: string | undefined;
  readonly firewall_rule_action: string | undefined;
  /** The number of hosts that ask for the same name in the same batch; 3 means 3 or more. */
  readonly askers: number;
  /** The number of domains below which its host asked for existing names, in the same batch. */
  readonly domainsBeside: number;
  /** Whether the same batch also has a query for the name's mail records (MX, TXT). */
  readonly mailBeside: boolean;
}

export interface DnsQueryFields {
  /** Lower case, without the final dot. */
  readonly query_name: string;
  /** `address NAME` when addresses (A, AAAA) were asked for, `other NAME` for any other type; NAME is `query_name`. */
  readonly asked: string;
  readonly query_type: string;
  readonly rcode: string;
  readonly srcaddr: string;
  readonly vpc_id: string;
  readonly instance: string;
  readonly firewall_rule_action: string;
  /**
   * `'true'` when an answer may be an address of the instance metadata service: includes all that are, and a few
   * others.
   */
  readonly metadata_answer: 'true' | 'false';
}

/** Queries of these types; of all types when none is given. */
export function dnsQuery(...types: readonly string[]): From<DnsQueryRecord, DnsQueryFields> {
  return { source: 'dns-query', routes: types };
}
