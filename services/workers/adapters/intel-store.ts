import { closeSync, mkdirSync, openSync, readFileSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseAmazonRanges, type AmazonRanges } from '#services/intel/amazon-ranges.ts';
import { buildAsnIndex, openAsnIndex, type AsnIndex, type Block } from '#services/intel/asn-index.ts';
import { openCountryIndex, type CountryIndex } from '#services/intel/country-index.ts';
import { listName } from '#services/intel/list-flag.ts';
import { createIntel, describeIntel, type IntelDescription, type LookupTable } from '#services/intel/snapshot.ts';
import type { ThreatList } from '#services/intel/threat-list.ts';
import { createWellKnown } from '#services/intel/well-known.ts';
import type { Intel, ListCategory } from '#services/model/intel.ts';
import type { Trouble } from '#services/model/log-object.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { knownError } from '#services/model/system-error.ts';

export interface ListFile {
  readonly category: ListCategory;
  readonly file: string;
  /** The list's name in findings; the file's when absent. */
  readonly name?: string;
}

/** What a snapshot is made of. */
export interface IntelSources {
  readonly lists: readonly ListFile[];
  readonly dataDir: string;
  /** Whether published lists are not heard of services that everybody uses; absent: they are not. */
  readonly trustWellKnown?: boolean;
}

export interface OpenedIntel {
  readonly intel: Intel;
  /** To open the same elsewhere. */
  readonly from: IntelSources;
  describe(): IntelDescription;
  /** What could not be read, by file. The rest is in force. */
  readonly troubles: readonly FileTrouble[];
}

interface FileTrouble {
  readonly file: string;
  readonly trouble: Trouble;
}

/**
 * Makes a snapshot of the given lists, the shipped tables of countries and autonomous systems, and AWS's ranges as last
 * fetched by `syncIntel`. The tables are opened when first asked.
 */
export async function openIntel(from: IntelSources): Promise<OpenedIntel> {
  const { lists, troubles } = await readLists(from.lists);
  const file = rangesFile(from.dataDir);
  const ranges = await openRanges(file);
  if (typeof ranges === 'string')
    troubles.push({ file, trouble: { kind: 'unreadable-object', message: ranges, position: undefined, records: 0 } });
  const parts = {
    lists,
    systems: systemTable(),
    countries: countryTable(),
    ranges: typeof ranges === 'string' ? undefined : ranges,
    wellKnown: from.trustWellKnown === false ? undefined : createWellKnown(),
  };
  return { intel: createIntel(parts), from, describe: () => describeIntel(parts), troubles };
}

/** Where AWS's published ranges are kept. */
export function rangesFile(dataDir: string): string {
  return join(dataDir, 'intel', 'ip-ranges.json');
}

/** Writes a file so that a reader sees the old content or the new, never half of it. */
export function writeWhole(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, bytes);
  renameSync(draft, file);
}

async function readLists(files: readonly ListFile[]) {
  const lists: ThreatList[] = [];
  const troubles: FileTrouble[] = [];
  if (files.length === 0) return { lists, troubles };
  // Brings a reader of CSV with it, which takes longer to load than most logs to read.
  const { createThreatList } = await import('#services/intel/threat-list.ts');
  for (const { category, file, name = listName(file) } of files) {
    const bytes = await read(file);
    if (typeof bytes === 'string') {
      const message = `The list cannot be read (${bytes}); check its path and permissions.`;
      troubles.push({ file, trouble: { kind: 'missing', message, position: undefined, records: 0 } });
      continue;
    }
    const list = createThreatList(category, name, bytes, Date.now());
    lists.push(list);
    troubles.push(...list.troubles.map((trouble) => ({ file, trouble })));
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

/** @returns the ranges; undefined when none were fetched yet; a sentence when what is there cannot be read */
async function openRanges(file: string): Promise<AmazonRanges | string | undefined> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    if (knownError(cause)?.kind === 'missing') return undefined;
    throw cause;
  });
  if (bytes === undefined) return undefined;
  const ranges = parseAmazonRanges(bytes);
  return typeof ranges === 'string' ? `${ranges} Run \`vedette intel sync\` to fetch it again.` : ranges;
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
    // An installation that cannot be written to makes the index anew in each process that asks.
  }
  return { sizeBytes: index.length, read: (start, length) => index.slice(start, start + length) };
}

const PACKAGE = z.object({ name: z.string(), version: z.string() });

function shipped(name: string): { readonly name: string; readonly version: string; readonly folder: string } {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return { ...PACKAGE.parse(JSON.parse(readFileSync(file, 'utf8'))), folder: dirname(file) };
}
