import { z } from 'zod';
import { KEPT_RECORDS, RECORDS_AT_ONCE_MAX } from '../model/evidence.ts';
import { LOG_LEVELS } from '../log-level.ts';
import { secret } from '../model/described.ts';
import { FEED_NAMES } from '../model/feed-names.ts';
import { ENROLMENT } from '../model/enrolment.ts';
import { OIDC } from '../model/login.ts';
import { ARCHIVE_BOUNDS, ARCHIVE_SETTINGS, TEXT_MB_MAX, TEXT_SETTING } from '../model/object-bound.ts';
import { OWN_FEEDS, type OwnFeeds } from './own-feeds.ts';
import { KEPT_SEVERITY, LATE_DAYS, RETENTION_DAYS } from '../workers/kits/memory.ts';

/** A setting of the program itself: like a detector's, a value with its reason, and the ways to set it. */
export interface ProgramSetting<Value = unknown, Default extends Value | undefined = Value | undefined> {
  /** Its meaning, as the end of the sentence "… is". */
  readonly is: string;
  /** Undefined: `because` says what happens then. */
  readonly default: Default;
  readonly because: string;
  readonly schema: z.ZodType<Value>;
  /** Environment variables for it; the first one that is set wins, also over the file. */
  readonly environment: readonly string[];
  /** The value is a path: relative to the file's folder in the file, to the current folder in the environment. */
  readonly path?: true;
}

function setting<Value, const Default extends Value | undefined>(
  declared: ProgramSetting<Value, Default>,
): ProgramSetting<Value, Default> {
  return declared;
}

const REGION = [/^[a-z]{2,5}(-[a-z]+)+-\d$/, 'must be a Region such as eu-west-1'] as const;

const whole = (from: number, to: number) => z.int().min(from).max(to);

const QUEUES = z.array(
  z
    .url('must be the URL of a queue')
    .regex(
      /\/\d{12}\/[\w.-]{1,80}$/,
      'must be the URL of a queue, such as https://sqs.eu-west-1.amazonaws.com/111122223333/logs',
    ),
);

const PROXIES = z.array(
  z
    .string()
    .refine(
      (text) => z.ipv4().or(z.ipv6()).or(z.cidrv4()).or(z.cidrv6()).safeParse(text).success,
      'must be an address or a range, such as 10.0.0.0/16',
    ),
);

/** Whether cookies are safe at the address: it uses https, or it is on this machine. */
function isOwnAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, username } = new URL(text);
  const safe = protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
  return safe && pathname === '/' && search === '' && username === '';
}

/** Program settings by name: the same name in the file, in `Config` and in the output of `vedette config show`. */
export const PROGRAM_SETTINGS = {
  dataDir: setting({
    is: 'the folder for the embedded database and downloaded lists',
    default: '.data',
    because: 'Everything stays in the folder in which you try Vedette.',
    schema: z.string().min(1),
    environment: ['VEDETTE_DATA_DIR'],
    path: true,
  }),
  databaseUrl: setting({
    is: 'the PostgreSQL database for findings: postgres://USER:PASSWORD@HOST/DATABASE',
    default: undefined,
    because:
      'Unset: a database inside the process, below dataDir. It is one process’s; a server lets any number share the load. A pooler in between must keep one connection a session, since claims and prepared statements belong to sessions: not PgBouncer in transaction mode.',
    schema: secret(
      z.string().regex(/^(postgres(ql)?|pglite):/, 'must begin with postgres:// (or pglite: and a folder)'),
    ),
    environment: ['DATABASE_URL'],
  }),
  port: setting({
    is: 'the port of the API',
    default: 4000,
    because: 'Free on most machines; 0 takes any free one.',
    schema: whole(0, 65_535),
    environment: ['PORT'],
  }),
  host: setting({
    is: 'the address that the API listens on',
    default: '127.0.0.1',
    because: 'This machine only. Opening the API to a network is your decision, and requires a token.',
    schema: z.string().min(1),
    environment: ['HOST'],
  }),
  apiToken: setting({
    is: 'the token that API callers must send',
    default: undefined,
    because: 'Unset: only this machine may use the API.',
    schema: secret(z.string().min(16, 'must have at least 16 characters')),
    environment: ['VEDETTE_API_TOKEN'],
  }),
  publicUrl: setting({
    is: 'the address at which people reach the API, without a path',
    default: undefined,
    because:
      'Unset: there is no login, and without a token only this machine may use the API. Set: people sign in at this address, and cookies are bound to it.',
    schema: z
      .url('must be an address with https://')
      .refine(isOwnAddress, 'must be an address with https:// (http:// for 127.0.0.1 or localhost) and without a path'),
    environment: ['VEDETTE_PUBLIC_URL'],
  }),
  oidc: setting({
    is: 'the identity provider where people sign in, and what their groups may do; needs publicUrl',
    default: undefined,
    because:
      'Unset: people sign in only with a link from vedette login link. The provider redirects to /login/callback.',
    schema: OIDC,
    environment: [],
  }),
  oidcClientSecret: setting({
    is: 'the client secret of the service at the identity provider',
    default: undefined,
    because: 'Unset: the service is a public client. PKCE protects the code flow either way.',
    schema: secret(z.string().min(1)),
    environment: ['VEDETTE_OIDC_CLIENT_SECRET'],
  }),
  logLevel: setting({
    is: 'how much the service logs',
    default: 'info',
    because: 'One line per turn and batch: enough to follow what was read and sent, without log records.',
    schema: z.enum(LOG_LEVELS),
    environment: ['LOG_LEVEL'],
  }),
  memberRole: setting({
    is: 'the name of the role for Vedette in every account, with its path if it has one',
    default: undefined,
    because: 'Unset: nothing is read from AWS. infra/member-role.yaml creates the role.',
    schema: z.string().regex(/^[\w+=,.@/-]{1,128}$/, 'must be the name of a role, not its ARN'),
    environment: ['VEDETTE_MEMBER_ROLE'],
  }),
  externalId: setting({
    is: 'the external id that the member roles require',
    default: undefined,
    because: 'Unset: none is sent. A secret value keeps others from using your role.',
    schema: secret(z.string().min(2, 'must have at least 2 characters')),
    environment: ['VEDETTE_EXTERNAL_ID'],
  }),
  sessionTags: setting({
    is: "tags for Vedette's sessions in member accounts, each KEY=VALUE",
    default: undefined,
    because:
      'Unset: none. With tags, policies can refer to the sessions. The role must allow sts:TagSession, as infra/member-role.yaml does.',
    schema: z.array(z.string().regex(/^[\w .:/+@-]{1,128}=[\w .:/+=@-]{0,256}$/, 'must be KEY=VALUE')).max(10),
    environment: ['VEDETTE_SESSION_TAGS'],
  }),
  regions: setting({
    is: 'the only Regions to look at',
    default: undefined,
    because: 'Unset: every Region that an account has enabled, because attackers prefer Regions that nobody watches.',
    schema: z.array(z.string().regex(...REGION)).min(1),
    environment: ['VEDETTE_REGIONS'],
  }),
  homeRegion: setting({
    is: 'the Region of findings about users and roles, whichever Regions they called',
    default: undefined,
    because:
      'Unset: the first Region of the partition (us-east-1, cn-north-1, us-gov-west-1), where AWS keeps IAM itself.',
    schema: z.string().regex(...REGION),
    environment: ['VEDETTE_HOME_REGION'],
  }),
  trustWellKnown: setting<boolean, boolean>({
    is: 'whether entries for well-known services (services/intel/well-known.ts) in public lists are ignored',
    default: true,
    because:
      'Public lists contain public resolvers, connectivity checks and exchanges that every machine uses. Your own custom lists always apply.',
    schema: z.boolean(),
    environment: ['VEDETTE_TRUST_WELL_KNOWN'],
  }),
  feeds: setting({
    is: 'which public lists are downloaded, by name (docs/feeds.md)',
    default: undefined,
    because:
      'Unset: those whose licence lets anybody use them. None is shipped: each is downloaded from its publisher.',
    schema: z.array(z.enum(FEED_NAMES)),
    environment: ['VEDETTE_FEEDS'],
  }),
  ownFeeds: setting<OwnFeeds, OwnFeeds>({
    is: 'lists of your own to download from an address, each under a name; with a collection, the address is a TAXII 2.1 API root',
    default: {},
    because: 'Lists from a partner or your own team are kept up to date like the built-in feeds.',
    schema: OWN_FEEDS,
    environment: [],
  }),
  abuseChKey: setting({
    is: 'the Auth-Key for abuse.ch, needed to download threatfox and urlhaus',
    default: undefined,
    because: 'Unset: they are left out. abuse.ch gives every user a key for free.',
    schema: secret(z.string().min(8, 'must have at least 8 characters')),
    environment: ['VEDETTE_ABUSE_CH_KEY'],
  }),
  syncHours: setting({
    is: 'how often, in hours, serve downloads AWS’s ranges and the feeds; 0: never',
    default: 6,
    because: 'Threat lists change within hours. Publishers that ask for a longer interval get it.',
    schema: whole(0, 8760),
    environment: ['VEDETTE_SYNC_HOURS'],
  }),
  inventoryHours: setting<number, number>({
    is: 'how often, in hours, serve asks each account for its instances, interfaces, clusters, databases and buckets; 0: never',
    default: 6,
    because:
      'Resources launched in between are known from CloudTrail. Each time adds two or three events per Region and three per bucket to the member’s own CloudTrail.',
    schema: whole(0, 8760),
    environment: ['VEDETTE_INVENTORY_HOURS'],
  }),
  alertsPerAccountWeek: setting<number, number>({
    is: 'how many findings about unusual behaviour an account may have per week, on average over the organization',
    default: 1,
    because:
      'Whoever gets more alerts than they can handle ends up handling none. Thresholds follow from the days learned last; vedette doctor shows the resulting rate.',
    schema: z.number().min(0.05).max(20),
    environment: ['VEDETTE_ALERTS_PER_ACCOUNT_WEEK'],
  }),
  settingsFromConsole: setting<boolean, boolean>({
    is: 'whether engineers with access to everything may change detector settings in the console, which writes them to the file',
    default: false,
    because:
      'A file under version control should be changed there. The console shows what to write either way, and a running service applies a changed file.',
    schema: z.boolean(),
    environment: ['VEDETTE_SETTINGS_FROM_CONSOLE'],
  }),
  traceUrl: setting({
    is: 'the address of a log object’s trace, with {traceId} for its id: https://grafana.example/explore?traceId={traceId}',
    default: undefined,
    because:
      'Unset: findings do not link to traces. Traces are exported only if the OpenTelemetry variables are set (OTEL_EXPORTER_OTLP_ENDPOINT).',
    schema: z
      .string()
      .regex(/^https?:\/\/[^\s{}]+\{traceId\}[^\s{}]*$/, 'must be an address with https:// and {traceId} in it'),
    environment: ['VEDETTE_TRACE_URL'],
  }),
  trustedProxies: setting<readonly string[], readonly string[]>({
    is: 'the addresses or ranges of proxies in front of the service (docs/access.md)',
    default: [],
    because:
      'None: X-Forwarded-For is ignored, because anybody can send it. Behind a proxy that is not named here, every request seems to come from the proxy.',
    schema: PROXIES,
    environment: ['VEDETTE_TRUSTED_PROXIES'],
  }),
  notificationQueues: setting<readonly string[], readonly string[]>({
    is: 'URLs of the SQS queues that S3 notifies of new log objects (docs/notifications.md)',
    default: [],
    because:
      'None: listing finds new objects within five minutes. With a queue they are read within seconds, and listing finds what notifications lose.',
    schema: QUEUES,
    environment: ['VEDETTE_NOTIFICATION_QUEUES'],
  }),
  eventQueues: setting<readonly string[], readonly string[]>({
    is: 'URLs of the SQS queues that receive management events from EventBridge within seconds (docs/notifications.md)',
    default: [],
    because:
      'None: AWS charges per event, and CloudTrail delivers the same to S3 within minutes. vedette org plan estimates the cost.',
    schema: QUEUES,
    environment: ['VEDETTE_EVENT_QUEUES'],
  }),
  enrolment: setting({
    is: 'which logs to switch on in which accounts, and where to deliver them (docs/enrolment.md)',
    default: undefined,
    because: 'Unset: nothing is switched on. vedette org plan shows what would be done and what it costs.',
    schema: ENROLMENT,
    environment: [],
  }),
  awsRegion: setting({
    is: 'the Region of the service itself',
    default: 'us-east-1',
    because: 'Every account has it enabled, and AWS Organizations answers there.',
    schema: z.string().min(1),
    environment: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
  }),
  awsEndpoint: setting({
    is: 'the address to use instead of AWS for every AWS service',
    default: undefined,
    because: 'Unset: AWS itself. Use it for an emulator or a proxy.',
    schema: z.url('must be an address with http:// or https://'),
    environment: ['AWS_ENDPOINT_URL'],
  }),
  turnsAtOnce: setting({
    is: 'how many turns one process may run at the same time',
    default: 2,
    because: 'Each runs in its own thread and needs memory; more turns than processors gain nothing.',
    schema: whole(1, 16),
    environment: ['VEDETTE_TURNS'],
  }),
  objectsPerTurn: setting({
    is: 'the number of log objects per turn',
    default: 256,
    because: 'Enough to make the commit cheap, and few enough to hold in memory and to repeat after a crash.',
    schema: whole(1, 10_000),
    environment: ['VEDETTE_TURN_OBJECTS'],
  }),
  objectTextMb: setting({
    is: 'the maximum size of one log object, in MB of text',
    default: TEXT_MB_MAX,
    because:
      'Objects that AWS delivers are usually smaller. Memory is allocated as objects need it: lower this where memory is short.',
    schema: whole(1, TEXT_MB_MAX),
    environment: [TEXT_SETTING],
  }),
  archiveTextMb: setting({
    is: 'the maximum size of all files in one archive, in MB of text, when `vedette scan` unpacks it',
    default: ARCHIVE_BOUNDS.archiveTextMb,
    because: 'An archive of a megabyte can unpack to petabytes. AWS delivers no archives; people make them.',
    schema: whole(1, 1_048_576),
    environment: [ARCHIVE_SETTINGS.text],
  }),
  archiveFiles: setting({
    is: 'the maximum number of files in one archive, with those in archives within it',
    default: ARCHIVE_BOUNDS.archiveFiles,
    because: 'An archive of a megabyte can hold a million files.',
    schema: whole(1, 10_000_000),
    environment: [ARCHIVE_SETTINGS.files],
  }),
  archiveDepth: setting({
    is: 'how many levels of archives within archives are unpacked',
    default: ARCHIVE_BOUNDS.archiveDepth,
    because: 'Nobody packs logs deeper by intention, and each level may multiply the work.',
    schema: whole(1, 16),
    environment: [ARCHIVE_SETTINGS.depth],
  }),
  objectSeconds: setting({
    is: 'how many seconds of processor time one log object may use before it is set aside',
    default: 60,
    because:
      'The largest objects that AWS delivers take a tenth of this. An object that takes longer was probably crafted to.',
    schema: whole(1, 86_400),
    environment: ['VEDETTE_OBJECT_SECONDS'],
  }),
  retentionDays: setting({
    is: 'how many days a finding is kept after its last change',
    default: RETENTION_DAYS,
    because: 'As long as GuardDuty keeps findings.',
    schema: whole(1, 36_500),
    environment: ['VEDETTE_RETENTION_DAYS'],
  }),
  retentionBySeverity: setting({
    is: 'how many days findings of certain severities are kept instead, by the owner’s severity',
    default: [],
    because: 'All severities are kept equally long unless you have a reason.',
    schema: z.array(z.string().regex(KEPT_SEVERITY, 'must be a severity and a number of days, such as Low=30')),
    environment: ['VEDETTE_RETENTION_BY_SEVERITY'],
  }),
  keptRecords: setting({
    is: 'how many raw log records are kept with a finding, its earliest, at most 8,192 characters of each',
    default: KEPT_RECORDS,
    because: 'They can be shown when the bucket no longer has them. 0 stores no text of logs beside findings.',
    schema: whole(0, RECORDS_AT_ONCE_MAX),
    environment: ['VEDETTE_KEPT_RECORDS'],
  }),
  lateDays: setting({
    is: 'how many days late a log object may arrive and still be seen and counted',
    default: LATE_DAYS,
    because:
      'AWS usually delivers within minutes, or after an outage; retried or copied deliveries can take days. Each day costs storage.',
    schema: whole(1, 90),
    environment: ['VEDETTE_LATE_DAYS'],
  }),
} as const;

export type ProgramName = keyof typeof PROGRAM_SETTINGS;

export type ProgramValues = {
  readonly [Name in ProgramName]: (typeof PROGRAM_SETTINGS)[Name] extends ProgramSetting<infer Value, infer Default>
    ? Value | (Default extends undefined ? undefined : never)
    : never;
};

/** The same settings without their types, for code that treats all of them alike. */
export const PROGRAM: ReadonlyMap<string, ProgramSetting> = new Map(Object.entries<ProgramSetting>(PROGRAM_SETTINGS));

/** Whether every setting has a valid value. */
export function isProgramValues(values: object): values is ProgramValues {
  const byName = new Map<string, unknown>(Object.entries(values));
  return [...PROGRAM].every(([name, { schema, default: preset }]) => {
    const value = byName.get(name);
    return value === undefined ? preset === undefined : schema.safeParse(value).success;
  });
}

/**
 * The value of an environment variable's text, which `schema` then checks: a number, yes or no, a list of parts between
 * commas, or the text itself.
 */
export function fromText({ schema }: ProgramSetting, text: string): unknown {
  if (schema instanceof z.ZodArray) return text.split(',').map((part) => part.trim());
  if (schema instanceof z.ZodNumber) return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
  if (schema instanceof z.ZodBoolean) return text === 'true' || (text === 'false' ? false : text);
  return text;
}
