import { canonicalAddress } from '../address.ts';
import { parseTime } from '../time.ts';
import { other, type Attempt } from './attempt.ts';
import { postgresAttempt, postgresObject } from './postgres-line.ts';

/** Undefined: the line belongs to no such log. */
export type EngineLine = Attempt | undefined;

/** Reads a line of the log of PostgreSQL, or of the audit or error log of MySQL and MariaDB. */
export function engineLine(line: string): EngineLine {
  const head = line.slice(0, LINE_MAX);
  return postgresAttempt(head) ?? postgresObject(line) ?? auditLine(head) ?? errorLine(head);
}

/** Longer lines are cut: statements may be long, but the relevant part is at the beginning. JSON is read whole. */
const LINE_MAX = 16_384;

/**
 * timestamp, serverhost, username, host, connectionid, queryid, operation, database, object, retcode, and in RDS for
 * MySQL connection_type ("MariaDB Audit Plugin support for MySQL"). The time is in microseconds in Aurora, and a date
 * in RDS for MySQL and MariaDB.
 */
const AUDIT = /^(\d{16}|\d{8} \d\d:\d\d:\d\d),([^,]*),([^,]*),([^,]*),(\d+),(\d+),([A-Z_]+),(.*)$/;

/** A number of the table in the guide, or its words. */
const CONNECTION_TYPE = /^[\w/ ]{0,20}$/;

const CODE = /^'?\d{1,5}'?$/;

function auditLine(line: string): EngineLine {
  const fields = AUDIT.exec(line);
  if (fields === null) return undefined;
  const [, stamp = '', host = '', user = '', client = '', connection = '', , operation = '', rest = ''] = fields;
  const address = canonicalAddress(client);
  const time = stamp.length === 16 ? Number(stamp) / 1000 : parseTime(isoOf(stamp));
  const isConnect = operation === 'CONNECT' || operation === 'FAILED_CONNECT';
  if (Number.isNaN(time)) return undefined;
  const [schema = '', , code = '0', kind = '', ...more] = rest.split(',');
  // A name of a user or database with commas can imitate the fields that follow it, and honest names hardly ever have
  // commas. The true fields still follow, so there are too many, or the code is not in its place.
  const isPlain = more.length === 0 && (kind === '' || (CONNECTION_TYPE.test(kind) && CODE.test(code)));
  if (!isConnect || !isPlain) return other('MySQL', Math.floor(time));
  return {
    event: operation === 'CONNECT' && /^'?0'?$/.test(code.trim() || '0') ? 'login' : 'failed-login',
    engine: 'MySQL',
    user: unquoted(user) || undefined,
    schema: unquoted(schema) || undefined,
    address,
    application: undefined,
    time: Math.floor(time),
    connection: `${address} ${connection}`,
    host: host || undefined,
  };
}

function isoOf(stamp: string): string {
  return `${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6, 8)}T${stamp.slice(9)}Z`;
}

function unquoted(text: string): string {
  return text.replace(/^'(.*)'$/, '$1');
}

/** The error log, when `log_error_verbosity` includes notes. */
const ERROR =
  /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?Z?) +(\d+) \[(?:Note|Warning|ERROR|System)\] (?:\[[\w-]{1,20}\] ){0,2}/;
/** The last address counts: somebody may call themselves `root'@'192.0.2.1`. */
const DENIED = /^Access denied for user '(.*)'@'([^']*)'/;

/** Somebody connected, and left before the log-in. */
const LEFT = /^Aborted connection \d+ to db: 'unconnected' user: 'unauthenticated' host: '([^']*)'/;

function errorLine(line: string): EngineLine {
  const begin = ERROR.exec(line);
  if (begin === null) return undefined;
  const message = line.slice(begin[0].length);
  const denied = DENIED.exec(message);
  const left = LEFT.exec(message);
  const address = canonicalAddress(denied?.[2] ?? left?.[1] ?? '');
  const time = parseTime(`${(begin[1] ?? '').replace(' ', 'T').replace(/Z?$/, 'Z')}`);
  if (Number.isNaN(time)) return undefined;
  if (denied === null && left === null) return other('MySQL', time);
  return {
    event: denied === null ? 'connection' : 'failed-login',
    engine: 'MySQL',
    user: denied?.[1] || undefined,
    schema: undefined,
    address,
    application: undefined,
    time,
    connection: `${address} ${begin[2]}`,
    host: undefined,
  };
}
