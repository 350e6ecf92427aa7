import type { Database } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import type { Aws } from '#services/aws/aws.ts';
import { openDetection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import { renderersOf } from '#services/formats.ts';
import { createLog } from '#services/log.ts';
import type { Finding } from '#services/model/finding.ts';
import { nameOf } from '#services/model/log-object.ts';
import { openSinks } from '#services/sinks.ts';
import securityHubSink from '#services/sinks/security-hub.ts';
import { start } from '#services/start.ts';
import type { World } from '#services/world.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import { hands } from '../world/organization.ts';
import type { DeliveredObject } from './deliver.ts';
import type { Story } from './story.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { empty } from '../renewal.ts';

/** The environment of a story: the whole service in this process, with an embedded database and a fake Security Hub. */
export interface Stage extends AsyncDisposable {
  /**
   * Plays a story from an empty stage to the end. Objects arrive lot by lot. The clock is set to the latest delivery of
   * the lot, and never goes back.
   *
   * @param deaths how many turns die after thinking, when they are about to write
   */
  play(lots: readonly (readonly DeliveredObject[])[], deaths?: number): Promise<Ending>;
}

/** The findings at the end, as each consumer sees them, in the order of their first records. */
export interface Ending {
  readonly findings: readonly Finding[];
  readonly guardduty: readonly object[];
  /** The findings in Security Hub. */
  readonly asff: readonly object[];
  /** The number of turns that died. */
  readonly died: number;
}

export async function openStage(database: Database, { objects, intel }: Story): Promise<Stage> {
  const detectors = await loadDetectors();
  const detection = await openDetection({ detectors, intel });
  const renderers = renderersOf(detectors);
  const guardduty = await renderers('guardduty');
  const bucket = new Map<string, Uint8Array>();
  const securityHub = securityHubOf(objects);
  const clock = { time: 0, ids: 0, deaths: 0, died: 0 };
  const world: World = {
    now: () => new Date(clock.time),
    // A turn takes its id after thinking, right before it writes.
    newId: () => {
      if (clock.deaths > clock.died) {
        clock.died++;
        throw new Error('A planted death.');
      }
      return `turn-${clock.ids++}`;
    },
    database,
    log: createLog('silent'),
    objects: {
      get: async (object) =>
        bucket.get(nameOf(object)) ?? { refused: 'missing', message: 'The story has no such object.' },
    },
    // The fake needs no pause between requests.
    sinks: await openSinks([{ ...securityHubSink, ratePerSecond: 1000 }], {}, { aws: securityHub.aws }, renderers),
  };
  const service = await start(world, { turnsAtOnce: 2, objectsPerTurn: 100, retentionDays: 90 }, detection);
  return {
    async play(lots, deaths = 0) {
      await empty(database.db);
      await securityHub.begin();
      Object.assign(clock, { time: 0, deaths, died: 0 });
      for (const lot of lots) {
        clock.time = Math.max(clock.time, ...lot.map(({ deliveredAt }) => deliveredAt));
        for (const { object, bytes } of lot) bucket.set(nameOf(object), bytes);
        await service.receive(lot.map(({ object }) => object));
        await settled(service, deaths);
      }
      const rows = await findingsPage(
        database.db,
        EVERYTHING,
        {},
        { by: 'updatedAt', descending: false },
        { limit: 1000 },
      );
      const findings = rows.map(({ finding }) => finding).toSorted(inOrder);
      return {
        findings,
        guardduty: findings.map(guardduty),
        asff: findings.map(securityHub.imported).filter((body) => body !== undefined),
        died: clock.died,
      };
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await securityHub.end();
    },
  };
}

/** A turn that dies fails its job, and the next round repeats the job. */
async function settled(service: { settle(): Promise<void> }, failures: number): Promise<void> {
  try {
    await service.settle();
  } catch (error) {
    if (failures === 0) throw error;
    await settled(service, failures - 1);
  }
}

function inOrder(a: Finding, b: Finding): number {
  const [first, second] = [a, b].map(({ service, type, id }) => `${service.eventFirstSeen} ${type} ${id}`);
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

/** No call in a scenario reaches moto. */
const NO_MOTO = 'http://127.0.0.1:1';

/** The Region for findings about identities, whichever Regions they acted in. */
const HOME_REGION = 'us-east-1';

/** Security Hub in every account and Region of the story, empty at the start of each play. */
function securityHubOf(objects: readonly DeliveredObject[]) {
  let emulator = new AwsEmulator(NO_MOTO);
  const aws: Aws = {
    settings: {
      region: 'us-east-1',
      partition: 'aws',
      memberRole: { name: 'VedetteMember', externalId: undefined, sessionName: 'vedette' },
    },
    client: async (as, region = 'us-east-1') => ({
      ...hands(emulator, as, region),
      retryMode: 'standard',
      customUserAgent: 'test',
    }),
    [Symbol.asyncDispose]: async () => {},
  };
  return {
    aws,
    async begin() {
      await emulator.stop();
      emulator = new AwsEmulator(NO_MOTO);
      await emulator.start();
      for (const { object } of objects)
        for (const region of [object.region ?? '', HOME_REGION])
          emulator.securityHub.enable(object.accountId ?? '', region);
    },
    imported: ({ id }: Finding) =>
      emulator.securityHub.findings().find(({ body }) => String(body['Id']).endsWith(id))?.body,
    end: () => emulator.stop(),
  };
}
