import { isPlain, type Plain } from '../plain.ts';
import type { Place } from '../place.ts';
import type { DnsQueryRecord } from './record.ts';

/** The record of a resolver log line as `JSON.parse` gave it; ill-typed members are absent. */
export function parseQuery(value: unknown, time: number, place: Place): DnsQueryRecord {
  const query: Plain = isPlain(value) ? value : {};
  const srcids = query['srcids'];
  const accountId = text(query['account_id']);
  return {
    id: undefined,
    time,
    accountId: accountId !== undefined && /^\d{12}$/.test(accountId) ? accountId : place.accountId,
    region: text(query['region']) ?? place.region,
    query_name: normalName(text(query['query_name']) ?? ''),
    query_type: text(query['query_type']) ?? '',
    rcode: text(query['rcode']) ?? '',
    answers: answersOf(query['answers']),
    srcaddr: text(query['srcaddr']) ?? '',
    srcport: port(query['srcport']),
    transport: text(query['transport']),
    vpc_id: text(query['vpc_id']),
    instance: isPlain(srcids) ? text(srcids['instance']) : undefined,
    firewall_rule_action: text(query['firewall_rule_action']),
  };
}

/** Lower case (resolvers mix case at random to make forging harder), without the final dot. Escaped bytes stay as written. */
export function normalName(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}

function answersOf(value: unknown): DnsQueryRecord['answers'] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isPlain)
    .map(({ Rdata, Type, Class }) => ({ Rdata: text(Rdata) ?? '', Type: text(Type) ?? '', Class: text(Class) ?? '' }));
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** Resolver logs write ports as text. */
function port(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 65536 ? number : undefined;
}
