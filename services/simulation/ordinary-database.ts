import { HOUR_MS, MINUTE_MS } from './activity.ts';
import type { Account } from './organization.ts';
import type { Random } from './random.ts';

/**
 * The log of a PostgreSQL database on an ordinary day, as messages of a CloudWatch Logs subscription: an application
 * opens connections all day, a backup every night, and on weekdays its administrator logs in through the bastion, at
 * times with a wrong password first.
 */
export function ordinaryDatabase(account: Account, day: number, weekday: boolean, random: Random): string {
  const addressOf = (wanted: string) => account.instances.find(({ role }) => role === wanted)?.address ?? '10.0.0.10';
  const application = addressOf('app');
  const bastion = addressOf('bastion');
  const hourly = Array.from({ length: 24 }, (_, hour) => day + hour * HOUR_MS + random.int(0, 3_599_000));
  const logins: Login[] = hourly.map((time) => ({ time, user: 'ledger', address: application }));
  logins.push({ time: day + 2 * HOUR_MS, user: 'backup', address: application });
  if (weekday) {
    const time = day + random.int(9 * 60, 16 * 60) * MINUTE_MS;
    const mistyped = random.chance(0.2)
      ? [{ time: time - 20_000, user: 'dba', address: bastion, isRefused: true }]
      : [];
    logins.push(...mistyped, { time, user: 'dba', address: bastion });
  }
  const logEvents = logins
    .toSorted((a, b) => a.time - b.time)
    .map((login) => ({ id: random.text(56, '0123456789'), timestamp: login.time, message: line(login, random) }));
  return `${JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: account.id,
    logGroup: '/aws/rds/instance/ledger/postgresql',
    logStream: 'ledger.0',
    subscriptionFilters: ['all'],
    logEvents,
  })}\n`;
}

interface Login {
  readonly time: number;
  readonly user: string;
  readonly address: string;
  readonly isRefused?: boolean;
}

function line({ time, user, address, isRefused }: Login, random: Random): string {
  const said = isRefused
    ? `FATAL:  password authentication failed for user "${user}"`
    : `LOG:  connection authorized: user=${user} database=ledger SSL enabled`;
  const at = new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  return `${at} UTC:${address}(${random.int(40_000, 60_000)}):${user}@ledger:[${random.int(500, 30_000)}]:${said}`;
}
