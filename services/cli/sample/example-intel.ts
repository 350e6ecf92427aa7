import { createIntel } from '#services/intel/snapshot.ts';
import { createThreatList } from '#services/intel/threat-list.ts';
import type { Example } from '#services/model/detector.ts';
import { LIST_CATEGORIES, type Intel } from '#services/model/intel.ts';

/** What an example says is known: its lists, and where its addresses are, for documentation addresses are nowhere. */
export function exampleIntel({ lists = {}, places = {}, amazon = [] }: Example): Intel {
  const threatLists = LIST_CATEGORIES.flatMap((category) => {
    const lines = lists[category];
    return lines === undefined
      ? []
      : [createThreatList(category, `example ${category}`, Buffer.from(lines.join('\n')))];
  });
  const nothing = { name: 'none', version: 'none', open: () => ({ find: () => undefined }) };
  const intel = createIntel({ lists: threatLists, systems: nothing, countries: nothing, ranges: undefined });
  return { ...intel, location: (ip) => places[ip], amazon: (ip) => amazon.includes(ip) };
}
