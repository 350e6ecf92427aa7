import { stripVTControlCharacters } from 'node:util';
import { renderUsage } from 'citty';
import { COMMANDS, type CommandEntry } from './command-index.ts';
import type { AnyCommand } from './command.ts';

/** All commands, one a line. */
export function overview(): readonly string[] {
  return [
    'Vedette: self-hosted threat detection for a whole AWS Organization.',
    '',
    'Usage: vedette COMMAND [OPTIONS]',
    '',
    ...listed(COMMANDS),
    '',
    'vedette COMMAND --help shows its options and examples. Exit codes: 0 success, 1 error, 2 wrong usage, 3 findings are present.',
  ];
}

/** The commands of one group, such as `findings`, one a line. */
export function groupOverview(first: string, group: readonly CommandEntry[]): readonly string[] {
  return [
    `Usage: vedette ${first} COMMAND [OPTIONS]`,
    '',
    ...listed(group),
    '',
    `vedette ${first} COMMAND --help shows its options and examples.`,
  ];
}

function listed(commands: readonly CommandEntry[]): readonly string[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
}

/** The arguments of one command, with examples. */
export async function usage({ name, summary }: CommandEntry, command: AnyCommand): Promise<readonly string[]> {
  const { args, variadic, examples } = command;
  const text = await renderUsage({ meta: { name, description: summary }, args }, { meta: { name: 'vedette' } });
  return [
    ...stripVTControlCharacters(text)
      .trimEnd()
      .split('\n')
      .map((line) => (variadic ? line.trimEnd().replace(/(?<!=)<([A-Z]+)>/, '<$1>…') : line.trimEnd())),
    '',
    'EXAMPLES',
    '',
    ...Object.entries(examples).flatMap(([line, does]) => [`  ${line}`, `      ${does}`]),
  ];
}
