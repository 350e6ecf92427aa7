import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { exampleOrganization } from '#services/cli/sample/example-organization.ts';
import { observeInOrder } from '#services/cli/scan/scan-learning.ts';
import { createEngine, type Engine } from '#services/engine/engine.ts';
import type { Batch } from '#services/model/column.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import type { Intel } from '#services/model/intel.ts';
import { opened } from '#services/cases/seen.ts';
import { loadDetectors } from '#services/detectors.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Observation } from '#services/model/observation.ts';
import { once } from '#services/model/once.ts';
import type { LogObject, SourceName } from '#services/model/log-object.ts';
import { Reader } from '#services/reader/reader.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import { SOURCES } from '#services/sources/index.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { foldObservations } from '#services/workers/turn/fold-observations.ts';
import { onlyBatch } from './only-batch.ts';

/** An example, after reading it as the service reads logs. */
export interface Told {
  readonly detectors: readonly AnyDetector[];
  readonly engine: Engine;
  readonly intel: Intel;
  readonly object: LogObject;
  /** Valid until the next example is read. */
  readonly batch: Batch;
}

/**
 * Examples have few records, so all tests may share one reader. It forgets all values between two examples, as the
 * service does after many objects: then equal codes mean other values, which nothing may mix up.
 */
export async function openReader(): Promise<Reader> {
  const module = await WebAssembly.compile(await readFile(new URL('../build/reader.wasm', import.meta.url)));
  return new Reader(module, { bounds: { keptMax: 0 } });
}

/** The one reader of a process for all shipped detectors: it has an engine for each context that examples have. */
export const openExampleReader = once(async () => exampleReader(await openReader(), await loadDetectors()));

export function exampleReader(
  reader: Reader,
  detectors: readonly AnyDetector[],
): (source: SourceName, example: Example) => Told {
  const open = (example: Example) => {
    const intel = exampleIntel(example);
    const settings = { organization: example.settings ?? {} };
    const parts = { detectors, sources: SOURCES, tallies: tallyBuilder, intel, settings };
    const engine = createEngine({ ...parts, organization: exampleOrganization(example) });
    return { intel, engine, decoder: createDecoder(reader, SOURCES, engine.fields) };
  };
  // Making an engine of all detectors costs more than running an example: examples in the same context share one.
  const engines = new Map<string, ReturnType<typeof open>>();
  return (source, example) => {
    const key = JSON.stringify({ ...example, records: [], header: '', also: [] });
    const { intel, engine, decoder } = engines.get(key) ?? open(example);
    engines.set(key, { intel, engine, decoder });
    const bytes = gzipSync(sourceNamed(source).text(example));
    const object = {
      bucket: '',
      key: `example-${source}.gz`,
      etag: '',
      sizeBytes: bytes.length,
      source,
      accountId: undefined,
      region: undefined,
    };
    const { report, batch } = onlyBatch(decoder, object, bytes, { accountId: '111122223333', region: 'us-east-1' });
    if (batch === undefined || report.unreadable > 0)
      throw new Error(`The example cannot be read: ${JSON.stringify(report)}`);
    return { engine, intel, object, batch, detectors };
  };
}

/** The result of a story. */
export interface Outcome {
  readonly observations: readonly Observation[];
  readonly findings: readonly Finding[];
}

/** Runs stories through all detectors at once, from bytes to findings. */
export type Storyteller = (source: SourceName, example: Example) => Outcome;

/**
 * Runs examples through all shipped detectors. Results are cached for the life of the process: several suites ask for
 * them, and engines of all detectors take time.
 */
export const openStories = once(async () => {
  const tell = storyteller(await openExampleReader());
  const told: Partial<Record<SourceName, Map<() => Example, Outcome>>> = {};
  return (source: SourceName, make: () => Example): Outcome => {
    const known = (told[source] ??= new Map());
    const outcome = known.get(make) ?? tell(source, make());
    known.set(make, outcome);
    return outcome;
  };
});

export function storyteller(read: (source: SourceName, example: Example) => Told): Storyteller {
  return (source, example) => {
    const { engine, object, batch, detectors } = read(source, example);
    const work = engine.newWork();
    engine.step(batch, object, source, work);
    const observations = example.learned === undefined ? work.observe() : observeInOrder(detectors, work);
    const changes = foldObservations(engine, observations, new Map(), new Map(), new Date(0));
    return { observations, findings: changes.map(({ finding }) => opened(finding)) };
  };
}
