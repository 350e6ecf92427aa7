import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import type { ListCategory, ListScope } from '#services/model/intel.ts';
import { LIST_CATEGORIES } from '#services/model/intel.ts';
import type { Known } from '#services/model/known.ts';
import { reasonOf } from '../model/sentence.ts';
import type { SettingLayers } from '../engine/settings.ts';
import type { SinkSettings } from '../sinks.ts';
import type { Declared } from './file-schema.ts';
import { mistakesOf } from './mistakes.ts';
import { PROGRAM } from './program.ts';

/** The content of a configuration file. */
export interface ConfigFile {
  /** Undefined: there is no file. */
  readonly path: string | undefined;
  /** Identifies the text that was read. */
  readonly version: string;
  /** The given values of the program's settings. */
  readonly program: Readonly<Record<string, unknown>>;
  readonly lists: readonly { readonly category: ListCategory; readonly file: string; readonly scope?: ListScope }[];
  readonly sinks: SinkSettings;
  /** Settings of detectors. */
  readonly settings: SettingLayers;
  /** The owner's statements about accounts and principals. */
  readonly known: readonly Known[];
}

/** Identifies a text of the file; the empty text stands for a file that is not there. */
export function versionOf(text: string): string {
  return hash('sha256', text);
}

export const NO_FILE: ConfigFile = {
  path: undefined,
  version: versionOf(''),
  program: {},
  lists: [],
  sinks: {},
  settings: { organization: {}, organizationalUnits: {}, accounts: {} },
  known: [],
};

/** The default file, in the folder where the command is run. */
export const CONFIG_FILE = 'vedette.yaml';

/** The file to read: the named one, else the default file if it exists, else none. */
export function findConfigFile(named: string | undefined, folder: string): string | undefined {
  if (named) return resolve(folder, named);
  const here = resolve(folder, CONFIG_FILE);
  return existsSync(here) ? here : undefined;
}

/** Loads what declares settings. */
export type Declaring = { readonly [Kind in keyof Declared]: () => Promise<Declared[Kind]> };

/** @returns the file's content, or all its mistakes, a line each: `FILE:LINE:COLUMN: sentence` */
export async function readConfigFile(path: string, declaring: Declaring): Promise<ConfigFile | readonly string[]> {
  const text = textOf(path);
  if (typeof text !== 'string') return [`${path} cannot be read (${reasonOf(text)}): name a file with --config=FILE.`];
  return checkConfigText(path, text, declaring);
}

/** @returns what a text of the file says, or all its mistakes, as `readConfigFile` does */
export async function checkConfigText(
  path: string,
  text: string,
  declaring: Declaring,
): Promise<ConfigFile | readonly string[]> {
  // Loaded on demand: loading the YAML reader takes over a tenth of a start, and most commands read no file.
  const [{ readYaml }, { fileSchema }] = await Promise.all([import('./yaml-file.ts'), import('./file-schema.ts')]);
  const yaml = readYaml(text);
  if (yaml.mistakes.length > 0) return yaml.mistakes.map((mistake) => `${path}:${mistake}`);
  const data = yaml.data ?? {};
  const detectors = await declaring.detectors();
  // Loading the sinks takes a tenth of a start, so they are loaded only for a file that sets any.
  const sinks = typeof data === 'object' && 'sinks' in data ? await declaring.sinks() : [];
  const mistakes = mistakesOf(fileSchema({ detectors, sinks }), data);
  if (mistakes.length > 0) return yaml.placed(mistakes).map((mistake) => `${path}:${mistake}`);
  return { path, version: versionOf(text), ...valuesOf(path, data) };
}

function textOf(path: string): string | Error {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

const VALUES = z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.array(z.string())]));
const SCOPED = z.object({
  file: z.string(),
  organizationalUnits: z.array(z.string()).default([]),
  accounts: z.array(z.string()).default([]),
});
const BY_TYPE = z.record(z.string(), VALUES);
/** The type of the checked data. */
const CHECKED = z.looseObject({
  lists: z.partialRecord(z.enum(LIST_CATEGORIES), z.array(z.union([z.string(), SCOPED]))).default({}),
  sinks: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  settings: BY_TYPE.default({}),
  organizationalUnits: z.record(z.string(), BY_TYPE).default({}),
  accounts: z.record(z.string(), BY_TYPE).default({}),
  known: z.array(z.custom<Known>((row) => typeof row === 'object' && row !== null)).default([]),
});

function valuesOf(path: string, data: unknown): Omit<ConfigFile, 'path' | 'version'> {
  const { lists, sinks, settings, organizationalUnits, accounts, known, ...program } = CHECKED.parse(data);
  const fromHere = (file: string) => resolve(dirname(path), file);
  return {
    program: Object.fromEntries(
      Object.entries(program).map(([name, value]) => [
        name,
        PROGRAM.get(name)?.path && typeof value === 'string' ? fromHere(value) : value,
      ]),
    ),
    lists: LIST_CATEGORIES.flatMap((category) =>
      (lists[category] ?? []).map((list) => {
        if (typeof list === 'string') return { category, file: fromHere(list) };
        const { file, ...scope } = list;
        return { category, file: fromHere(file), scope };
      }),
    ),
    sinks,
    settings: { organization: settings, organizationalUnits, accounts },
    known,
  };
}
