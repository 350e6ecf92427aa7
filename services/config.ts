import { join } from 'node:path';
import { z } from 'zod';
import { findConfigFile, NO_FILE, readConfigFile, type ConfigFile, type Declaring } from './config/config-file.ts';
import { mistakesOf } from './config/mistakes.ts';
import { fromText, isProgramValues, PROGRAM, type ProgramValues } from './config/program.ts';
import { loadDetectors } from './detectors.ts';
import { Failure } from './model/failure.ts';
import { inert } from './model/inert.ts';

/** All settings from outside, by file and environment. The AWS SDK reads its own variables (`AWS_…`). */
export interface Config extends Omit<ProgramValues, 'databaseUrl'> {
  readonly databaseUrl: string;
  /** Threat lists and trusted lists. */
  readonly lists: ConfigFile['lists'];
  /** The given settings of sinks, by name. */
  readonly sinks: ConfigFile['sinks'];
  /** The given settings of detectors, by the accounts they are for. */
  readonly settings: ConfigFile['settings'];
  /** The owner's statements about accounts and principals. */
  readonly known: ConfigFile['known'];
  /** The file that was read; undefined when there is none. */
  readonly file: string | undefined;
  /** Identifies the text of the file. */
  readonly fileVersion: string;
  /** The origin of each program setting: a variable, a file, or its default. */
  readonly origins: ReadonlyMap<string, string>;
}

export interface ConfigSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder in which to look for a file. */
  readonly folder: string;
  /** The file that `--config` names. */
  readonly file?: string | undefined;
}

/**
 * Reads and checks the configuration as a whole.
 *
 * @throws Failure `config-invalid` with a line for each mistake
 */
export async function loadConfig({ environment, folder, file }: ConfigSources): Promise<Config> {
  const path = findConfigFile(file ?? environment['VEDETTE_CONFIG'], folder);
  const said = path === undefined ? NO_FILE : await readConfigFile(path, DECLARING);
  return 'settings' in said ? readConfig(environment, said) : refuse([...said, ...environmentOf(environment).mistakes]);
}

/** The detectors and sinks of the program. Loaded only when there is a file: without one nobody has set theirs. */
export const DECLARING: Declaring = {
  detectors: loadDetectors,
  sinks: async () => (await import('./sinks.ts')).loadSinks(),
};

/**
 * Merges the environment and a file that was read: the environment wins. Empty variables count as unset.
 *
 * @throws Failure `config-invalid` with a line for each variable that cannot be used, and why
 */
export function readConfig(environment: ConfigSources['environment'], file: ConfigFile = NO_FILE): Config {
  const { values: set, origins: variables, mistakes } = environmentOf(environment);
  if (mistakes.length > 0) refuse(mistakes);
  const given = { ...file.program, ...set };
  const values = Object.fromEntries([...PROGRAM].map(([name, setting]) => [name, given[name] ?? setting.default]));
  if (!isProgramValues(values)) throw new Error('a setting was taken without being checked');
  const origins = Object.keys(given).map((name) => [name, variables.get(name) ?? file.path ?? ''] as const);
  return {
    ...values,
    databaseUrl: values.databaseUrl ?? `pglite:${join(values.dataDir, 'database')}`,
    lists: file.lists,
    sinks: file.sinks,
    settings: file.settings,
    known: file.known,
    file: file.path,
    fileVersion: file.version,
    origins: new Map(origins),
  };
}

/** Values from the environment, and the variable that set each. */
function environmentOf(environment: ConfigSources['environment']) {
  const values: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  const mistakes: string[] = [];
  for (const [name, setting] of PROGRAM) {
    const variable = setting.environment.find((each) => environment[each]);
    const text = variable && environment[variable];
    if (!variable || !text) continue;
    values[name] = fromText(setting, text);
    origins.set(name, variable);
    const section = z.strictObject({ [variable]: setting.schema });
    const wrong = mistakesOf(section, { [variable]: values[name] });
    mistakes.push(...wrong.map(({ sentence }) => `The environment variable ${sentence}`));
  }
  return { values, origins, mistakes };
}

/** Throws one line for each mistake: `inert` keeps quoted text from starting another line. */
function refuse(mistakes: readonly string[]): never {
  throw new Failure('config-invalid', mistakes.map(inert).join('\n'));
}
