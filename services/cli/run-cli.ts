import { runCommand, type CommandDef } from 'citty';
import { checkArguments } from './arguments.ts';
import type { CommandEntry } from './command-index.ts';
import type { AnyCommand, Lists } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { explain } from './explain.ts';
import { findCommand, groupOf } from './find-command.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line. Never throws: every error is printed to stderr and shows in the exit code. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(argv, terminal);
  } catch (error) {
    const { said, exit } = explain(error);
    for (const line of said) terminal.complain(line);
    return exit;
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first] = argv;
  if (first === undefined || first === '--help' || first === '-h') {
    const { overview } = await import('./help.ts');
    for (const line of overview()) terminal.out(line);
    return first === undefined ? EXIT.usage : EXIT.fine;
  }
  if (first === '--version' || first === '-v') {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    terminal.out(manifest.version);
    return EXIT.fine;
  }
  const group = groupOf(first);
  if (group.length > 0 && ['--help', '-h'].includes(argv[1] ?? '')) {
    const { groupOverview } = await import('./help.ts');
    for (const line of groupOverview(first, group)) terminal.out(line);
    return EXIT.fine;
  }
  const { entry, rest } = findCommand(argv);
  const { default: command } = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    const { usage } = await import('./help.ts');
    for (const line of await usage(entry, command)) terminal.out(line);
    return EXIT.fine;
  }
  const lists = checkArguments(entry.name, command, rest);
  const { result } = await runCommand(await definition(entry, command, terminal, lists), { rawArgs: [...rest] });
  return isExitCode(result) ? result : EXIT.fine;
}

async function definition(
  { name, summary }: CommandEntry,
  command: AnyCommand,
  terminal: Terminal,
  lists: Lists,
): Promise<CommandDef> {
  const built = command.build({ name, description: summary }, terminal, lists);
  return typeof built === 'function' ? built() : built;
}

function isExitCode(value: unknown): value is ExitCode {
  return Object.values<unknown>(EXIT).includes(value);
}
