import { HOUR_MS, type Query } from './activity.ts';
import { amazonAddress, somebody } from './addresses.ts';
import { lookUp } from './dns-query.ts';
import type { Account, Instance } from './organization.ts';
import { BASE_36, type Random } from './random.ts';

/** The DNS queries of one account on one ordinary day. */
export function ordinaryQueries(account: Account, day: number, random: Random): readonly Query[] {
  return account.instances.flatMap((instance, i) => {
    const own = random.fork(`instance/${i}`);
    return Array.from({ length: 24 * PER_HOUR }, () =>
      oneQuery(account, instance, day + own.int(0, (24 * HOUR_MS) / 1000 - 1) * 1000, own),
    );
  });
}

const PER_HOUR = 4;

function oneQuery(account: Account, instance: Instance, time: number, random: Random): Query {
  const query = (name: string, answers: readonly string[], type = 'A') =>
    lookUp(account, instance, time, random, { name, answers, type });
  const kind = random.int(0, 12);
  if (kind <= 3) return query(`${random.pick(SERVICES)}.${account.region}.amazonaws.com`, [amazonAddress(random)]);
  if (kind === 4) return query('database.service.internal', [`10.0.0.${random.int(4, 250)}`]);
  if (kind === 5) return query(random.pick(SITES), [somebody(random), somebody(random)]);
  if (kind === 6) return query(random.pick(SITES), ['2001:db8:20::7'], 'AAAA');
  // Content delivery networks give each customer a random-looking name.
  if (kind === 7) return query(`d${random.int(1, 9)}${random.pick(CUSTOMERS)}.edge.cdn.example`, [somebody(random)]);
  if (kind === 8) return query(`${random.int(1, 254)}.113.0.203.in-addr.arpa`, ['host.isp.example.'], 'PTR');
  // A virus scanner looks up the reputation of a file by its hash.
  if (kind === 9) return query(`${random.text(32)}.${random.text(8)}.files.reputation.example`, ['127.0.0.4']);
  // A mail filter looks up each sender's address in a block list; most are not on it.
  if (kind === 10) return query(`${random.int(1, 254)}.100.51.198.block.list.example`, []);
  if (kind === 11) return query(`layers-${random.int(1, 9)}.containers.example`, [somebody(random)]);
  // A mistyped or forgotten name.
  return query(`${random.text(6, BASE_36)}.service.internal`, []);
}

const SERVICES = ['s3', 'ssm', 'ec2messages', 'logs', 'sts', 'dynamodb', 'monitoring', 'kms'] as const;
const SITES = [
  'packages.linux.example',
  'registry.modules.example',
  'time.pool.example',
  'api.partner.example',
  'www.news.example',
] as const;
const CUSTOMERS = ['111111abcdef8', '222222ghijkl7', '333333mnopqr6', '444444stuvwx5'] as const;
