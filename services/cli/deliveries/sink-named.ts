import { closest, didYouMean } from '#services/model/closest.ts';
import type { Config } from '../../config.ts';
import { loadSinks, namedSinks, type NamedSink } from '../../sinks.ts';
import { UsageError } from '../usage-error.ts';

/** The configured sink with a name. @throws UsageError when there is none; the message lists the existing ones */
export async function sinkNamed(name: string, { sinks: settings }: Pick<Config, 'sinks'>): Promise<NamedSink> {
  const sinks = namedSinks(await loadSinks(), settings);
  const sink = sinks.find((each) => each.name === name);
  if (sink !== undefined) return sink;
  const names = sinks.map((each) => each.name);
  throw new UsageError(
    `There is no sink "${name}".`,
    didYouMean(closest(name, names)) ?? `There are: ${names.join(', ')}.`,
  );
}
