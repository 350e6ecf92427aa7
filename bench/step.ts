import { readFileSync } from 'node:fs';
import { openDetection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import { createIntel } from '#services/intel/snapshot.ts';
import { createThreatList } from '#services/intel/threat-list.ts';
import { settingsOf } from '#services/engine/settings.ts';
import type { Batch } from '#services/model/column.ts';
import type { AnyDetector, SettingValue } from '#services/model/detector.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Look } from '#services/model/look.ts';
import { windowStart } from '#services/model/time.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { organizationView } from '#services/organization/view.ts';
import { corpus, filesOf } from './corpus.ts';
import type { BenchRow } from './row.ts';
import { onlyBatch } from '../test/only-batch.ts';

/** The usual size of a batch. */
const RECORDS = 65_000;
const ROUNDS = 5;
/**
 * The measured code evaluates all conditions at once by code, and groups by code; the reference evaluates one condition
 * at a time, and groups by text.
 */
const RATIO_MAX = 0.5;

/**
 * Runs 65,000 decoded flow records through all detectors, with a list of addresses loaded. The reference makes an
 * object of each record, asks every detector in turn, and counts in a map keyed by text.
 */
export async function run(): Promise<readonly BenchRow[]> {
  const lists = [createThreatList('custom', 'bench', Buffer.from('198.18.7.0/24\n198.19.200.9\n'))];
  const none = { name: 'none', version: 'none', open: () => ({ find: () => undefined }) };
  const intel = createIntel({ lists, systems: none, countries: none, ranges: undefined });
  const detectors = (await loadDetectors()).filter(({ from }) => from.source === 'vpc-flow');
  const { decoder, engine, home } = await openDetection({ detectors, intel });
  const [path = ''] = filesOf(corpus({ kind: 'flow', files: 1, recordsPerFile: RECORDS, seed: 1 }));
  const bytes = readFileSync(path);
  const object = { bucket: '', key: path, etag: '', sizeBytes: bytes.length, source: undefined };
  const batch = onlyBatch(decoder, { ...object, accountId: undefined, region: undefined }, bytes, home).batch;
  if (batch === undefined) throw new Error(`${path} holds no records.`);

  const ours = (): void => {
    const work = engine.newWork();
    engine.step(batch, object, 'vpc-flow', work);
    work.observe();
  };
  const reference = (): void =>
    askInTurn(batch, engine.fields('vpc-flow'), detectors, (detector) => ({
      intel,
      organization: organizationView({}),
      settings: settingsOf(detector),
    }));
  const times = { ours: new Array<number>(), reference: new Array<number>() };
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, ask] of [
      ['ours', ours],
      ['reference', reference],
    ] as const) {
      const before = process.cpuUsage();
      ask();
      const { user, system } = process.cpuUsage(before);
      // The first round warms both up, and evaluates each distinct value.
      if (round > 0) times[name].push(((user + system) * 1000) / RECORDS);
    }
  const [oursNs, referenceNs] = [median(times.ours), median(times.reference)];
  const ratio = oursNs / referenceNs;
  const name = `step ${RECORDS} flow records through ${detectors.length} detectors, CPU ns a record`;
  return [{ name, ours: oursNs, reference: referenceNs, ratio, gate: `<= ${RATIO_MAX}`, ok: ratio <= RATIO_MAX }];
}

interface Group {
  count: number;
  readonly tallies: readonly unknown[];
}

function askInTurn(
  batch: Batch,
  fields: readonly string[],
  detectors: readonly AnyDetector[],
  lookOf: (detector: AnyDetector) => Look<Readonly<Record<string, SettingValue>>>,
): void {
  const questions = detectors.map((detector) => ({
    detector,
    look: lookOf(detector),
    tallies: Object.values(detector.tally?.(tallyBuilder) ?? {}),
    groups: new Map<string, Group>(),
  }));
  const columns = fields.map((field) => ({ field, column: batch.column(field) }));
  for (let row = 0; row < batch.rows; row++) {
    const values = new Map(columns.map(({ field, column }) => [field, column.value(column.codes[row] ?? 0)]));
    const record: LogRecord = batch.record(row);
    for (const { detector, look, tallies, groups } of questions) {
      const { from, where = {}, and, about, within = 1 } = detector;
      if (from.routes.length > 0 && !from.routes.includes(String(values.get('action')))) continue;
      if (!Object.entries(where).every(([field, accepts]) => accepts?.(values.get(field), look) ?? true)) continue;
      if (and !== undefined && !and(record, look)) continue;
      const subject = about(record, look);
      if (subject === undefined) continue;
      const key = `${windowStart(record.time, within)} ${subject.role} ${subject.resource.id} ${subject.remote}`;
      const group = groups.get(key) ?? { count: 0, tallies: tallies.map(({ tally }) => tally.empty()) };
      groups.set(key, group);
      group.count++;
      tallies.forEach(({ tally, of }, i) => tally.add(group.tallies[i], of(record)));
    }
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
