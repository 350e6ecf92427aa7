import { stripVTControlCharacters } from 'node:util';
import { renderUsage, runCommand, type CommandDef } from 'citty';
import { AppError } from '../errors.ts';
import { checkArguments } from './arguments.ts';
import { closest } from './closest.ts';
import type { AnyCommand } from './command.ts';
import { COMMANDS, type CommandEntry } from './command-index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Runs one command line. Never throws: whatever happens is said on stderr and in the exit code. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(argv, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.complain(error.message);
      if (error.hint) terminal.complain(error.hint);
      return EXIT.usage;
    }
    if (error instanceof AppError && error.code === 'config-invalid') {
      for (const line of error.message.split('\n')) terminal.complain(line);
      return EXIT.usage;
    }
    terminal.complain(`vedette: ${said(error)}`);
    return EXIT.error;
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first] = argv;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    for (const line of overview()) terminal.out(line);
    return first === undefined ? EXIT.usage : EXIT.fine;
  }
  if (first === '--version' || first === '-v') {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    terminal.out(manifest.version);
    return EXIT.fine;
  }
  const { entry, rest } = find(argv);
  const { default: command } = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    for (const line of await help(entry, command, terminal)) terminal.out(line);
    return EXIT.fine;
  }
  const lists = checkArguments(entry.name, command, rest);
  const { result } = await runCommand(await definition(entry, command, terminal, lists), { rawArgs: [...rest] });
  return isExitCode(result) ? result : EXIT.fine;
}

/** The command whose name, of one word or two, the arguments begin with. */
function find(argv: readonly string[]): { readonly entry: CommandEntry; readonly rest: readonly string[] } {
  const [first = '', second = ''] = argv;
  for (const entry of COMMANDS) {
    const words = entry.name.split(' ');
    if (words.every((word, index) => argv[index] === word)) return { entry, rest: argv.slice(words.length) };
  }
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (group.length > 0)
    throw new UsageError(`${first} is followed by one of: ${group.join(', ')}.`, seeHelp(`${first} ${second}`, group));
  const names = COMMANDS.map(({ name }) => name);
  throw new UsageError(
    first.startsWith('-') ? `The command comes first: vedette COMMAND ${first}.` : `There is no command "${first}".`,
    seeHelp(first, names),
  );
}

function seeHelp(given: string, names: readonly string[]): string {
  const near = closest(given, names);
  return near === undefined ? 'See vedette --help.' : `Did you mean vedette ${near}? See vedette --help.`;
}

function overview(): readonly string[] {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'Vedette: threat detection for a whole AWS Organization that its owners run themselves.',
    '',
    'Usage: vedette COMMAND [OPTIONS]',
    '',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'vedette COMMAND --help shows its options and examples. Exit codes: 0 fine, 1 error, 2 called wrongly, 3 findings are present.',
  ];
}

async function help(entry: CommandEntry, command: AnyCommand, terminal: Terminal): Promise<readonly string[]> {
  const usage = stripVTControlCharacters(
    await renderUsage(await definition(entry, command, terminal, {}), { meta: { name: 'vedette' } }),
  );
  const examples = Object.entries(command.examples).flatMap(([line, does]) => [`  ${line}`, `      ${does}`]);
  const lines = usage
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd().replace('<PATH>', command.variadic ? '<PATH>…' : '<PATH>'));
  return [...lines, '', 'EXAMPLES', '', ...examples];
}

async function definition(
  { name, summary }: CommandEntry,
  command: AnyCommand,
  terminal: Terminal,
  lists: Readonly<Record<string, readonly string[]>>,
): Promise<CommandDef> {
  const built = command.build({ name, description: summary }, terminal, lists);
  return typeof built === 'function' ? built() : built;
}

function isExitCode(value: unknown): value is ExitCode {
  return Object.values<unknown>(EXIT).includes(value);
}

function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error || error.name === 'CLIError' ? error.message : (error.stack ?? error.message);
}
