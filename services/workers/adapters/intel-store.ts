import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseAmazonRanges, type AmazonRanges } from '#services/intel/amazon-ranges.ts';
import { buildAsnIndex, openAsnIndex, type AsnIndex, type Block } from '#services/intel/asn-index.ts';
import { openCountryIndex, type CountryIndex } from '#services/intel/country-index.ts';
import { createIntel, describeIntel, type IntelDescription, type LookupTable } from '#services/intel/snapshot.ts';
import type { ThreatList } from '#services/intel/threat-list.ts';
import { createWellKnown } from '#services/intel/well-known.ts';
import type { Intel } from '#services/model/intel.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { knownError } from '#services/model/system-error.ts';
import { writeWhole } from './kept-lists.ts';
import {
  pinIntel,
  troubleOf,
  type FileTrouble,
  type IntelSources,
  type PinnedIntel,
  type PinnedList,
} from './pinned-intel.ts';

export interface OpenedIntel {
  readonly intel: Intel;
  /** The files of the snapshot, so that another thread or process can open the same. */
  readonly from: PinnedIntel;
  describe(): IntelDescription;
  /** Files that could not be read, and why. The other files are in force. */
  readonly troubles: readonly FileTrouble[];
}

/**
 * Makes a snapshot of the given lists, the shipped tables of countries and autonomous systems, and the lists that
 * `syncIntel` and `vedette intel add` stored. The tables are opened on first use.
 */
export async function openIntel(sources: IntelSources): Promise<OpenedIntel> {
  return openPinned(pinIntel(sources, Date.now()));
}

/** Opens pinned files as a snapshot. */
export async function openPinned(from: PinnedIntel): Promise<OpenedIntel> {
  const { lists, troubles } = await readLists(from.lists);
  const ranges = from.ranges && (await openRanges(from.ranges.file));
  if (typeof ranges === 'string') troubles.push(troubleOf(from.ranges?.name ?? '', ranges));
  const parts = {
    lists,
    systems: systemTable(),
    countries: countryTable(),
    ranges: typeof ranges === 'string' ? undefined : ranges,
    wellKnown: from.trustWellKnown ? createWellKnown() : undefined,
  };
  const ages = new Map(from.lists.map(({ name, asOf }) => [name, asOf]));
  return {
    intel: createIntel(parts),
    from,
    describe: () => describeIntel(parts, ages),
    troubles: [...troubles, ...from.missing],
  };
}

async function readLists(files: readonly PinnedList[]) {
  const lists: ThreatList[] = [];
  const troubles: FileTrouble[] = [];
  if (files.length === 0) return { lists, troubles };
  // Imported on demand: the module loads a CSV reader, which takes longer than reading most logs.
  const { createThreatList } = await import('#services/intel/threat-list.ts');
  for (const { category, file, name, shown, scope } of files) {
    const bytes = await read(file);
    if (typeof bytes === 'string') {
      const message = `The list cannot be read (${bytes}); check its path and permissions.`;
      troubles.push({ file: shown, trouble: { kind: 'missing', message, position: undefined, records: 0 } });
      continue;
    }
    const list = createThreatList(category, name, bytes, Date.now());
    lists.push(scope === undefined ? list : { ...list, scope });
    troubles.push(...list.troubles.map((trouble) => ({ file: shown, trouble })));
  }
  return { lists, troubles };
}

async function read(file: string): Promise<Uint8Array | string> {
  try {
    return await readFile(file);
  } catch (cause) {
    return reasonOf(cause);
  }
}

/** @returns the ranges; undefined when none were fetched yet; a sentence when the file cannot be read */
async function openRanges(file: string): Promise<AmazonRanges | string | undefined> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    if (knownError(cause)?.kind === 'missing') return undefined;
    throw cause;
  });
  if (bytes === undefined) return undefined;
  const ranges = parseAmazonRanges(bytes);
  return typeof ranges === 'string' ? `${ranges} Run \`vedette intel sync\` to download it again.` : ranges;
}

function countryTable(): LookupTable<CountryIndex> {
  const { name, version, folder } = shipped('@ip-location-db/geo-whois-asn-country-mmdb');
  return {
    name,
    version,
    open: () =>
      openCountryIndex({
        v4: () => readFileSync(join(folder, 'geo-whois-asn-country-ipv4.mmdb')),
        v6: () => readFileSync(join(folder, 'geo-whois-asn-country-ipv6.mmdb')),
      }),
  };
}

function systemTable(): LookupTable<AsnIndex> {
  const { name, version, folder } = shipped('@ip-location-db/asn');
  const file = fileURLToPath(new URL(`../../../build/asn-${version}.bin`, import.meta.url));
  return { name, version, open: () => openAsnIndex(fileBlock(file) ?? makeAsnIndex(folder, file)) };
}

/** @returns undefined when there is no such file */
function fileBlock(file: string): Block | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return {
    sizeBytes: stat.size,
    read(start, length) {
      const bytes = new Uint8Array(length);
      const descriptor = openSync(file, 'r');
      try {
        readSync(descriptor, bytes, 0, length, start);
      } finally {
        closeSync(descriptor);
      }
      return bytes;
    },
  };
}

/** The compact index of the package's CSV, made on first use of a version and kept below `build/`. */
function makeAsnIndex(folder: string, file: string): Block {
  const index = buildAsnIndex(
    readFileSync(join(folder, 'asn-ipv4-num.csv')),
    readFileSync(join(folder, 'asn-ipv6-num.csv')),
  );
  try {
    writeWhole(file, index);
  } catch {
    // A read-only installation builds the index again in each process that needs it.
  }
  return { sizeBytes: index.length, read: (start, length) => index.slice(start, start + length) };
}

const PACKAGE = z.object({ name: z.string(), version: z.string() });

function shipped(name: string): { readonly name: string; readonly version: string; readonly folder: string } {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return { ...PACKAGE.parse(JSON.parse(readFileSync(file, 'utf8'))), folder: dirname(file) };
}
