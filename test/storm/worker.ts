import { openDatabase } from '#db/client.ts';
import type { Aws } from '#services/aws/aws.ts';
import { openDetection } from '#services/detection.ts';
import { renderersOf } from '#services/formats.ts';
import { createLog } from '#services/log.ts';
import { openSinks } from '#services/sinks.ts';
import securityHub from '#services/sinks/security-hub.ts';
import { start } from '#services/start.ts';
import { NO_INTEL, TEST_DETECTORS } from '../replay/detectors.ts';
import { fastClock } from './fast-clock.ts';

/** A worker process of the storm: `node worker.ts DATABASE_URL ENDPOINT CLOCK_START`. It only sends, until it is killed. */
const [url = '', endpoint = '', clockStart] = process.argv.slice(2);

const aws: Aws = {
  settings: {
    region: 'eu-west-1',
    partition: 'aws',
    memberRole: { name: 'M', externalId: undefined, sessionName: 's' },
  },
  client: async (as, region = 'eu-west-1') => ({
    endpoint,
    region,
    credentials: async () => ({ accessKeyId: `AKIATEST${as}`, secretAccessKey: 'any' }),
    // No retries here: the outbox handles every failure.
    maxAttempts: 1,
    retryMode: 'standard',
    customUserAgent: 'storm',
  }),
  [Symbol.asyncDispose]: async () => {},
};

const database = await openDatabase(url, { connectionsMax: 4 });
const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
const sinks = await openSinks([{ ...securityHub, ratePerSecond: 100 }], {}, { aws }, renderersOf([]));
const objects = { get: () => Promise.reject(new Error('Nothing is read here.')) };
const world = { now: fastClock(Number(clockStart)), newId: () => crypto.randomUUID(), database, objects, sinks };
await start(
  { ...world, log: createLog('silent') },
  { turnsAtOnce: 1, objectsPerTurn: 1, retentionDays: 36_500 },
  detection,
);
// Ends with the storm.
process.once('disconnect', () => process.exit());
