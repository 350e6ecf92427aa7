import type { Intel, ListCategory, ListMatch } from '#services/model/intel.ts';

interface Look {
  readonly intel: Intel;
}

type AddressCondition = (address: string | undefined, look: Look) => boolean;

/** Conditions by categories. Questions with the same categories share one function, which runs once for all of them. */
const CONDITIONS = new Map<string, AddressCondition>();

/** A condition for `where`: the address is on a list of one of the categories. Names of services are on no list. */
export function addressOn(...categories: readonly ListCategory[]): AddressCondition {
  const name = categories.join(' ');
  const condition: AddressCondition =
    CONDITIONS.get(name) ?? ((address, { intel }) => isOn(address, categories, intel));
  CONDITIONS.set(name, condition);
  return condition;
}

/** Runs for every distinct address of every log, so it allocates no objects. */
function isOn(address: string | undefined, categories: readonly ListCategory[], intel: Intel): boolean {
  if (address === undefined) return false;
  for (let i = 0; i < categories.length; i++) {
    const category = categories[i];
    if (category !== undefined && intel.address(address, category) !== undefined) return true;
  }
  return false;
}

/**
 * A condition for `and`: the entry of the list covers the port as well, where it names one and the record has one. It
 * comes after `addressOn`, which rules out nearly all records by the address alone.
 */
export function endOn(category: ListCategory): (flow: FlowEnd, look: Look) => boolean {
  return ({ remote, remotePort }, { intel }) => intel.address(remote, category, remotePort || undefined) !== undefined;
}

/** The other end of a flow; port 0 is none. */
interface FlowEnd {
  readonly remote: string;
  readonly remotePort: number;
}

/** The other end as one text, for a tally that `endMatches` reads. */
export function endOf({ remote, remotePort }: FlowEnd): string {
  return `${remote} ${remotePort}`;
}

/** The entries that cover the ends, each once, for evidence. */
export function endMatches(ends: readonly string[], category: ListCategory, { intel }: Look): readonly ListMatch[] {
  return distinct(
    ends.map((end) => {
      const [address = '', port] = end.split(' ');
      return intel.address(address, category, Number(port) || undefined);
    }),
  );
}

/** A condition for `where`: the domain, or one above it, is on a list of the category. */
export function domainOn(category: ListCategory): (name: string | undefined, look: Look) => boolean {
  return (name, { intel }) => name !== undefined && intel.domain(name, category) !== undefined;
}

/** The entries that hold the addresses, each once, for evidence. */
export function addressMatches(
  addresses: readonly string[],
  category: ListCategory,
  { intel }: Look,
): readonly ListMatch[] {
  return distinct(addresses.map((address) => intel.address(address, category)));
}

export function domainMatches(names: readonly string[], category: ListCategory, { intel }: Look): readonly ListMatch[] {
  return distinct(names.map((name) => intel.domain(name, category)));
}

/** The names of the lists, for sentences: `"office denylist"`. */
export function listNames(matches: readonly ListMatch[]): string {
  const names = [...new Set(matches.map((match) => match.list))];
  return `${names.length > 1 ? 'lists' : 'list'} ${names.map((name) => `"${name}"`).join(', ')}`;
}

/** The lists that hold the addresses, for the end of a sentence: `on the custom list "office denylist"`. */
export function onList(category: ListCategory, addresses: readonly string[], look: Look): string {
  return `on the ${category} ${listNames(addressMatches(addresses, category, look))}`;
}

function distinct(matches: readonly (ListMatch | undefined)[]): readonly ListMatch[] {
  const byEntry = new Map(
    matches.flatMap((match) => (match ? [[`${match.list}|${match.entry}`, match] as const] : [])),
  );
  return [...byEntry.values()];
}
