import pino, { type DestinationStream } from 'pino';
import type { LogLevel } from './log-level.ts';

/** All messages of the service, by name: a line is one of these events with details, never free text. */
export const LOG_EVENTS = {
  'service-started': 'Workers are running.',
  'service-stopped': 'Workers have ended their turns.',
  'organization-seen':
    'A pass over the organization: its accounts, what cannot be seen of them, what is new in their logs.',
  'organization-surveyed':
    'It was seen what is to be switched on in accounts: how many were looked at, what was done, what stands in the way.',
  'units-unknown':
    'Which accounts are below the organizational units that settings name could not be told; they stay where they were.',
  'buckets-listed': 'What is new where logs are known to be; what refused to be listed.',
  'days-sealed':
    'Days of behaviour were learned: of how many accounts, from when on a day is told of, and how many alerts that came to.',
  'digests-verified': 'Digests of CloudTrail were looked at: how many log files they prove, and what is wrong.',
  'digests-refused': 'Digests of some accounts could not be looked at; it is tried again.',
  'inventory-read': 'Accounts were asked what they have: how many, how many facts, and what could not be read.',
  'list-fetched': 'A list was asked for at its publisher: what came of it.',
  'intel-replaced': 'Lists changed: turns that begin now think with the new ones.',
  'intel-failed': 'Lists could not be looked after; what is in force stays, and it is tried again.',
  'list-act-unreadable':
    'A note of what somebody did to lists cannot be read: it is set aside, and the audit log says so in its place.',
  'settings-replaced':
    'The settings file changed: turns that begin now go by it, and what is named needs a restart of the service.',
  'settings-refused': 'The settings file has mistakes, or cannot be read: what held before stays in force.',
  'queue-refused':
    'A queue could not be heard from, or what it told could not be written down: the messages stay, and it is tried again.',
  'notification-unreadable':
    'A message of a queue is no notification of S3: it stays, for the dead letters of the queue.',
  'event-unreadable':
    'A message of a queue is no management event of EventBridge: it stays, for the dead letters of the queue.',
  'notifications-of-others': 'A queue told of objects that are no logs that are read.',
  'objects-received': 'New objects are in the ledger.',
  'turn-committed': 'A turn read objects of one partition and wrote what they led to.',
  'turn-overtaken': 'Another worker was faster; the turn starts over.',
  'job-failed': 'A job ended in a failure; it is tried again later.',
  'job-taken-over': 'Whoever had taken a job died; it is given to another.',
  'disk-full': 'No room on the disk of the embedded database: nothing is read or sent until there is.',
  'disk-has-room': 'There is room again, and work goes on.',
  'object-refused': 'An object could not be had; it will be tried again.',
  'turn-broken': 'Thinking came to no end over some objects: they are taken one at a time.',
  'object-set-aside': 'Reading one object breaks the program; it is set aside as failed, so that the others are read.',
  'records-not-kept':
    'Records of an object could not be stored with the findings that they led to; the findings are whole.',
  'tally-discarded': 'What is stored of a window cannot be read by this version; the window starts anew.',
  'batch-delivered': 'A sink took a batch of findings, or part of it.',
  'traces-refused': 'The collector of traces does not take them: so many spans are lost, and nothing else is.',
  swept: 'Closed windows and what is past its retention were dropped.',
  audit: 'Somebody was let in, was not, or changed who is: who, what and from where.',
  'api-error': 'A query ended in a fault; its caller saw a masked error.',
  'database-error': 'An idle connection to the database broke and was replaced.',
  'queue-error': 'The queue reported a fault; it goes on by itself.',
} as const;
export type LogEvent = keyof typeof LOG_EVENTS;

type Details = Readonly<Record<string, unknown>>;

export interface Log {
  debug(event: LogEvent, details?: Details): void;
  info(event: LogEvent, details?: Details): void;
  warn(event: LogEvent, details?: Details): void;
  error(event: LogEvent, details?: Details): void;
}

/** Writes one JSON line for each event, to stderr by default: stdout is for data. */
export function createLog(level: LogLevel, stream: DestinationStream = pino.destination({ dest: 2, sync: true })): Log {
  const serializers = { error: pino.stdSerializers.err };
  const logger = pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, serializers }, stream);
  return {
    debug: (event, details) => logger.debug(details, event),
    info: (event, details) => logger.info(details, event),
    warn: (event, details) => logger.warn(details, event),
    error: (event, details) => logger.error(details, event),
  };
}
