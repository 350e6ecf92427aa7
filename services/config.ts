import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { LATE_DAYS, RETENTION_DAYS } from './workers/memory.ts';
import { LOG_LEVELS, type LogLevel } from './log-level.ts';

/** Everything that can be set from outside, by the name of its environment variable. The AWS SDK reads its own (`AWS_…`). */
const ENVIRONMENT = z.object({
  /** Keeps the embedded database and downloaded intel. Relative to where the command is run. */
  VEDETTE_DATA_DIR: z.string().min(1).default('.data'),
  /** Unset: the embedded database. It is one process's; a server lets any number of workers share the load. */
  DATABASE_URL: z
    .string()
    .regex(/^(postgres(ql)?|pglite):/, 'must begin with postgres:// (or pglite: and a folder)')
    .optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  /** Loopback unless told otherwise: whoever opens it to a network decides so. */
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** Whoever asks over the network must present it. */
  VEDETTE_API_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  /** The role that every member account has for us. Unset: no look is taken at AWS at all. */
  VEDETTE_MEMBER_ROLE: z.string().min(1).optional(),
  /** What the members' roles ask for before they trust us. */
  VEDETTE_EXTERNAL_ID: z.string().min(2).optional(),
  /** The only Regions to look at, separated by commas; every one that an account has enabled when unset. */
  VEDETTE_REGIONS: z
    .string()
    .regex(/^[a-z0-9-]+(,[a-z0-9-]+)*$/, 'must be Regions separated by commas')
    .optional(),
  /** The Region of the service itself. */
  AWS_REGION: z.string().min(1).default('us-east-1'),
  /** Where every AWS service answers instead of at AWS: an emulator. */
  AWS_ENDPOINT_URL: z.url().optional(),
  /** Turns whose reading and writing may overlap in one process. Thinking never overlaps, so more than a few gain nothing. */
  VEDETTE_TURNS: z.coerce.number().int().min(1).max(16).default(2),
  /** Objects of a turn: enough to make its one commit cheap, few enough to hold in memory and to do again after a kill. */
  VEDETTE_TURN_OBJECTS: z.coerce.number().int().min(1).max(10_000).default(256),
  /** Findings nothing happened to are kept as long as GuardDuty keeps them. */
  VEDETTE_RETENTION_DAYS: z.coerce.number().int().min(1).default(RETENTION_DAYS),
  /** How many days after its time a log object may come and still be seen and counted. Each day costs requests and room. */
  VEDETTE_LATE_DAYS: z.coerce.number().int().min(1).max(90).default(LATE_DAYS),
});

export interface Config {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  readonly apiToken: string | undefined;
  readonly memberRole: string | undefined;
  readonly externalId: string | undefined;
  readonly regions: readonly string[] | undefined;
  readonly awsRegion: string;
  readonly awsEndpoint: string | undefined;
  readonly turnsAtOnce: number;
  readonly objectsPerTurn: number;
  readonly retentionDays: number;
  readonly lateDays: number;
}

/** @throws AppError `config-invalid` naming each variable that cannot be used, and why. Empty ones count as unset. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = ENVIRONMENT.safeParse(set);
  if (error)
    throw new AppError(
      'config-invalid',
      error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`).join(' '),
      { cause: error },
    );
  return {
    dataDir: data.VEDETTE_DATA_DIR,
    databaseUrl: data.DATABASE_URL ?? `pglite:${join(data.VEDETTE_DATA_DIR, 'database')}`,
    port: data.PORT,
    host: data.HOST,
    logLevel: data.LOG_LEVEL,
    apiToken: data.VEDETTE_API_TOKEN,
    memberRole: data.VEDETTE_MEMBER_ROLE,
    externalId: data.VEDETTE_EXTERNAL_ID,
    regions: data.VEDETTE_REGIONS?.split(','),
    awsRegion: data.AWS_REGION,
    awsEndpoint: data.AWS_ENDPOINT_URL,
    turnsAtOnce: data.VEDETTE_TURNS,
    objectsPerTurn: data.VEDETTE_TURN_OBJECTS,
    retentionDays: data.VEDETTE_RETENTION_DAYS,
    lateDays: data.VEDETTE_LATE_DAYS,
  };
}
