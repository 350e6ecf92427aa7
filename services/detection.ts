import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Intel } from '#services/model/intel.ts';
import type { Known } from '#services/model/known.ts';
import type { Directory } from '#services/model/member-account.ts';
import { TEXT_MB_MAX } from '#services/model/object-bound.ts';
import type { Decoder, Home } from '#services/model/reading.ts';
import { ReadAccounts } from '#services/organization/read-accounts.ts';
import { organizationView } from '#services/organization/view.ts';
import { readerBounds } from '#services/reader/bounds.ts';
import { Reader } from '#services/reader/reader.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import { SOURCES } from '#services/sources/index.ts';
import type { AnySource } from '#services/sources/log-source.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import type { SettingLayers } from './engine/settings.ts';
import type { Bounds } from './engine/window.ts';

/** What a turn thinks with: from bytes to observations. Reads one object at a time. */
export interface Detection {
  readonly detectors: readonly AnyDetector[];
  readonly sources: readonly AnySource[];
  readonly intel: Intel;
  readonly decoder: Decoder;
  /** Knows no organization: for logs that are read as files. */
  readonly engine: Engine;
  /** The accounts whose logs were read with `engine`: without a directory these are the owner's. */
  readonly read: ReadAccounts;
  /** Asks with what is known of the organization now. */
  engineOf(directory: Directory): Engine;
  /** Whose records are that neither say it themselves nor have a key that does. */
  readonly home: Home;
}

export interface DetectionParts {
  readonly detectors: readonly AnyDetector[];
  readonly intel: Intel;
  readonly settings?: Partial<SettingLayers>;
  /** What the owner says of accounts and principals. */
  readonly known?: readonly Known[];
  readonly bounds?: Partial<Bounds>;
  readonly home?: Partial<Home>;
  /** MB of text that one object may have. */
  readonly textMb?: number;
  /** Where findings about whoever acts, in whichever Regions, are told of. */
  readonly homeRegion?: string | undefined;
  /** The fields of flow records that come without their names. */
  readonly flowFormat?: readonly string[];
}

/** @throws when the reader's module is not built. */
export async function openDetection(given: DetectionParts): Promise<Detection> {
  const { detectors, intel, settings, known = [], bounds, home, homeRegion, flowFormat, textMb = TEXT_MB_MAX } = given;
  const parts = {
    detectors,
    sources: SOURCES,
    tallies: tallyBuilder,
    intel,
    ...(settings && { settings }),
    ...(homeRegion && { homeRegion }),
    ...(bounds && { bounds }),
  };
  const read = new ReadAccounts();
  const nobody = organizationView({ read: read.ids, known });
  const engine = createEngine({ ...parts, organization: nobody });
  // An engine remembers what conditions said of values: it can be kept as long as they would say the same.
  let last = { version: nobody.version, engine };
  const decoder = await openDecoder(engine.fields, textMb, flowFormat);
  return {
    detectors,
    sources: SOURCES,
    intel,
    engine,
    read,
    engineOf(directory) {
      const organization = organizationView({ ...directory, known });
      const { version } = organization;
      if (version !== last.version) last = { version, engine: createEngine({ ...parts, organization }) };
      return last.engine;
    },
    decoder,
    home: { ...HOME, ...home },
  };
}

/**
 * Opens what reads objects of every source.
 *
 * @param fieldsOf the fields of a source that are asked for; records as they stand can be had without any
 * @throws when the reader's module is not built
 */
export async function openDecoder(
  fieldsOf: (source: string) => readonly string[],
  textMb: number,
  flowFormat?: readonly string[],
): Promise<Decoder> {
  const module = await WebAssembly.compile(await readFile(READER));
  const reader = new Reader(module, { bounds: readerBounds(textMb), seed: randomBytes(4).readUInt32LE() });
  return createDecoder(reader, SOURCES, fieldsOf, flowFormat);
}

const READER = new URL('../build/reader.wasm', import.meta.url);

/** No account has this id: what is found under it belongs to logs that do not say whose they are. */
export const HOME: Home = { accountId: '000000000000', region: 'us-east-1' };
