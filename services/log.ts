import pino, { type DestinationStream } from 'pino';
import type { LogLevel } from './log-level.ts';

/** All messages of the service, by name: a line is one of these events with details, never free text. */
export const LOG_EVENTS = {
  'service-started': 'Workers are running.',
  'service-stopped': 'Workers have ended their turns.',
  'organization-seen':
    'A pass over the organization ended: its accounts, what cannot be seen of them, and how many log objects are new.',
  'organization-surveyed':
    'The enrolment plan was made: how many accounts were examined, what was switched on, and what prevents the rest.',
  'units-unknown':
    'AWS did not say which accounts are below the organizational units that settings name: the last known state stays.',
  'buckets-listed': 'Known log folders were listed: how many objects are new, and which buckets could not be listed.',
  'days-sealed':
    'Days of behaviour were learned: of how many accounts, the score from which a day is reported, and the alerts that this gives.',
  'digests-verified': 'Digests of CloudTrail were verified: how many log files they prove, and what is wrong.',
  'digests-refused': 'Digests of some accounts could not be read; the next run tries again.',
  'inventory-read': 'Accounts were asked for their resources: how many accounts and facts, and what could not be read.',
  'list-fetched': 'A list was requested from its publisher, with this result.',
  'intel-replaced': 'Lists changed: turns that begin now use the new ones.',
  'intel-failed': 'Lists could not be updated: those in force stay, and the next look tries again.',
  'list-act-unreadable':
    'A note of what somebody did to lists cannot be read: it was set aside, and the audit log has an entry about it.',
  'settings-replaced':
    'The settings file changed: turns that begin now use it. The named settings take effect only after a restart.',
  'settings-refused': 'The settings file has mistakes or cannot be read: the previous settings stay in force.',
  'queue-refused':
    'A queue could not be read, or its messages could not be stored: they stay in the queue and are received again.',
  'notification-unreadable':
    'A message is no notification of S3: it stays in the queue, which moves it to its dead-letter queue.',
  'event-unreadable':
    'A message is no management event of EventBridge: it stays in the queue, which moves it to its dead-letter queue.',
  'notifications-of-others': 'A queue announced objects that are not among the logs that are read.',
  'objects-received': 'New objects are in the ledger.',
  'turn-committed': 'A turn read objects of one partition and wrote the results.',
  'turn-overtaken': 'Another worker was faster; the turn starts over.',
  'job-failed': 'A job failed; it is tried again later.',
  'job-taken-over': 'The worker that had taken a job died; another worker gets the job.',
  'disk-full': 'The disk of the embedded database is full: nothing is read or sent until there is room.',
  'disk-has-room': 'The disk has room again, and work continues.',
  'object-refused': 'An object could not be fetched; it will be tried again.',
  'turn-broken': 'A thread died or ran out of time over some objects: they are processed one at a time.',
  'object-set-aside': 'Reading an object breaks the program: it is set aside as failed, so that the others are read.',
  'records-not-kept':
    'Records of an object could not be stored with the findings that they led to; the findings are complete.',
  'tally-discarded': 'This version cannot read the stored state of a window; the window starts anew.',
  'batch-delivered': 'A sink accepted a batch of findings, or part of it.',
  'traces-refused': 'The collector does not accept traces: this many spans are lost, and nothing else.',
  swept: 'Closed windows and data past its retention were deleted.',
  audit: 'Somebody logged in, was refused, or changed who has access: who, what and from where.',
  'api-error': 'A query failed; its caller got a masked error.',
  'database-error': 'An idle connection to the database broke and was replaced.',
  'queue-error': 'The queue reported an error and continues.',
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
