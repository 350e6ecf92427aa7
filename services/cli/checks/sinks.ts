import { sentenceOf } from '#services/model/sentence.ts';
import { loadSinks, namedSinks, readSettings, type NamedSink } from '../../sinks.ts';
import type { Doors } from '../../sinks/kits/define-sink.ts';
import { broken, fine, look, type Check, type Verdict } from './check.ts';

/** Configured sinks can be reached. Another check tells whether Security Hub takes findings in the accounts. */
export const sinks: Check = {
  name: 'sinks',
  async run({ config, aws }) {
    const doors = { aws: config.memberRole === undefined ? undefined : await aws() };
    const configured = namedSinks(await loadSinks(), config.sinks).filter(({ given }) => Object.keys(given).length > 0);
    return (await Promise.all(configured.map((sink) => verdictOf(sink, doors)))).flat();
  },
};

async function verdictOf(sink: NamedSink, doors: Doors): Promise<readonly Verdict[]> {
  const { name, definition } = sink;
  const { enabled, own } = readSettings(sink);
  if (!enabled) return [fine(`${name} is switched off.`)];
  if (definition.open(own, doors) === undefined)
    return [
      look(`${name} is configured but sends nothing: without memberRole, or its own settings, it is not in use.`),
    ];
  if (definition.reach === undefined) return [];
  try {
    return [fine(`${name}: ${await definition.reach(own, doors)}`)];
  } catch (cause) {
    return [broken(`${name} cannot be reached, and its findings wait: ${sentenceOf(cause)}`)];
  }
}
