import { z } from 'zod';
import type { Sink, SinkDefinition } from './model/delivery.ts';
import { describe, holdsSecret } from './model/described.ts';
import { FORMAT_NAMES } from './model/format-names.ts';
import type { Renderers } from './formats.ts';
import { loadDefinitions } from './registry.ts';
import type { Doors } from './sinks/kits/define-sink.ts';

export type AnySink = SinkDefinition<unknown, Doors>;

/** What somebody set of sinks, by name. */
export type SinkSettings = Readonly<Record<string, { readonly enabled?: boolean; readonly [name: string]: unknown }>>;

/**
 * All sinks, by name.
 *
 * @throws at the first file below `sinks/` that is not a sink
 */
export function loadSinks(): Promise<readonly AnySink[]> {
  return loadDefinitions<AnySink>('sinks', checkSink);
}

const Definition = z.looseObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  format: z.enum(FORMAT_NAMES),
  batchMax: z.int().min(1),
  ratePerSecond: z.number().positive(),
  settings: z.instanceof(z.ZodObject),
  partition: z.function(),
  open: z.function(),
});

function checkSink(definition: unknown, path: string): string | undefined {
  const { data, error } = Definition.safeParse(definition);
  if (error) return `is no sink: ${z.prettifyError(error)}`;
  if (data.name !== path) return `the sink "${data.name}" belongs into ${data.name}.ts`;
  const bare = data.settings.safeParse({});
  return bare.success ? undefined : `a setting must be one that may be absent: ${z.prettifyError(bare.error)}`;
}

/** What can be set of a sink: its own settings, and whether it is to be used. */
export function sinkSchema({ settings }: AnySink) {
  return settings.safeExtend({
    enabled: z.boolean().default(true).meta({
      description:
        'A sink is used wherever it can be. One that is off is ordered nothing, and what waits for it rests.',
    }),
  });
}

/** One setting of a sink, as people are shown it. */
export interface SinkSetting {
  readonly name: string;
  readonly default: unknown;
  readonly because: string;
  /** It is a secret or holds one. */
  readonly hidden: boolean;
}

export function settingsOf(sink: AnySink): readonly SinkSetting[] {
  const schema = sinkSchema(sink);
  const preset = schema.parse({});
  return Object.entries(schema.shape).map(([name, setting]) => {
    const { description = '' } = describe(setting);
    return { name, default: preset[name], because: description, hidden: holdsSecret(setting) };
  });
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
  const opened = sinks.map(async (sink): Promise<readonly Sink[]> => {
    const { data, error } = sinkSchema(sink).safeParse(given[sink.name] ?? {});
    if (error) throw new Error(`The settings of the sink ${sink.name} are wrong: ${z.prettifyError(error)}`);
    const { enabled, ...settings } = data;
    const deliver = enabled ? sink.open(settings, doors) : undefined;
    return deliver === undefined ? [] : [{ ...sink, deliver, render: await renderers(sink.format) }];
  });
  return (await Promise.all(opened)).flat();
}
