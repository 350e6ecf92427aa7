import { expect, test } from 'vitest';
import { decode } from '../decoding.ts';

const KEY = 'postgresql.log.csv';
const LOGIN = table('198.51.100.7:50123', '"connection authorized: user=admin database=orders"');

test('a record of a table may have several lines, of which none is strange', () => {
  const statement = table('10.0.0.20:50000', '"statement: select 1\nfrom orders\nwhere name = ""x"""');
  const { report, records } = decode(`${statement}\n${LOGIN}\n`, KEY);
  expect(report).toMatchObject({ source: 'rds-login', records: 2, unreadable: 0 });
  expect(records).toMatchObject([{ event: 'other' }, { event: 'login', address: '198.51.100.7' }]);
});

test('a line behind a whole record of a table is strange', () => {
  expect(decode(`${LOGIN}\nfrom orders\n`, KEY).report).toMatchObject({ records: 1, unreadable: 1 });
});

test('JSON that PostgreSQL writes is read, by itself and in a subscription', () => {
  const line = JSON.stringify({
    timestamp: '2026-03-02 10:00:00.123 UTC',
    remote_host: '198.51.100.7',
    error_severity: 'LOG',
    message: 'connection authorized: user=admin database=orders',
    backend_type: 'client backend',
  });
  const subscription = JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup: '/aws/rds/instance/orders/postgresql',
    logStream: 'orders.0',
    subscriptionFilters: ['all'],
    logEvents: [{ id: '0', timestamp: 0, message: line }],
  });
  for (const text of [line, subscription])
    expect(decode(text, KEY).records).toMatchObject([{ event: 'login', address: '198.51.100.7' }]);
  expect(decode(subscription, KEY).records).toMatchObject([{ database: 'orders', accountId: '111122223333' }]);
});

function table(from: string, message: string): string {
  return `2026-03-02 10:00:00.123 UTC,"admin","orders",200,"${from}",693c34cb.c8,2,"idle",2026-03-02 10:00:00 UTC,25/112,0,LOG,00000,${message},,,,,,,,,"psql","client backend",,0`;
}
