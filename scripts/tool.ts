import process from 'node:process';
import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The command line of an `npm run` tool. `--help` prints the usage, and a mistake does too; both end the process. */
export function toolArgs<const Of extends Options>(usage: string, options: Of, takesNames = false) {
  const given = process.argv.slice(2);
  if (given.includes('--help') || given.includes('-h')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    const parsed = parseArgs({ args: given, options, allowPositionals: true });
    const [extra] = takesNames ? [] : parsed.positionals;
    return extra === undefined ? parsed : refuse(usage, `It does not know what to do with "${extra}".`);
  } catch (error) {
    return refuse(usage, error instanceof Error ? error.message : String(error));
  }
}

/** Ends the process as called wrongly. */
export function refuse(usage: string, why: string): never {
  process.stderr.write(`${why}\n${usage}`);
  process.exit(2);
}

/** The value of a flag as a number. Anything but a whole number from `least` on ends the process. */
export function countOf(usage: string, flag: string, text: string, least = 1): number {
  const count = /^\d{1,12}$/.test(text) ? Number(text) : -1;
  return count >= least ? count : refuse(usage, `--${flag} takes a whole number from ${least}, not "${text}".`);
}
