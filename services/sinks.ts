import { z } from 'zod';
import type { Sink } from './model/delivery.ts';
import { describe, holdsSecret } from './model/described.ts';
import type { Renderers } from './formats.ts';
import type { AnySink, Doors } from './sinks/kits/define-sink.ts';
import { termSettings } from './sinks/kits/terms.ts';

/** The given settings of sinks, by name. */
export type SinkSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * All sinks, by name.
 *
 * @throws at the first file below `sinks/` that is not a sink
 */
export async function loadSinks(): Promise<readonly AnySink[]> {
  const { SINKS } = await import('./sinks/index.ts');
  for (const sink of SINKS) {
    const wrong = checkSink(sink);
    if (wrong !== undefined) throw new Error(`services/sinks/${sink.name}.ts: ${wrong}`);
  }
  return SINKS;
}

const Definition = z.looseObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  several: z.literal(true).optional(),
  format: z.function(),
  batchMax: z.int().min(1),
  ratePerSecond: z.number().positive(),
  settings: z.instanceof(z.ZodObject),
  partition: z.function(),
  open: z.function(),
});

function checkSink(definition: unknown): string | undefined {
  const { data, error } = Definition.safeParse(definition);
  if (error) return `is no sink: ${z.prettifyError(error)}`;
  const bare = data.settings.safeParse({});
  if (bare.success || data.several === true) return undefined;
  return `a setting must be one that may be absent: ${z.prettifyError(bare.error)}`;
}

/** The settings of one sink: its own, and those that every sink has. */
function oneSchema({ settings }: AnySink, types?: readonly string[]) {
  return settings.safeExtend(termSettings(types).shape);
}

/**
 * The section of a sink in the configuration file.
 *
 * @param types existing finding types
 */
export function sinkSchema(sink: AnySink, types: readonly string[]): z.ZodType {
  const one = oneSchema(sink, types);
  return sink.several
    ? z.record(z.string().regex(SINK_NAME, 'must be a name of small letters, digits and hyphens'), one)
    : one;
}

const SINK_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** A sink with its given settings, not open yet. */
export interface NamedSink {
  /** The name under which its deliveries are stored. */
  readonly name: string;
  readonly definition: AnySink;
  readonly given: Readonly<Record<string, unknown>>;
}

/** Every sink by its name: a definition that permits several gives one sink for each configured name. */
export function namedSinks(sinks: readonly AnySink[], given: SinkSettings): readonly NamedSink[] {
  return sinks.flatMap((definition) => {
    const section = given[definition.name] ?? {};
    if (!definition.several) return [{ name: definition.name, definition, given: section }];
    return Object.entries(section).map(([name, settings]) => ({
      name: `${definition.name}/${name}`,
      definition,
      given: typeof settings === 'object' && settings !== null ? { ...settings } : {},
    }));
  });
}

/** One setting of a sink, as people see it. */
export interface SinkSetting {
  readonly name: string;
  readonly default: unknown;
  readonly because: string;
  /** The value is a secret, or contains one. */
  readonly hidden: boolean;
}

/** The settings of a sink, its own first. */
export function settingsOf(sink: Pick<AnySink, 'settings'>): readonly SinkSetting[] {
  return [...described(sink.settings), ...COMMON_SETTINGS];
}

function described({ shape }: z.ZodObject): readonly SinkSetting[] {
  return Object.entries(shape).map(([name, setting]) => {
    const { description = '', default: preset } = describe(setting);
    return { name, default: preset, because: description, hidden: holdsSecret(setting) };
  });
}

/** The settings of every sink. */
export const COMMON_SETTINGS: readonly SinkSetting[] = described(termSettings(undefined));

/**
 * Parses the given settings of a sink, and its delivery terms.
 *
 * @throws with a sentence for settings that the sink does not have
 */
export function readSettings({ name, definition, given }: NamedSink) {
  const { data, error } = oneSchema(definition).safeParse(given);
  if (error) throw new Error(`The settings of the sink ${name} are wrong: ${z.prettifyError(error)}`);
  const { enabled, only, except } = termSettings(undefined).parse(pick(data, COMMON_SETTINGS));
  const own = definition.settings.parse(pick(data, described(definition.settings)));
  return { enabled, own, terms: { only, except, updateEveryMs: definition.updateEveryMs?.(own) ?? 0 } };
}

/**
 * Opens the sinks that are in use.
 *
 * @throws with a sentence for settings that a sink does not have
 */
export async function openSinks(
  sinks: readonly AnySink[],
  given: SinkSettings,
  doors: Doors,
  renderers: Renderers,
): Promise<readonly Sink[]> {
  const opened = namedSinks(sinks, given).map(async (named): Promise<readonly Sink[]> => {
    const { name, definition } = named;
    const { enabled, own, terms } = readSettings(named);
    const deliver = enabled ? definition.open(own, doors) : undefined;
    if (deliver === undefined) return [];
    return [{ ...definition, name, terms, deliver, render: await renderers(definition.format(own)) }];
  });
  return (await Promise.all(opened)).flat();
}

/** Selects the settings that a schema knows. */
function pick(data: Readonly<Record<string, unknown>>, settings: readonly SinkSetting[]): object {
  return Object.fromEntries(settings.flatMap(({ name }) => (name in data ? [[name, data[name]]] : [])));
}
