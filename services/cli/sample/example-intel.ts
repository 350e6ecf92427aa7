import { createIntel } from '#services/intel/snapshot.ts';
import { createThreatList } from '#services/intel/threat-list.ts';
import type { Example } from '#services/model/detector.ts';
import { LIST_CATEGORIES, type Intel } from '#services/model/intel.ts';

/** The lists and locations that an example declares; documentation addresses have no location of their own. */
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
