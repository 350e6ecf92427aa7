import assert from 'node:assert/strict';
import process from 'node:process';
import {
  defineCommand,
  type ArgsDef,
  type CommandDef,
  type CommandMeta,
  type ParsedArgs,
  type SubCommandsDef,
} from 'citty';
import { CONFIG_FILE } from '../config/config-file.ts';
import { loadConfig, type Config } from '../config.ts';
import type { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/**
 * A command: its summary, arguments, examples and action. It is the default export of its file in `commands/`, and its
 * name is that of the file: `commands/findings/list.ts` is `findings list`.
 */
export interface Command<Args extends ArgsDef, Repeatable extends string> {
  /** A sentence for the overview and its help. */
  readonly summary: string;
  readonly args: Args;
  /** Flags that may be given more than once: their values arrive together in `lists`. */
  readonly repeatable?: readonly Repeatable[];
  /** Takes any number of positional arguments: they arrive in `args._`. */
  readonly variadic?: boolean;
  /** All values that its positional arguments can have, where they are known. */
  readonly values?: readonly string[];
  /** Whole command lines, each with its effect. */
  readonly examples: Readonly<Record<string, string>>;
  /** @returns the exit code; nothing means success */
  run(call: Call<Args, Repeatable>): Promise<ExitCode | void>;
}

/** The values of repeatable flags, in order; none for a flag that was not given. */
export type Lists<Repeatable extends string = string> = Readonly<Record<Repeatable, readonly string[]>>;

interface Call<Args extends ArgsDef, Repeatable extends string> {
  readonly args: ParsedArgs<Args>;
  readonly lists: Lists<Repeatable>;
  readonly terminal: Terminal;
  /**
   * The settings from the file and the environment.
   *
   * @param flags override both; keyed by their environment variables
   */
  readConfig(flags?: Readonly<Record<string, string | undefined>>): Promise<Config>;
}

/** A command with its argument types erased: they were checked where it was defined. */
export interface AnyCommand {
  readonly summary: string;
  readonly args: ArgsDef;
  readonly repeatable: readonly string[];
  readonly variadic: boolean;
  readonly values: readonly string[];
  readonly examples: Readonly<Record<string, string>>;
  /** For citty: parsing by types, and the usage text. */
  build(meta: CommandMeta, terminal: Terminal, lists: Lists): SubCommandsDef[string];
}

/** Defines a command: checks its types, and erases those of its arguments. */
export function command<const Args extends ArgsDef, const Repeatable extends string = never>(
  definition: Command<Args, Repeatable>,
): AnyCommand {
  const { summary, args, examples, repeatable = [], variadic = false, values = [] } = definition;
  return {
    summary,
    args,
    examples,
    repeatable,
    variadic,
    values,
    build: (meta, terminal, lists): CommandDef<Args> => {
      assert(hasAll(lists, repeatable), 'Each repeatable flag has a list.');
      return defineCommand<Args>({
        meta,
        args,
        run: ({ args: parsed }) =>
          definition.run({
            args: parsed,
            lists,
            terminal: terminal.quiet(parsed['quiet'] === true),
            readConfig: (flags = {}) => configOf(parsed['config'], flags),
          }),
      });
    },
  };
}

function hasAll<Name extends string>(lists: Lists, names: readonly Name[]): lists is Lists<Name> {
  return names.every((name) => name in lists);
}

async function configOf(file: unknown, flags: Readonly<Record<string, string | undefined>>): Promise<Config> {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  const config = await loadConfig({
    environment: { ...process.env, ...Object.fromEntries(given) },
    folder: process.cwd(),
    ...(typeof file === 'string' && { file }),
  });
  return config.origins.has('awsRegion') ? config : withProfile(config, process.env['AWS_PROFILE'] || 'default');
}

/** Also applies the Region of the AWS CLI's profile. */
async function withProfile(config: Config, profile: string): Promise<Config> {
  const { profileRegion } = await import('#services/aws/profile-region.ts');
  const awsRegion = await profileRegion(profile);
  if (awsRegion === undefined) return config;
  return { ...config, awsRegion, origins: new Map([...config.origins, ['awsRegion', `the AWS profile ${profile}`]]) };
}

/** The flag of every command that reads settings. */
export const CONFIG = {
  config: {
    type: 'string',
    valueHint: 'FILE',
    description: `The configuration file (default: VEDETTE_CONFIG, then ${CONFIG_FILE} in this folder)`,
  },
} as const satisfies ArgsDef;

/** The flag of every command that reports on stderr. */
export const QUIET = {
  quiet: { type: 'boolean', alias: 'q', description: 'Print only errors to stderr' },
} as const satisfies ArgsDef;
