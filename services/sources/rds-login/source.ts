import { Buffer } from 'node:buffer';
import { defineSource } from '../log-source.ts';
import { engineLine } from './engine-line.ts';
import { rdsLoginAttempt } from './login.ts';
import { LoginBatches } from './login-batches.ts';
import { isPostgresObject } from './postgres-line.ts';
import type { RdsLoginFields, RdsLoginRecord } from './record.ts';

/**
 * Log-ins to databases of Amazon RDS and Aurora, from the logs of the engines: those of PostgreSQL, the audit and error
 * logs of MySQL and MariaDB. They are published to CloudWatch Logs, and a subscription through Firehose brings them to
 * S3.
 */
const rdsLogin = defineSource<RdsLoginRecord, RdsLoginFields>({
  name: 'rds-login',
  route: 'event',
  remote: 'address',
  remoteIs: 'address',
  // A database is in one Region.
  partition: 'account-and-region',
  identified: false,
  originsMax: 100,
  label: 'RDS login logs',
  records: 'log-ins to databases of RDS',
  delivery: {
    resource: 'database of RDS whose log-ins can be read',
    // Each log is of another database.
    needed: 'all',
    absent: (region) =>
      `No log of a database of RDS of ${region} comes to S3: publish it to CloudWatch Logs, and subscribe a delivery stream of Firehose to its log group.`,
  },
  action: rdsLoginAttempt,
  text: ({ records }) => `${JSON.stringify(subscriptionOf(records.map(String)))}\n`,
  scaffold: {
    suits: ({ resource }) => resource === 'RDS',
    begin: () => ({
      uses: { example: 'postgresLogin', record: 'rdsLogin', kit: ['database-login', 'aboutDatabaseOf'] },
      from: `rdsLogin('login')`,
      about: 'aboutDatabaseOf',
      record: 'postgresLogin()',
    }),
  },
  lines: {
    layout: (text) => (firstLines(text).some(isLogin) ? { kind: 'read', fields: [] } : undefined),
    isRecord: isLogin,
    isObject: isPostgresObject,
    unified: () => undefined,
    decoded: (fields, constants) => new LoginBatches(fields, constants),
  },
});
export default rdsLogin;

/** Other logs have lines with times, too: one of the first lines must certainly be a database's. */
const LINES = 20;
const HEAD_MAX = 65_536;

function firstLines(text: Uint8Array): readonly string[] {
  return Buffer.from(text.subarray(0, HEAD_MAX)).toString().split('\n', LINES);
}

function isLogin(line: string): boolean {
  return engineLine(line) !== undefined;
}

function subscriptionOf(lines: readonly string[]) {
  return {
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup: '/aws/rds/instance/orders/postgresql',
    logStream: 'orders.0',
    subscriptionFilters: ['all'],
    logEvents: lines.map((message, i) => ({ id: String(i), timestamp: Date.parse('2026-03-02T10:00:00Z'), message })),
  };
}
