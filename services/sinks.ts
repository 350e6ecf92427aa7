import { z } from 'zod';
import type { Sink, SinkDefinition } from './model/delivery.ts';
import type { Formats } from './formats.ts';
import { FORMAT_NAMES } from './model/document.ts';
import type { Finding } from './model/finding.ts';
import { loadDefinitions } from './registry.ts';
import type { Doors } from './sinks/kits/define-sink.ts';

export type AnySink = SinkDefinition<unknown, Doors>;

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
  settings: z.instanceof(z.ZodType),
  partition: z.function(),
  open: z.function(),
});

function checkSink(definition: unknown, path: string): string | undefined {
  const { data, error } = Definition.safeParse(definition);
  if (error) return `is no sink: ${z.prettifyError(error)}`;
  return data.name === path ? undefined : `the sink "${data.name}" belongs into ${data.name}.ts`;
}

/**
 * Opens the sinks that are in use.
 *
 * @param settings by name of the sink
 * @throws with a sentence for settings that a sink does not have
 */
export function openSinks(
  sinks: readonly AnySink[],
  settings: Readonly<Record<string, unknown>>,
  doors: Doors,
  render: Formats['render'],
): readonly Sink[] {
  return sinks.flatMap((sink) => {
    const { data, error } = sink.settings.safeParse(settings[sink.name] ?? {});
    if (error) throw new Error(`The settings of the sink ${sink.name} are wrong: ${z.prettifyError(error)}`);
    const deliver = sink.open(data, doors);
    return deliver === undefined
      ? []
      : [{ ...sink, deliver, render: (finding: Finding) => render(finding, sink.format) }];
  });
}
