import { closest, didYouMean } from '#services/model/closest.ts';
import type { Config } from '../../config.ts';
import { loadSinks, namedSinks, type NamedSink } from '../../sinks.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The sink of a name, as it is set.
 *
 * @throws UsageError where there is none, with those that there are
 */
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
