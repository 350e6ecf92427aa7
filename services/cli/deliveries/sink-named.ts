import { closest, didYouMean } from '#services/model/closest.ts';
import type { Config } from '../../config.ts';
import { loadSinks, namedSinks, type NamedSink } from '../../sinks.ts';
import { UsageError } from '../usage-error.ts';

/**
 * @param sent sinks that have deliveries, whether they are still configured or not
 * @throws UsageError for a name that is neither among these nor configured
 */
export async function checkSinks(names: readonly string[], sent: readonly string[], config: Pick<Config, 'sinks'>) {
  for (const name of names) if (!sent.includes(name)) await sinkNamed(name, config);
}

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
