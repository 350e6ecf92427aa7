import { readFile } from 'node:fs/promises';
import { createEngine } from '#services/engine/engine.ts';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { organizationView } from '#services/organization/view.ts';
import { Reader } from '#services/reader/reader.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import { SOURCES } from '#services/sources/index.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';

/** A finding type and the resource that it is about. */
export interface Accusation {
  readonly type: FindingType;
  readonly about: string;
}

/** Reads objects of resolver logs one after the other, as the service does, and returns the accusations after each. */
export interface Watch {
  /** @param lines JSON, one query each: together one object */
  read(lines: readonly string[]): readonly Accusation[];
}

/** @returns a function that creates a watch without any history */
export async function openWatches(detectors: readonly AnyDetector[]): Promise<() => Watch> {
  const reader = new Reader(
    await WebAssembly.compile(await readFile(new URL('../../build/reader.wasm', import.meta.url))),
  );
  const engine = createEngine({
    detectors,
    sources: SOURCES,
    tallies: tallyBuilder,
    intel: exampleIntel({ records: [] }),
    organization: organizationView({ read: new Set(), known: [], addresses: { version: '', owners: new Map() } }),
  });
  const decoder = createDecoder(reader, SOURCES, engine.fields);
  return () => {
    const work = engine.newWork({ isStored: () => false });
    let objects = 0;
    return {
      read(lines) {
        const object = {
          bucket: '',
          key: `object-${objects++}.log`,
          etag: '',
          sizeBytes: 0,
          source: 'dns-query' as const,
          accountId: undefined,
          region: undefined,
        };
        const home = { accountId: '111122223333', region: 'us-east-1' };
        decoder.decode(object, Buffer.from(`${lines.join('\n')}\n`), home, (batch) =>
          engine.step(batch, object, 'dns-query', work),
        );
        return work.observe().map(({ type, subject }) => ({ type, about: subject.resource.id }));
      },
    };
  };
}
