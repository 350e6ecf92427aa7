import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AnyCommand } from '#services/cli/command.ts';

const FOLDER = fileURLToPath(new URL('../../services/cli/commands', import.meta.url));

/**
 * The index of commands: names and summaries, without loading their files, some of which load a database or the AWS
 * SDK.
 *
 * @returns content by path from the project's root
 */
export async function commandIndex(): Promise<ReadonlyMap<string, string>> {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'))
    .toSorted();
  const entries = await Promise.all(files.map(entryOf));
  return new Map([['services/cli/command-index.ts', `${HEAD}${entries.join('')}];\n`]]);
}

async function entryOf(file: string): Promise<string> {
  const { default: command }: { readonly default: AnyCommand } = await import(`${FOLDER}/${file}`);
  const name = file.replace(/\.ts$/, '').replaceAll('/', ' ');
  return `  {
    name: ${JSON.stringify(name)},
    summary: ${JSON.stringify(command.summary)},
    load: () => import(${JSON.stringify(`./commands/${file}`)}),
  },
`;
}

const HEAD = `// Written by npm run generate from the files in commands/.
import type { AnyCommand } from './command.ts';

/** A command by the words it is called with. Its file is read when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<{ readonly default: AnyCommand }>;
}

export const COMMANDS: readonly CommandEntry[] = [
`;
