import type { Query } from './activity.ts';
import type { Account, Instance } from './organization.ts';
import type { Random } from './random.ts';

/** A DNS query as the Resolver logs it. */
export function lookUp(
  account: Account,
  instance: Instance,
  time: number,
  random: Random,
  { name, type = 'A', answers }: { readonly name: string; readonly type?: string; readonly answers: readonly string[] },
): Query {
  return {
    time,
    record: {
      version: '1.100000',
      account_id: account.id,
      region: account.region,
      vpc_id: account.vpcId,
      query_timestamp: `${new Date(time).toISOString().slice(0, 19)}Z`,
      query_name: `${name}.`,
      query_type: type,
      query_class: 'IN',
      rcode: answers.length === 0 ? 'NXDOMAIN' : 'NOERROR',
      answers: answers.map((Rdata) => ({ Rdata, Type: type, Class: 'IN' })),
      srcaddr: instance.address,
      srcport: String(random.int(1024, 65_535)),
      transport: 'UDP',
      srcids: { instance: instance.id },
    },
  };
}
