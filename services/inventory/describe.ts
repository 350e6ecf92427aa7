import { factRegion, type FactKey } from '#services/model/inventory.ts';
import type { FindingState } from '#services/model/finding-state.ts';
import type { FindingBody } from '#services/model/finding.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import type { Resource } from '#services/model/subject.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { isPlain, type Plain } from '#services/sources/plain.ts';
import type { FactBook } from './fact-book.ts';

type One = Omit<Resource, 'further'>;
/**
 * Kinds that facts describe. Callers are not among them: every record of a caller holds everything known about them.
 */
const DESCRIBED = RESOURCE_KINDS.filter(
  ({ member }) => member !== 'accessKeyDetails' && member !== 'kubernetesDetails',
);

type Placed = Pick<FindingBody, 'accountId' | 'region' | 'resource'>;

/** The keys of possible facts about the resources that a finding names: one for each member with details. */
export function namedBy({ accountId, region, resource }: Placed): readonly FactKey[] {
  return [resource, ...(resource.further ?? [])].flatMap((one) =>
    DESCRIBED.flatMap((kind) =>
      detailsOf(kind, one).map((details) => ({
        accountId,
        region: factRegion(kind.member, region),
        member: kind.member,
        alias: kind.id(details) ?? one.id,
      })),
    ),
  );
}

/**
 * A finding's resource, completed with facts. Values from records stay, and facts fill the empty places.
 *
 * @param resource as records describe it
 * @param time ms since the epoch: when the finding was last seen
 */
export function described(
  { accountId, region, resource }: Placed,
  facts: Pick<FactBook, 'at'>,
  time: number,
): Resource {
  const tell = <Each extends One>(one: Each): Each => {
    const known = DESCRIBED.flatMap((kind) => {
      const { member } = kind;
      const filled = detailsOf(kind, one).map((details) => {
        const place = { accountId, region: factRegion(member, region) };
        const fact = facts.at({ ...place, member, alias: kind.id(details) ?? one.id }, time);
        return fact === undefined ? details : beneath({ ...details }, { ...fact.details });
      });
      return filled.length === 0 ? [] : [[member, Array.isArray(one[member]) ? filled : filled[0]] as const];
    });
    return { ...one, ...Object.fromEntries(known) };
  };
  const { further } = resource;
  return { ...tell(resource), ...(further && { further: further.map(tell) }) };
}

/**
 * A finding whose resources are completed with facts. Repeated calls, with any facts, start again from the records'
 * values.
 */
export function describedState({ finding, memory }: FindingState, facts: Pick<FactBook, 'at'>): FindingState {
  const { resource: kept, ...rest } = memory;
  const told = kept ?? finding.resource;
  const resource = described({ ...finding, resource: told }, facts, lastSeen(finding));
  const isMore = JSON.stringify(resource) !== JSON.stringify(told);
  return { finding: { ...finding, resource }, memory: isMore ? { ...rest, resource: told } : rest };
}

/** The keys and the time to look up in a fact book to describe a finding. */
export function questionsOf({ finding, memory }: FindingState): readonly (FactKey & { readonly time: number })[] {
  const time = lastSeen(finding);
  return namedBy({ ...finding, resource: memory.resource ?? finding.resource }).map((key) => ({ ...key, time }));
}

/** ms since the epoch */
function lastSeen({ service }: FindingBody): number {
  return Date.parse(service.eventLastSeen);
}

/** Values from records, with facts in the places that they leave empty. */
function beneath(told: Plain, known: Plain): Plain {
  const filled = Object.entries(known).map(([name, value]) => [name, filledIn(name, told[name], value)]);
  return { ...told, ...Object.fromEntries(filled) };
}

function filledIn(name: string, told: unknown, known: unknown): unknown {
  if (told === undefined || told === null) return known;
  if (isPlain(told) && isPlain(known)) return beneath(told, known);
  if (!Array.isArray(told) || !Array.isArray(known)) return told;
  if (name === 'networkInterfaces') return joined(told.filter(isPlain), known.filter(isPlain));
  return told.length === 0 ? known : told;
}

/** Merges two lists of interfaces. Those from records come first, because they identify a resource without an id. */
function joined(told: readonly Plain[], known: readonly Plain[]): readonly Plain[] {
  const left = new Set(known);
  const filled = told.map((one) => {
    const same = known.find((other) => left.has(other) && isSame(one, other));
    if (same === undefined) return one;
    left.delete(same);
    return beneath(one, same);
  });
  return [...filled, ...left];
}

function isSame(told: Plain, known: Plain): boolean {
  if (told['networkInterfaceId'] !== undefined) return told['networkInterfaceId'] === known['networkInterfaceId'];
  const addresses = new Set(addressesOf(known));
  return addressesOf(told).some((address) => addresses.has(address));
}

function addressesOf({ privateIpAddress, privateIpAddresses, ipv6Addresses }: Plain): readonly unknown[] {
  const further = Array.isArray(privateIpAddresses) ? privateIpAddresses.filter(isPlain) : [];
  const sixes: readonly unknown[] = Array.isArray(ipv6Addresses) ? ipv6Addresses : [];
  return [privateIpAddress, ...further.map((each) => each['privateIpAddress']), ...sixes].filter(
    (address) => address !== undefined,
  );
}
