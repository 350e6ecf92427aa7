import { canonicalAddress } from '../address.ts';
import { isPlain, parseJson, type Plain } from '../plain.ts';
import { parseTime } from '../time.ts';
import { other, type Attempt } from './attempt.ts';

/** Reads a line of PostgreSQL's log as `stderr` or `csvlog` have it ("Error Reporting and Logging"). */
export function postgresAttempt(line: string): Attempt | undefined {
  return prefixedLine(line) ?? tableLine(line);
}

/** Reads a line of `jsonlog`, which PostgreSQL has from version 15 on. */
export function postgresObject(line: string): Attempt | undefined {
  const object = line.startsWith('{') ? parseJson(line) : undefined;
  if (!isPlain(object) || !isPostgresObject(object)) return undefined;
  const word = (name: string) => textIn(object[name]);
  const [, date = '', zone = ''] = TIME.exec(word('timestamp')) ?? [];
  const time = timeOf(date, zone);
  if (Number.isNaN(time)) return undefined;
  const caller = {
    host: word('remote_host'),
    port: word('remote_port'),
    user: word('user'),
    schema: word('dbname'),
    process: word('pid'),
    application: word('application_name') || undefined,
  };
  return attemptOf(time, caller, postgresMessage(word('message')));
}

/** Whether an object is a line of `jsonlog`. */
export function isPostgresObject({ timestamp, error_severity, backend_type }: Plain): boolean {
  return [timestamp, error_severity, backend_type].every((member) => typeof member === 'string');
}

/** Whether a line begins a record of `csvlog` that goes on in the next line: texts in quotes may have line breaks. */
export function isBegunTable(line: string): boolean {
  return TABLE.test(line) && line.split('"').length % 2 === 0;
}

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

function prefixedLine(line: string): Attempt | undefined {
  const prefix = POSTGRES.exec(line);
  if (prefix === null) return undefined;
  const [whole, date = '', zone = '', host = '', port = ''] = prefix;
  const rest = line.slice(whole.length);
  const backend = BACKEND.exec(rest);
  const time = timeOf(date, zone);
  if (backend === null || Number.isNaN(time)) return undefined;
  const [prefixed, names = '', process = ''] = backend;
  const at = names.lastIndexOf('@');
  const message = rest.slice(prefixed.length);
  const first = postgresMessage(message);
  const said = (first?.event === 'login' && failureBehind(rest)) || first;
  const caller = { host, port, user: names.slice(0, at), schema: names.slice(at + 1), process };
  return attemptOf(time, caller, said);
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

/** Who connected, as the fields of a line say. */
interface Caller {
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly schema: string;
  readonly process: string;
  readonly application?: string | undefined;
}

function attemptOf(time: number, caller: Caller, said: Said | undefined): Attempt {
  if (said === undefined) return other('PostgreSQL', time);
  const address = canonicalAddress(caller.host) ?? canonicalAddress(said.host ?? '');
  return {
    event: said.event,
    engine: 'PostgreSQL',
    user: said.user ?? named(caller.user),
    schema: said.schema ?? named(caller.schema),
    address,
    application: said.application ?? caller.application,
    time,
    connection: `${address} ${said.port ?? caller.port} ${caller.process}`,
    host: undefined,
  };
}

function timeOf(date: string, zone: string): number {
  return parseTime(`${date.replace(' ', 'T')}${zone.length === 3 && /\d/.test(zone) ? `${zone}:00` : 'Z'}`);
}

const TIME = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) (UTC|GMT|[+-]\d\d)$/;
const TABLE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (?:UTC|GMT|[+-]\d\d),(?:"|,)/;

/**
 * A line of `csvlog`. A line break in a name cannot make a line that looks like a log-in: the quotes around texts would
 * be doubled within a name.
 */
function tableLine(line: string): Attempt | undefined {
  if (!TABLE.test(line)) return undefined;
  const cells = cellsOf(line);
  const [, date = '', zone = ''] = TIME.exec(cells[0]?.text ?? '') ?? [];
  const time = timeOf(date, zone);
  const { text: message = '', quoted = false } = cells[MESSAGE] ?? {};
  if (Number.isNaN(time)) return undefined;
  const [, user = '', schema = '', process = '', from = ''] = cells.map(({ text }) => text);
  const colon = from.lastIndexOf(':');
  const caller = {
    host: from.slice(0, colon),
    port: from.slice(colon + 1),
    user,
    schema,
    process,
    application: cells[APPLICATION]?.text || undefined,
  };
  return attemptOf(time, caller, quoted ? postgresMessage(message) : undefined);
}

/** "Using CSV-Format Log Output": the number of a column, from 0. */
const MESSAGE = 13;
const APPLICATION = 22;

interface Cell {
  readonly text: string;
  readonly quoted: boolean;
}

/** The cells of a line, up to the first that is not well-formed. */
function cellsOf(line: string): readonly Cell[] {
  const cells: Cell[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  for (let found = cell.exec(line); found !== null; found = cell.exec(line)) {
    const [, quoted, plain = '', end] = found;
    cells.push({ text: quoted?.replaceAll('""', '"') ?? plain, quoted: quoted !== undefined });
    if (end === '') break;
  }
  return cells;
}

function textIn(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
