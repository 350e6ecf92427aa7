import { z } from 'zod';
import { LOG_LEVELS } from '../log-level.ts';
import { secret } from '../model/described.ts';
import { FEED_NAMES } from '../model/feed-names.ts';
import { ENROLMENT } from '../model/enrolment.ts';
import { LIST_CATEGORIES } from '../model/intel.ts';
import { OIDC } from '../model/login.ts';
import { isSafeAddress } from '../model/safe-address.ts';
import { TEXT_MB_MAX, TEXT_SETTING } from '../model/object-bound.ts';
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

const OWN_FEED = z.strictObject({
  address: z
    .string()
    .refine(isSafeAddress, 'must be an address with https:// and without a password, for which there is authorization'),
  category: z.enum(LIST_CATEGORIES),
  collection: z.string().min(1).exactOptional().meta({ description: 'Of TAXII, by id or title.' }),
  authorization: secret(z.string().min(1)).exactOptional(),
  entriesLiveDays: whole(1, 3650).exactOptional(),
  smallest: whole(0, 10_000_000).exactOptional(),
  most: whole(1, 10_000_000).exactOptional(),
});
const OWN_FEEDS = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a name of small letters, digits and hyphens'),
  OWN_FEED,
);
type OwnFeeds = z.infer<typeof OWN_FEEDS>;

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
    is: 'the folder of the embedded database and of downloaded intel',
    default: '.data',
    because: 'What is tried out in a folder stays in that folder.',
    schema: z.string().min(1),
    environment: ['VEDETTE_DATA_DIR'],
    path: true,
  }),
  databaseUrl: setting({
    is: 'the PostgreSQL server that keeps findings: postgres://USER:PASSWORD@HOST/DATABASE',
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
    because: 'This machine only: whoever opens the API to a network decides so, and needs a token for it.',
    schema: z.string().min(1),
    environment: ['HOST'],
  }),
  apiToken: setting({
    is: 'what whoever asks the API over a network must present',
    default: undefined,
    because: 'Unset: only this machine may ask.',
    schema: secret(z.string().min(16, 'must have at least 16 characters')),
    environment: ['VEDETTE_API_TOKEN'],
  }),
  publicUrl: setting({
    is: 'the address at which people reach the API, without a path',
    default: undefined,
    because:
      'Unset: nobody logs in, and without a token only this machine may ask. Set, people log in there, and cookies are held to it.',
    schema: z
      .url('must be an address with https://')
      .refine(isOwnAddress, 'must be an address with https:// (http:// for 127.0.0.1 or localhost) and without a path'),
    environment: ['VEDETTE_PUBLIC_URL'],
  }),
  oidc: setting({
    is: 'the identity provider at which people log in, and what their groups there may do here; it needs publicUrl',
    default: undefined,
    because:
      'Unset: people log in with a link of vedette login link alone. The provider sends them back to /login/callback.',
    schema: OIDC,
    environment: [],
  }),
  oidcClientSecret: setting({
    is: 'what the service shows the identity provider',
    default: undefined,
    because: 'Unset: it is a public client there. The code flow is protected by PKCE either way.',
    schema: secret(z.string().min(1)),
    environment: ['VEDETTE_OIDC_CLIENT_SECRET'],
  }),
  logLevel: setting({
    is: 'how much the service logs',
    default: 'info',
    because: 'A line for each turn and batch: what was read and sent can be followed, and no record is repeated.',
    schema: z.enum(LOG_LEVELS),
    environment: ['LOG_LEVEL'],
  }),
  memberRole: setting({
    is: 'the role that every account has for Vedette, with its path where it has one',
    default: undefined,
    because: 'Unset: no look is taken at AWS. Who deploys infra/member-role.yaml knows what it is called.',
    schema: z.string().regex(/^[\w+=,.@/-]{1,128}$/, 'must be the name of a role, not its ARN'),
    environment: ['VEDETTE_MEMBER_ROLE'],
  }),
  externalId: setting({
    is: "what the members' roles ask for before they trust Vedette",
    default: undefined,
    because: 'Unset: none is presented. A value of your own keeps others from using your role.',
    schema: secret(z.string().min(2, 'must have at least 2 characters')),
    environment: ['VEDETTE_EXTERNAL_ID'],
  }),
  sessionTags: setting({
    is: "tags of Vedette's sessions in the members' accounts, each KEY=VALUE",
    default: undefined,
    because:
      'Unset: none. With some, policies can name the sessions; the role must allow sts:TagSession, which infra/member-role.yaml does.',
    schema: z.array(z.string().regex(/^[\w .:/+@-]{1,128}=[\w .:/+=@-]{0,256}$/, 'must be KEY=VALUE')).max(10),
    environment: ['VEDETTE_SESSION_TAGS'],
  }),
  regions: setting({
    is: 'the only Regions to look at',
    default: undefined,
    because: 'Unset: every Region that an account has enabled, for attackers like those that nobody looks at.',
    schema: z.array(z.string().regex(...REGION)).min(1),
    environment: ['VEDETTE_REGIONS'],
  }),
  homeRegion: setting({
    is: 'the Region in which findings about users and roles are told of, whichever Regions they called',
    default: undefined,
    because:
      'Unset: the first Region of the partition (us-east-1, cn-north-1, us-gov-west-1), where AWS keeps IAM itself.',
    schema: z.string().regex(...REGION),
    environment: ['VEDETTE_HOME_REGION'],
  }),
  trustWellKnown: setting<boolean, boolean>({
    is: 'whether lists of others are not heard of services that everybody uses (services/intel/well-known.ts)',
    default: true,
    because:
      'Public resolvers, checks for a connection and shops are on published lists, and every machine asks for them. Lists that you call custom are heard all the same.',
    schema: z.boolean(),
    environment: ['VEDETTE_TRUST_WELL_KNOWN'],
  }),
  feeds: setting({
    is: 'which lists that others publish are fetched, by name (docs/feeds.md)',
    default: undefined,
    because:
      'Unset: those whose licence lets anybody use them. None of them is shipped: each comes from its publisher.',
    schema: z.array(z.enum(FEED_NAMES)),
    environment: ['VEDETTE_FEEDS'],
  }),
  ownFeeds: setting<OwnFeeds, OwnFeeds>({
    is: 'lists of your own that are fetched from an address, by a name of yours; with a collection it is an API root of TAXII 2.1',
    default: {},
    because: 'What a partner or your own team publishes is kept up like the feeds that are known.',
    schema: OWN_FEEDS,
    environment: [],
  }),
  abuseChKey: setting({
    is: 'the Auth-Key of abuse.ch, without which threatfox and urlhaus are not fetched',
    default: undefined,
    because: 'Unset: they are left out. abuse.ch gives each user a key of their own, for nothing.',
    schema: secret(z.string().min(8, 'must have at least 8 characters')),
    environment: ['VEDETTE_ABUSE_CH_KEY'],
  }),
  syncHours: setting({
    is: 'after how many hours serve fetches AWS’s ranges and the feeds again; 0: never',
    default: 6,
    because: 'Lists of attackers change within hours. A publisher that wants to be asked less often is.',
    schema: whole(0, 8760),
    environment: ['VEDETTE_SYNC_HOURS'],
  }),
  inventoryHours: setting<number, number>({
    is: 'after how many hours serve asks each account again what instances, interfaces, clusters, databases and buckets it has; 0: never',
    default: 6,
    because:
      'What is launched meanwhile is known by its record in CloudTrail. Each time makes two or three events a Region and three a bucket in the member’s own CloudTrail.',
    schema: whole(0, 8760),
    environment: ['VEDETTE_INVENTORY_HOURS'],
  }),
  alertsPerAccountWeek: setting<number, number>({
    is: 'how many findings about unusual behaviour an account may have in a week, on average over the organization',
    default: 1,
    because:
      'Who gets more than they can look into looks into none. What shall be told of is reckoned by the days that were learned last; vedette doctor shows what it comes to.',
    schema: z.number().min(0.05).max(20),
    environment: ['VEDETTE_ALERTS_PER_ACCOUNT_WEEK'],
  }),
  settingsFromConsole: setting<boolean, boolean>({
    is: 'whether engineers of the whole organization may change settings of detectors in the console, which writes them into the file',
    default: false,
    because:
      'A file that is kept under version control is changed there. The console shows what to write either way, and a changed file is taken up while the service runs.',
    schema: z.boolean(),
    environment: ['VEDETTE_SETTINGS_FROM_CONSOLE'],
  }),
  traceUrl: setting({
    is: 'where the trace of a log object can be seen, with {traceId} in its place: https://grafana.example/explore?traceId={traceId}',
    default: undefined,
    because:
      'Unset: findings do not link to traces. Whether traces are told of at all, the variables of OpenTelemetry say (OTEL_EXPORTER_OTLP_ENDPOINT).',
    schema: z
      .string()
      .regex(/^https?:\/\/[^\s{}]+\{traceId\}[^\s{}]*$/, 'must be an address with https:// and {traceId} in it'),
    environment: ['VEDETTE_TRACE_URL'],
  }),
  trustedProxies: setting<readonly string[], readonly string[]>({
    is: 'the proxies before the service, by their addresses or ranges (docs/access.md)',
    default: [],
    because:
      'None: a request is from whoever connects, and X-Forwarded-For is what anybody may write. Behind a proxy that is not named here every address is the proxy’s.',
    schema: PROXIES,
    environment: ['VEDETTE_TRUSTED_PROXIES'],
  }),
  notificationQueues: setting<readonly string[], readonly string[]>({
    is: 'the queues of SQS that S3 tells of new log objects (docs/notifications.md), by their URLs',
    default: [],
    because:
      'None: new objects are found by listing, within five minutes. With a queue they are read seconds after they were stored, and listing finds what notifications lose.',
    schema: QUEUES,
    environment: ['VEDETTE_NOTIFICATION_QUEUES'],
  }),
  eventQueues: setting<readonly string[], readonly string[]>({
    is: 'the queues of SQS that EventBridge hands management events to within seconds (docs/notifications.md), by their URLs',
    default: [],
    because:
      'None: it costs by the event, and CloudTrail delivers the same to S3 within minutes. vedette org plan says what it comes to.',
    schema: QUEUES,
    environment: ['VEDETTE_EVENT_QUEUES'],
  }),
  enrolment: setting({
    is: 'what is to be switched on in which accounts, and where it delivers (docs/enrolment.md)',
    default: undefined,
    because: 'Unset: accounts are read as they are. vedette org plan shows what would be done and what it costs.',
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
    is: 'where every AWS service answers instead of at AWS',
    default: undefined,
    because: 'Unset: AWS itself. An emulator or a proxy of your own is the only other thing that answers as AWS.',
    schema: z.url('must be an address with http:// or https://'),
    environment: ['AWS_ENDPOINT_URL'],
  }),
  turnsAtOnce: setting({
    is: 'how many turns of one process may overlap',
    default: 2,
    because: 'Each thinks in a thread of its own: more than there are processors gain nothing, and each takes memory.',
    schema: whole(1, 16),
    environment: ['VEDETTE_TURNS'],
  }),
  objectsPerTurn: setting({
    is: 'how many log objects a turn takes',
    default: 256,
    because: 'Enough to make its one commit cheap, few enough to hold in memory and to do again after a kill.',
    schema: whole(1, 10_000),
    environment: ['VEDETTE_TURN_OBJECTS'],
  }),
  objectTextMb: setting({
    is: 'how many MB of text one log object may have',
    default: TEXT_MB_MAX,
    because:
      'All that AWS documents to deliver is less, as a rule. Memory is taken as objects need it: lower it where there is little.',
    schema: whole(1, TEXT_MB_MAX),
    environment: [TEXT_SETTING],
  }),
  objectSeconds: setting({
    is: 'how many seconds of processor time one log object may take before it is set aside',
    default: 60,
    because: 'The largest objects that AWS delivers take a tenth: what takes longer was made to.',
    schema: whole(1, 86_400),
    environment: ['VEDETTE_OBJECT_SECONDS'],
  }),
  retentionDays: setting({
    is: 'for how many days a finding is kept that nothing more happens to',
    default: RETENTION_DAYS,
    because: 'As long as GuardDuty keeps findings.',
    schema: whole(1, 36_500),
    environment: ['VEDETTE_RETENTION_DAYS'],
  }),
  retentionBySeverity: setting({
    is: 'for how many days findings of some severities are kept instead, as their owner rates them',
    default: [],
    because: 'All alike, unless somebody has a reason.',
    schema: z.array(z.string().regex(KEPT_SEVERITY, 'must be a severity and days, such as Low=30')),
    environment: ['VEDETTE_RETENTION_BY_SEVERITY'],
  }),
  lateDays: setting({
    is: 'for how many days after its time a log object may come and still be seen and counted',
    default: LATE_DAYS,
    because:
      'AWS delivers within minutes, or after an outage; a retried or copied delivery takes days. Each day costs room.',
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
