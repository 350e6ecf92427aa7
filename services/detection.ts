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
import { NO_OVERRIDES, type SettingLayers } from './engine/settings.ts';
import type { Bounds } from './engine/window.ts';

/** The parts that a turn detects with, from bytes to observations. Reads one object at a time. */
export interface Detection {
  readonly detectors: readonly AnyDetector[];
  readonly sources: readonly AnySource[];
  readonly intel: Intel;
  /** The given settings of detectors. */
  readonly settings: SettingLayers;
  readonly decoder: Decoder;
  /** An engine without an organization: for logs that are read as files. */
  readonly engine: Engine;
  /** The accounts whose logs were read with `engine`: without a directory these are the owner's. */
  readonly read: ReadAccounts;
  /** An engine that knows the organization as it is now. */
  engineOf(directory: Directory): Engine;
  /** The account and Region of records when neither the records nor the key name them. */
  readonly home: Home;
}

export interface DetectionParts {
  readonly detectors: readonly AnyDetector[];
  readonly intel: Intel;
  readonly settings?: Partial<SettingLayers>;
  /** The owner's statements about accounts and principals. */
  readonly known?: readonly Known[];
  readonly bounds?: Partial<Bounds>;
  readonly home?: Partial<Home>;
  /** The most MB of text that one object may have. */
  readonly textMb?: number;
  /** The Region of findings about callers, whichever Regions they act in. */
  readonly homeRegion?: string | undefined;
  /** The fields of flow records that arrive without a header. */
  readonly flowFormat?: readonly string[];
}

/** @throws when the reader's module is not built */
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
  const nobody = organizationView({ read: read.ids, named: read.named, known });
  const engine = createEngine({ ...parts, organization: nobody });
  // An engine caches the results of conditions: reuse it while they would stay the same.
  let last = { version: nobody.version, engine };
  const decoder = await openDecoder(engine.fields, textMb, flowFormat);
  return {
    detectors,
    sources: SOURCES,
    intel,
    settings: { ...NO_OVERRIDES, ...settings },
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
 * Opens the decoder, which reads objects of every source.
 *
 * @param fieldsOf the requested fields of a source; the text of records is available without any
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

/** No account has this id: findings under it come from logs that do not name their account. */
export const HOME: Home = { accountId: '000000000000', region: 'us-east-1' };
