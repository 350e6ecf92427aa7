import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { createLog } from '#services/log.ts';
import { nameOf } from '#services/model/log-object.ts';
import { traceIdOf } from '#services/model/trace-id.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { openTracing } from '#services/tracing.ts';
import { deliver } from '#services/workers/deliver.ts';
import { receive } from '#services/workers/receive.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { takeTurn } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../databases.ts';
import { empty } from '../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../replay/detectors.ts';
import { testObjects } from '../replay/objects.ts';
import { openCollector, type CollectedSpan } from '../world/trace-collector.ts';
import { recordingQueue } from './workers/recording-queue.ts';
import { testSink, testWorld } from './workers/world.ts';

const SILENT = createLog('silent');
const PARTITION = 'cloudtrail/111122223333';
const OBJECTS = testObjects(60).filter(
  ({ object }) => object.source === 'cloudtrail' && object.accountId === '111122223333',
);

let database: Database;
let detection: Detection;
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
});
beforeEach(async () => {
  await empty(database.db);
});
afterAll(() => database.close());

/** Runs a turn over the objects and sends its findings. @returns the spans that a collector received */
async function traced(environment: Readonly<Record<string, string>>): Promise<readonly CollectedSpan[]> {
  await using collector = await openCollector();
  {
    await using tracing = await openTracing(
      { OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, ...environment },
      SILENT,
    );
    const sink = testSink();
    const held = testWorld(database, OBJECTS.slice(1), [sink]);
    const world = { ...held, tracing };
    const queue = recordingQueue();
    const objects = OBJECTS.map(({ object }) => object);
    await receive(world, queue, detection.sources, objects);
    const thinkers = thinkHere(detection);
    const parts = { world, queue, detection, thinkers, held: createHeldTallies(), objectsPerTurn: 100, keptRecords: 3 };
    await takeTurn(parts, PARTITION);
    const [finding] = await found();
    if (finding !== undefined) await deliver(world, sink, sink.partition(finding));
  }
  return collector.spans;
}

async function found() {
  const order = { by: 'severity', descending: true } as const;
  const rows = await findingsPage(database.db, EVERYTHING, {}, order, { limit: 1 });
  return rows.map(({ finding }) => finding);
}

test('each object has a trace of its way, which whoever has a finding knows', async () => {
  const spans = await traced({ OTEL_SERVICE_NAME: 'vedette-eu' });
  const [lost, ...had] = OBJECTS.map(({ object }) => nameOf(object));
  if (lost === undefined) throw new Error('There are objects.');
  const of = (name: string) => spans.filter(({ traceId }) => traceId === traceIdOf(name));
  const stepsOf = (name: string) => of(name).map((span) => span.name);
  for (const name of had) {
    expect(
      stepsOf(name)
        .filter((step) => step !== 'deliver')
        .toSorted(),
    ).toEqual(['commit', 'conclude', 'fetch', 'read', 'turn']);
    const turn = of(name).find((span) => span.name === 'turn');
    expect(turn).toMatchObject({ service: 'vedette-eu', parentSpanId: undefined, failed: undefined });
    expect(turn?.attributes).toMatchObject({ 'vedette.object': name, 'vedette.outcome': 'committed' });
    const within = of(name).filter((span) => !['turn', 'deliver'].includes(span.name));
    expect(new Set(within.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([turn?.spanId]));
  }
  // A missing object is fetched, and nothing follows.
  expect(stepsOf(lost).toSorted()).toEqual(['fetch', 'turn']);
  expect(of(lost).find((span) => span.name === 'fetch')?.attributes).toMatchObject({ 'vedette.refused': 'missing' });

  const [finding] = await found();
  const origins = finding?.service.evidence.origins.map(({ object }) => object) ?? [];
  expect(origins.length).toBeGreaterThan(0);
  for (const origin of origins) {
    const sent = of(origin).find(({ name }) => name === 'deliver');
    expect(sent?.attributes).toMatchObject({ 'vedette.sink': 'test', 'vedette.outcomes': ['delivered'] });
    expect(sent?.attributes['vedette.findings']).toContain(finding?.id);
  }
});

test('a share is one of samplers that take a share', async () => {
  const sampler = { OTEL_TRACES_SAMPLER: 'parentbased_always_on', OTEL_TRACES_SAMPLER_ARG: '0' };
  expect((await traced(sampler)).length).toBeGreaterThan(OBJECTS.length);
});

test('what fails says why, and fails as it would without anybody who looks', async () => {
  await using collector = await openCollector();
  {
    await using tracing = await openTracing(
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces` },
      SILENT,
    );
    const failing = tracing?.within('turn', ['s3://logs/a'], (part) =>
      part.within('commit', ['s3://logs/a'], () => Promise.reject(new Error('The disk is full.'))),
    );
    await expect(failing).rejects.toThrow('The disk is full.');
  }
  expect(collector.spans.map(({ name, failed }) => [name, failed])).toEqual([
    ['commit', 'The disk is full.'],
    ['turn', 'The disk is full.'],
  ]);
});

test('what others choose the length of is cut', async () => {
  await using collector = await openCollector();
  {
    const url = `${collector.url}/v1/traces`;
    await using tracing = await openTracing({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url }, SILENT);
    await tracing?.within('turn', [`s3://logs/${'k'.repeat(5000)}`], async () => undefined);
  }
  expect(String(collector.spans[0]?.attributes['vedette.object'])).toHaveLength(1024);
});

test('a collector that takes nothing is told of once, with what is lost and why', async () => {
  await using collector = await openCollector(401);
  const told: unknown[] = [];
  const log = { warn: (...said: readonly unknown[]) => told.push(said) };
  {
    const url = `${collector.url}/v1/traces`;
    await using tracing = await openTracing({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url }, log);
    // Two batches.
    for (let n = 0; n < 600; n++) await tracing?.within('turn', [`s3://logs/${n}`], async () => undefined);
  }
  expect(told).toEqual([['traces-refused', { spans: 512, error: expect.stringContaining('Unauthorized') }]]);
});

test('of a share of traces none is told of where it is nothing', async () => {
  expect(await traced({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' })).toEqual([]);
});

test.each([
  {},
  { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_EXPORTER: 'none' },
])('nothing is traced with %o', async (environment) => {
  expect(await openTracing(environment, SILENT)).toBeUndefined();
});
