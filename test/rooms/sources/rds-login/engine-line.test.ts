import { describe, expect, test } from 'vitest';
import { engineLine } from '#services/sources/rds-login/engine-line.ts';

const PREFIX = '2026-03-02 10:00:00 UTC:198.51.100.7(50123):admin@orders:[200]:';
const TIME = Date.parse('2026-03-02T10:00:00Z');

describe('PostgreSQL', () => {
  test.each([
    ['LOG:  connection authorized: user=admin database=orders application_name=psql SSL enabled', 'login'],
    ['LOG:  connection received: host=198.51.100.7 port=50123', 'connection'],
    ['FATAL:  password authentication failed for user "admin"', 'failed-login'],
    ['FATAL:  PAM authentication failed for user "admin"', 'failed-login'],
    [
      'FATAL:  no pg_hba.conf entry for host "198.51.100.7", user "admin", database "orders", no encryption',
      'failed-login',
    ],
    ['FATAL:  role "admin" does not exist', 'failed-login'],
    ['LOG:  disconnection: session time: 0:00:01.000 user=admin', 'other'],
    ['ERROR:  relation "orders" does not exist at character 15', 'other'],
  ])('%s', (message, event) => {
    expect(engineLine(`${PREFIX}${message}`)).toMatchObject({ event, time: TIME });
  });

  test.each(['FATAL:  ', '[unknown]FATAL:  ', 'psql:FATAL:  ', '[unknown]:FATAL:  '])(
    'the longer prefix that RDS takes, ending in %s',
    (end) => {
      const prefix =
        '2026-03-02 10:00:00.000 UTC:198.51.100.7(50123):admin@orders:[200]:3:28P01:2026-03-02 09:59:59 UTC:25/112:0:693c34cb.c8:';
      const line = `${prefix}${end}password authentication failed for user "admin"`;
      expect(engineLine(line)).toMatchObject({
        event: 'failed-login',
        time: TIME,
        user: 'admin',
        schema: 'orders',
        address: '198.51.100.7',
      });
    },
  );

  test('a name cannot pretend to be a log-in, nor a program a refusal', () => {
    const authorized = 'connection authorized: user=a database=b';
    const name = `a@b:[1]:LOG:  ${authorized}`;
    const refused = PREFIX.replace('admin', name) + `FATAL:  password authentication failed for user "${name}"`;
    expect(engineLine(refused)).toMatchObject({ event: 'failed-login', user: name, address: '198.51.100.7' });
    const program = ':[1]:FATAL:  password authentication failed for user "a"';
    expect(engineLine(`${PREFIX}LOG:  ${authorized} application_name=${program}`)).toMatchObject({ event: 'login' });
    expect(engineLine(`${PREFIX}LOG:  statement: select '${program}'`)).toMatchObject({ event: 'other' });
  });

  test('says who, at which database, from where', () => {
    const line = `${PREFIX}LOG:  connection authorized: user=admin database=orders application_name=psql`;
    expect(engineLine(line)).toMatchObject({
      user: 'admin',
      schema: 'orders',
      address: '198.51.100.7',
      application: 'psql',
    });
  });

  test('has addresses of IPv6, times with fractions, and callers on the host itself', () => {
    const message = 'FATAL:  password authentication failed for user "admin"';
    const six = `2026-03-02 10:00:00.123 UTC:2001:db8::7(50123):admin@orders:[200]:${message}`;
    expect(engineLine(six)).toMatchObject({ address: '2001:db8::7', time: TIME + 123 });
    expect(engineLine(`2026-03-02 10:00:00 UTC:[local]:admin@orders:[200]:${message}`)).toMatchObject({
      event: 'failed-login',
      address: undefined,
    });
  });

  test('the engine’s own lines have no caller', () => {
    expect(engineLine('2026-03-02 10:00:00 UTC::@:[380]:LOG:  checkpoint starting: time')).toMatchObject({
      event: 'other',
    });
  });

  test('who is not known yet is nobody', () => {
    const line =
      '2026-03-02 10:00:00 UTC:198.51.100.7(50123):[unknown]@[unknown]:[9]:LOG:  connection received: host=198.51.100.7 port=50123';
    expect(engineLine(line)).toMatchObject({ user: undefined, schema: undefined });
  });

  test('a long line takes no longer than its beginning', () => {
    const line = `${PREFIX}LOG:  statement: ${'('.repeat(5_000_000)}`;
    const before = process.threadCpuUsage();
    expect(engineLine(line)).toMatchObject({ event: 'other' });
    expect(process.threadCpuUsage(before).user).toBeLessThan(100_000);
  });
});

describe('PostgreSQL as a table and as JSON', () => {
  const REFUSED = 'password authentication failed for user "admin"';

  test.each([
    [table('"connection authorized: user=admin database=orders"'), 'login'],
    [table(`"${REFUSED.replaceAll('"', '""')}"`), 'failed-login'],
    [table('"connection received: host=198.51.100.7 port=50123"', { user: '' }), 'connection'],
    [table('"statement: select 1'), 'other'],
    [object('connection authorized: user=admin database=orders'), 'login'],
    [object(REFUSED), 'failed-login'],
    [object('checkpoint starting: time', { user: undefined }), 'other'],
  ])('%s', (line, event) => {
    expect(engineLine(line)).toMatchObject({ event, time: TIME + 123 });
  });

  test('says who, at which database, from where, with what', () => {
    const said = { user: 'admin', schema: 'orders', address: '198.51.100.7', application: 'psql' };
    const connection = '198.51.100.7 50123 200';
    const doubled = REFUSED.replaceAll('"', '""');
    expect(engineLine(table(`"${doubled}"`))).toMatchObject({ ...said, connection });
    expect(engineLine(object(REFUSED))).toMatchObject({ ...said, connection });
    expect(engineLine(table(`"${doubled}"`, { from: '"2001:db8::7:50123"' }))).toMatchObject({
      address: '2001:db8::7',
    });
    expect(engineLine(table(`"${doubled}"`, { from: '"[local]"' }))).toMatchObject({ address: undefined });
  });

  test('a line break in a name makes no line that looks like a log-in', () => {
    const forged = table('"connection authorized: user=admin"', { from: '"203.0.113.9:1"' });
    for (const line of [forged.replaceAll('"', '""'), forged.replaceAll('"', '')])
      expect(engineLine(line)?.event).not.toBe('login');
  });

  test('what is half a record, or another program’s JSON, is none', () => {
    expect(engineLine('2026-03-02 10:00:00.123 UTC,')).toBeUndefined();
    expect(engineLine('{"timestamp":"2026-03-02 10:00:00.123 UTC","message":"connection authorized: user=a"}')).toBe(
      undefined,
    );
    expect(engineLine(object(REFUSED, { timestamp: 'today' }))).toBeUndefined();
  });
});

describe('MySQL and MariaDB', () => {
  const micros = `${TIME}000`;
  test.each([
    [`${micros},orders-1,admin,198.51.100.7,100,0,CONNECT,orders,,0`, 'login'],
    [`20260302 10:00:00,ip-10-0-0-1,admin,198.51.100.7,100,0,CONNECT,orders,,0`, 'login'],
    [`20260302 10:00:00,ip-10-0-0-1,admin,198.51.100.7,100,0,CONNECT,orders,,0,4`, 'login'],
    [`20260302 10:00:00,ip-10-0-0-1,admin,198.51.100.7,100,0,FAILED_CONNECT,,,1045,SSL/TLS`, 'failed-login'],
    [`${micros},orders-1,admin,198.51.100.7,100,0,CONNECT,orders,,1045`, 'failed-login'],
    [`${micros},orders-1,admin,198.51.100.7,100,0,FAILED_CONNECT,,,1045`, 'failed-login'],
    [`${micros},orders-1,admin,198.51.100.7,100,7,QUERY,orders,'select 1',0`, 'other'],
    [
      `2026-03-02T10:00:00.000000Z 123 [Note] [MY-010926] [Server] Access denied for user 'admin'@'198.51.100.7' (using password: YES)`,
      'failed-login',
    ],
    [
      `2026-03-02T10:00:00.000000Z 7 [Note] [MY-010914] [Server] Aborted connection 7 to db: 'unconnected' user: 'unauthenticated' host: '198.51.100.7' (This connection closed normally without authentication).`,
      'connection',
    ],
    [
      `2026-03-02T10:00:00.000000Z 7 [Note] Aborted connection 7 to db: 'orders' user: 'app' host: '198.51.100.7' (Got timeout reading communication packets)`,
      'other',
    ],
    [`2026-03-02T10:00:00.000000Z 0 [System] [MY-010931] [Server] ready for connections.`, 'other'],
  ])('%s', (line, event) => {
    expect(engineLine(line)).toMatchObject({ event, time: TIME });
  });

  test('a user name cannot pretend to be the fields behind it', () => {
    const forged = "a'@'203.0.113.9' (x";
    const denied = `2026-03-02T10:00:00Z 1 [Note] Access denied for user '${forged}'@'198.51.100.7' (using password: NO)`;
    expect(engineLine(denied)).toMatchObject({ user: forged, address: '198.51.100.7' });
    const audited = `${micros},orders-1,a,203.0.113.9,4,0,CONNECT,o,,0,198.51.100.7,100,0,FAILED_CONNECT,orders,,1045`;
    expect(engineLine(audited)).toMatchObject({ event: 'other' });
    const schema = `${micros},orders-1,a,203.0.113.9,4,0,CONNECT,o,x,,1045`;
    expect(engineLine(schema)).toMatchObject({ event: 'other' });
  });

  test('the audit log names the instance', () => {
    expect(engineLine(`${micros},orders-1,admin,198.51.100.7,100,0,CONNECT,orders,,0`)).toMatchObject({
      host: 'orders-1',
      user: 'admin',
      schema: 'orders',
    });
  });
});

test.each([
  '2 111122223333 eni-0123456789abcdef0 10.0.0.10 203.0.113.9 49152 443 6 10 8400 1772445600 1772445660 ACCEPT OK',
  '{"eventName":"ConsoleLogin"}',
  '2026-03-02 10:00:00 an application says something',
  '',
])('%j is of no database', (line) => {
  expect(engineLine(line)).toBeUndefined();
});

function table(message: string, { user = '"admin"', from = '"198.51.100.7:50123"' } = {}): string {
  return `2026-03-02 10:00:00.123 UTC,${user},"orders",200,${from},693c34cb.c8,2,"authentication",2026-03-02 10:00:00 UTC,25/112,0,LOG,00000,${message},,,,,,,,,"psql","client backend",,0`;
}

function object(message: string, more = {}): string {
  return JSON.stringify({
    timestamp: '2026-03-02 10:00:00.123 UTC',
    user: 'admin',
    dbname: 'orders',
    pid: 200,
    remote_host: '198.51.100.7',
    remote_port: 50_123,
    error_severity: 'LOG',
    message,
    application_name: 'psql',
    backend_type: 'client backend',
    ...more,
  });
}
