import { scopeText } from '#services/intel/list-scope.ts';
import type { IntelDescription } from '#services/intel/snapshot.ts';
import { number } from '#services/model/numbers.ts';
import { ageOf } from './age.ts';

/** The data behind answers about addresses, and its age. */
export function describeIntel({ lists, amazon, tables }: IntelDescription): readonly string[] {
  return [
    ...lists.map(
      ({ category, name, scope, addressEntries, domainEntries, rejected, setAside, wellKnown, sha256, asOf }) =>
        `List ${name} (${category}${scope ? `, only in ${scopeText(scope)}` : ''}): ${number(addressEntries)} addresses and ranges, ${number(domainEntries)} domains${skipped(rejected, setAside, wellKnown)}, SHA-256 ${sha256.slice(0, 12)}…${asOf === undefined ? '' : `, ${ageOf(Date.now() - asOf)} old`}`,
    ),
    amazon.source === 'ip-ranges.json'
      ? `AWS: ${number(amazon.prefixes)} published ranges, ${ageOf(Date.now() - amazon.createdAt)} old.`
      : `AWS: recognized by autonomous system (${amazon.table} ${amazon.version}), because its published ranges are not loaded: run vedette intel sync.`,
    `Countries and networks: ${tables.map(({ name, version }) => `${name} ${version}`).join(', ')}.`,
  ];
}

/** How many entries of a list are not in force, so that nobody assumes that the whole list is. */
function skipped(rejected: number, setAside: number, wellKnown: number): string {
  const parts = [
    ...(rejected > 0 ? [`${number(rejected)} unreadable`] : []),
    ...(setAside > 0 ? [`${number(setAside)} of reserved space`] : []),
    ...(wellKnown > 0 ? [`${number(wellKnown)} of well-known services, see trustWellKnown`] : []),
  ];
  return parts.length === 0 ? '' : ` (left out: ${parts.join(', ')})`;
}
