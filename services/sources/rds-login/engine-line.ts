import { canonicalAddress } from '../address.ts';
import { parseTime } from '../time.ts';
import type { RdsLoginRecord } from './record.ts';

/** A log-in attempt in a line, before its database is known. */
export interface Attempt extends Pick<
  RdsLoginRecord,
  'event' | 'engine' | 'user' | 'schema' | 'address' | 'application' | 'time'
> {
  /** Identifies the connection within its log. */
  readonly connection: string;
  /** The instance, where the line names it. */
  readonly host: string | undefined;
}

/** Undefined: the line belongs to no such log. */
export type EngineLine = Attempt | undefined;

/** Reads a line of the log of PostgreSQL, or of the audit or error log of MySQL and MariaDB. */
export function engineLine(line: string): EngineLine {
  const head = line.slice(0, LINE_MAX);
  return postgresLine(head) ?? auditLine(head) ?? errorLine(head);
}

/** Longer lines are cut: statements may be long, but the relevant part is at the beginning. */
const LINE_MAX = 16_384;

/**
 * RDS takes two values of `log_line_prefix`: `%t:%r:%u@%d:[%p]:`, and `%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a` with or
 * without a last colon, in which the number of the line, the SQLSTATE, the start of the session, its transactions and
 * its application follow.
 */
const POSTGRES =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) (UTC|GMT|[+-]\d\d):([\w.:%[\]-]{0,80})(?:\((\d{1,5})\))?:/;
/** The end of a prefix: the process, and the level of the message. */
const MARK =
  /:\[(\d{1,10})\]:(?:\d{1,10}:[A-Z0-9]{5}:[\d: +UTCGM-]{19,26}:[\d/]{0,24}:\d{1,20}:[0-9a-f]{1,16}\.[0-9a-f]{1,8}:[^\n]{0,64}?)?([A-Z0-9]{3,10}): {1,4}/g;
/** What follows the address: user, database, and the end of the prefix. */
const BACKEND = new RegExp(String.raw`^([^\n]{0,140}?)${MARK.source}`);
/** PostgreSQL cuts names to 63 bytes. */
const NAMES = /^[^\n]{0,63}@[^\n]{0,63}$/;
/** Two names and the end of a prefix take fewer characters. */
const MARKED_MAX = 400;

function postgresLine(line: string): EngineLine {
  const prefix = POSTGRES.exec(line);
  if (prefix === null) return undefined;
  const [whole, date = '', zone = '', host = '', port = ''] = prefix;
  const rest = line.slice(whole.length);
  const backend = BACKEND.exec(rest);
  const time = parseTime(`${date.replace(' ', 'T')}${zone.length === 3 && /\d/.test(zone) ? `${zone}:00` : 'Z'}`);
  if (backend === null || Number.isNaN(time)) return undefined;
  const [prefixed, caller = '', process = ''] = backend;
  const at = caller.lastIndexOf('@');
  const message = rest.slice(prefixed.length);
  const first = postgresMessage(message);
  const said = (first?.event === 'login' && failureBehind(rest)) || first;
  const address = canonicalAddress(host) ?? canonicalAddress(said?.host ?? '');
  if (said === undefined) return other('PostgreSQL', time);
  const user = said.user ?? named(caller.slice(0, at));
  return {
    event: said.event,
    engine: 'PostgreSQL',
    user,
    schema: said.schema ?? named(caller.slice(at + 1)),
    address,
    application: said.application,
    time,
    connection: `${address} ${said.port ?? port} ${process}`,
    host: undefined,
  };
}

/**
 * The failure in a line that begins like a log-in. Names in the log are chosen by the caller, even by one who is
 * refused, so a name can look like the message of a log-in. The message of a true log-in is too long to fit into a
 * name.
 */
function failureBehind(rest: string): Said | undefined {
  for (const mark of rest.slice(0, MARKED_MAX).matchAll(MARK)) {
    const said = postgresMessage(rest.slice(mark.index + mark[0].length));
    if (said?.event === 'failed-login' && NAMES.test(rest.slice(0, mark.index))) return said;
  }
  return undefined;
}

function other(engine: Attempt['engine'], time: number): Attempt {
  return {
    event: 'other',
    engine,
    user: undefined,
    schema: undefined,
    address: undefined,
    application: undefined,
    time,
    connection: '',
    host: undefined,
  };
}

interface Said {
  readonly event: Attempt['event'];
  readonly user?: string | undefined;
  readonly schema?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly application?: string | undefined;
}

function postgresMessage(message: string): Said | undefined {
  const received = /^connection received: host=(\S+)(?: port=(\d+))?/.exec(message);
  if (received !== null) return { event: 'connection', host: received[1], port: received[2] };
  const authorized = /^connection authorized: user=(\S+)(?: database=(\S+))?(?: application_name=(\S+))?/.exec(message);
  if (authorized !== null)
    return { event: 'login', user: authorized[1], schema: authorized[2], application: authorized[3] };
  const failed =
    /^(?:password|PAM|GSSAPI|SCRAM|MD5|Ident|LDAP|RADIUS|certificate) authentication failed for user "([^"]*)"/i.exec(
      message,
    );
  if (failed !== null) return { event: 'failed-login', user: failed[1] };
  const refused =
    /^(?:no pg_hba\.conf entry|pg_hba\.conf rejects connection) for host "([^"]*)", user "([^"]*)"(?:, database "([^"]*)")?/.exec(
      message,
    );
  if (refused !== null) return { event: 'failed-login', host: refused[1], user: refused[2], schema: refused[3] };
  const unknown = /^role "([^"]*)" (?:does not exist|is not permitted to log in)/.exec(message);
  return unknown === null ? undefined : { event: 'failed-login', user: unknown[1] };
}

/** Values that are not known yet are in brackets. */
function named(text: string): string | undefined {
  return text === '' || text === '[unknown]' ? undefined : text;
}

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
