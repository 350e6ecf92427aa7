import { textOf } from '#services/reader/reference.ts';
import type { JsonRow } from '../json-row.ts';
import { isPlain, type Plain } from '../plain.ts';
import type { DnsQueryRecord } from './record.ts';

/** The record of a resolver log line; ill-typed members are absent. */
export class DnsQuery implements DnsQueryRecord {
  readonly id = undefined;
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
  }

  get time(): number {
    return this.#row.time;
  }
  get accountId(): string {
    return this.#row.accountId;
  }
  get region(): string {
    return this.#row.region;
  }
  get query_name(): string {
    return this.#row.text('query_name') ?? '';
  }
  get query_type(): string {
    return this.#row.text('query_type') ?? '';
  }
  get rcode(): string {
    return this.#row.text('rcode') ?? '';
  }
  get answers(): DnsQueryRecord['answers'] {
    return this.#row.all('answers[]').filter(isPlain).map(answerOf);
  }
  get srcaddr(): string {
    return this.#row.text('srcaddr') ?? '';
  }
  get srcport(): number | undefined {
    return port(this.#row.value('srcport'));
  }
  get transport(): string | undefined {
    return this.#row.text('transport');
  }
  get vpc_id(): string | undefined {
    return this.#row.text('vpc_id');
  }
  get instance(): string | undefined {
    return this.#row.text('instance');
  }
  get firewall_rule_action(): string | undefined {
    return this.#row.text('firewall_rule_action');
  }
  get askers(): number {
    return Number(this.#row.text('askers'));
  }
  get domainsBeside(): number {
    return Number(this.#row.text('domainsBeside'));
  }
  get mailBeside(): boolean {
    return this.#row.text('mailBeside') === 'true';
  }
}

/**
 * Lower case (resolvers mix case at random to make forging harder), without the final dot. Escaped bytes stay as
 * written.
 */
export function normalName(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}

function answerOf(answer: Plain): DnsQueryRecord['answers'][number] {
  return {
    Rdata: textOf(answer, ['Rdata']) ?? '',
    Type: textOf(answer, ['Type']) ?? '',
    Class: textOf(answer, ['Class']) ?? '',
  };
}

/** Resolver logs write ports as text. */
function port(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 65536 ? number : undefined;
}
