import { closest } from '#services/model/closest.ts';
import { COMMANDS, type CommandEntry } from './command-index.ts';
import { UsageError } from './usage-error.ts';

/**
 * The command whose name, of one word or two, begins the arguments.
 *
 * @throws UsageError with the name that was probably meant
 */
export function findCommand(argv: readonly string[]): {
  readonly entry: CommandEntry;
  readonly rest: readonly string[];
} {
  const [first = '', second = ''] = argv;
  // When one command's name begins with another's, the longer one is meant.
  for (const entry of COMMANDS.toReversed()) {
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
