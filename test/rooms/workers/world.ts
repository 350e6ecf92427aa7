import type { Database } from '#db/client.ts';
import { createLog, type LogEvent } from '#services/log.ts';
import { EVERY_VERSION, type Receipt, type Sink } from '#services/model/delivery.ts';
import type { Finding } from '#services/model/finding.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { ObjectRefusal } from '#services/model/object-store.ts';
import type { World } from '#services/world.ts';
import type { TestObject } from '../../replay/objects.ts';

/** A world that a test controls. */
export interface TestWorld extends World {
  /** The store's answers by key; other keys are missing. */
  readonly store: Map<string, Uint8Array | ObjectRefusal | Error>;
  /** Every event that was logged, with its details. */
  readonly told: { readonly event: LogEvent; readonly details: unknown }[];
  advance(ms: number): void;
}

export function testWorld(database: Database, objects: readonly TestObject[], sinks: readonly Sink[] = []): TestWorld {
  const store = new Map<string, Uint8Array | ObjectRefusal | Error>(
    objects.map(({ object, bytes }) => [object.key, bytes]),
  );
  const told: TestWorld['told'] = [];
  const tell = (event: LogEvent, details?: unknown) => told.push({ event, details });
  let time = Date.parse('2026-03-03T00:00:00Z');
  let ids = 0;
  return {
    now: () => new Date(time),
    newId: () => `id-${ids++}`,
    database,
    sinks,
    log: { ...createLog('silent'), debug: tell, info: tell, warn: tell, error: tell },
    objects: {
      async get({ key }: LogObject) {
        const answer = store.get(key) ?? { refused: 'missing', message: 'Unknown.' };
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    store,
    told,
    advance: (ms) => {
      time += ms;
    },
  };
}

export interface TestSink extends Sink {
  readonly batches: { readonly partition: string; readonly findings: readonly Finding[] }[];
}

/** A sink that accepts everything, unless given other receipts. */
export function testSink(
  say: (finding: Finding, batch: number) => Omit<Receipt, 'findingId'> | undefined = () => ({
    outcome: 'delivered',
    error: undefined,
  }),
): TestSink {
  const batches: TestSink['batches'] = [];
  return {
    name: 'test',
    terms: EVERY_VERSION,
    render: (finding) => finding,
    batchMax: 5,
    ratePerSecond: 1000,
    partition: partitionOf,
    batches,
    async deliver(documents) {
      const findings = documents.flatMap(({ body }) => (isFinding(body) ? [body] : []));
      const [first] = findings;
      if (first !== undefined) batches.push({ partition: partitionOf(first), findings });
      return findings.flatMap((finding) => {
        const said = say(finding, batches.length);
        return said === undefined ? [] : [{ findingId: finding.id, ...said }];
      });
    },
  };
}

/** Whether the body came from `render` above. */
function isFinding(body: object): body is Finding {
  return 'schemaVersion' in body;
}

function partitionOf({ accountId, region }: Pick<Finding, 'accountId' | 'region'>): string {
  return `${accountId} ${region}`;
}
