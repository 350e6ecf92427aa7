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
  const group = groupOf(first).map(({ name }) => name);
  if (group.length > 0) {
    if (second === '' || second.startsWith('-'))
      throw new UsageError(
        `vedette ${first} needs a second word: ${group.map((name) => name.slice(first.length + 1)).join(', ')}.`,
        `See vedette ${first} --help.`,
      );
    const given = `${first} ${second}`;
    throw new UsageError(`There is no command "${given}".`, seeHelp(given, group, ` ${first}`));
  }
  throw new UsageError(
    first.startsWith('-') ? `The command comes first: vedette COMMAND ${first}.` : `There is no command "${first}".`,
    seeHelp(
      first,
      COMMANDS.map(({ name }) => name),
    ),
  );
}

/** The commands of two words that begin with this one; none where the word is a command by itself. */
export function groupOf(first: string): readonly CommandEntry[] {
  if (COMMANDS.some(({ name }) => name === first)) return [];
  return COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
}

function seeHelp(given: string, names: readonly string[], of = ''): string {
  const near = closest(given, names);
  const see = `See vedette${of} --help.`;
  return near === undefined ? see : `Did you mean vedette ${near}? ${see}`;
}
