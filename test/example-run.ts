import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { createEngine } from '#services/engine/engine.ts';
import { createIntel } from '#services/intel/snapshot.ts';
import { createThreatList } from '#services/intel/threat-list.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import { LIST_CATEGORIES, type Intel } from '#services/model/intel.ts';
import type { Observation } from '#services/model/observation.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { Reader } from '#services/reader/reader.ts';
import cloudtrail from '#services/sources/cloudtrail.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import dnsQuery from '#services/sources/dns-query.ts';
import type { AnySource } from '#services/sources/log-source.ts';
import vpcFlow from '#services/sources/vpc-flow.ts';
import { FLOW_HEADER } from '#services/sources/vpc-flow/example.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';

const SOURCES: readonly AnySource[] = [{ ...cloudtrail }, { ...vpcFlow }, { ...dnsQuery }];

/** Tells stories to all detectors at once, from bytes to observations, the way the service reads logs. */
export type Storyteller = (source: SourceName, example: Example) => readonly Observation[];

export async function createStoryteller(detectors: readonly AnyDetector[]): Promise<Storyteller> {
  const module = await WebAssembly.compile(await readFile(new URL('../build/reader.wasm', import.meta.url)));
  const reader = new Reader(module);
  return (source, example) => {
    const engine = createEngine({
      detectors,
      sources: SOURCES,
      tallies: tallyBuilder,
      intel: intelOf(example),
      organization: { member: () => true },
    });
    const decoder = createDecoder(reader, SOURCES, engine.fields);
    const key = `example-${source}.gz`;
    const bytes = gzipSync(textOf(source, example));
    const object = {
      bucket: '',
      key,
      etag: '',
      sizeBytes: bytes.length,
      source,
      accountId: undefined,
      region: undefined,
    };
    const { report, batch } = decoder.decode(object, bytes, { accountId: '111122223333', region: 'us-east-1' });
    if (batch === undefined || report.unreadable > 0)
      throw new Error(`The example cannot be read: ${JSON.stringify(report)}`);
    const work = engine.newWork();
    engine.step(batch, object, source, work);
    return work.observe();
  };
}

function textOf(source: SourceName, { records, header = FLOW_HEADER }: Example): string {
  if (source === 'cloudtrail') return JSON.stringify({ Records: records });
  if (source === 'vpc-flow') return [header, ...records, ''].join('\n');
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** The lists that the example brings, and the places that it says: documentation addresses are nowhere. */
function intelOf({ lists = {}, places = {}, amazon = [] }: Example): Intel {
  const threatLists = LIST_CATEGORIES.filter((category) => lists[category] !== undefined).map((category) =>
    createThreatList(category, `example ${category}`, Buffer.from((lists[category] ?? []).join('\n'))),
  );
  const nothing = { name: 'none', version: 'none', open: () => ({ find: () => undefined }) };
  const intel = createIntel({ lists: threatLists, systems: nothing, countries: nothing, ranges: undefined });
  return { ...intel, place: (ip) => places[ip], amazon: (ip) => amazon.includes(ip) };
}
