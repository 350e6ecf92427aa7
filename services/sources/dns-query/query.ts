import { textOf } from '#services/reader/reference.ts';
import type { JsonRow } from '../json-row.ts';
import { isPlain } from '../plain.ts';
import type { DnsQueryRecord } from './record.ts';

/** The record of a resolver log line; ill-typed members are absent. */
export function queryOf(row: JsonRow): DnsQueryRecord {
  return {
    id: undefined,
    time: row.time,
    accountId: row.accountId,
    region: row.region,
    query_name: row.text('query_name') ?? '',
    query_type: row.text('query_type') ?? '',
    rcode: row.text('rcode') ?? '',
    get answers() {
      return answersOf(row.value('answers'));
    },
    srcaddr: row.text('srcaddr') ?? '',
    srcport: port(row.value('srcport')),
    transport: row.text('transport'),
    vpc_id: row.text('vpc_id'),
    instance: row.text('srcids.instance'),
    firewall_rule_action: row.text('firewall_rule_action'),
  };
}

/** Lower case (resolvers mix case at random to make forging harder), without the final dot. Escaped bytes stay as written. */
export function normalName(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}

function answersOf(value: unknown): DnsQueryRecord['answers'] {
  if (!Array.isArray(value)) return [];
  return value.filter(isPlain).map((answer) => ({
    Rdata: textOf(answer, ['Rdata']) ?? '',
    Type: textOf(answer, ['Type']) ?? '',
    Class: textOf(answer, ['Class']) ?? '',
  }));
}

/** Resolver logs write ports as text. */
function port(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 65536 ? number : undefined;
}
