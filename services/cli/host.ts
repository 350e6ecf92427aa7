import process from 'node:process';
import { openDatabase, type Database } from '#db/client.ts';
import { appendAudit } from '#db/queries/audit.ts';
import { findingHorizon } from '#db/queries/changes.ts';
import { databaseState } from '#db/queries/state.ts';
import { withoutStatement } from '#db/database-error.ts';
import { isReady } from '#db/queries/ready.ts';
import type { Access } from '#graphql/access/access.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import type { Aws } from '#services/aws/aws.ts';
import { renderersOf } from '../formats.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Sink } from '#services/model/delivery.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import type { Config } from '../config.ts';
import { openDetection, type Detection } from '../detection.ts';
import { settingsInForce } from '../engine/settings.ts';
import { loadSinks } from '../sinks.ts';
import type { Log } from '../log.ts';
import { openExamples } from './sample/examples.ts';
import { shownLists } from './shown-lists.ts';
import { shownSettings } from './shown-settings.ts';
import { MEMBER_ROLE } from './open-aws.ts';
import { openTracing } from '../tracing.ts';
import { start, type Service } from '../start.ts';
import type { OpenedIntel } from '../workers/adapters/intel-store.ts';
import type { Mind } from '../workers/thinking/minds.ts';
import type { ThreadParts } from '../workers/thinking/thread-detection.ts';
import { openThreads } from '../workers/thinking/thinking-threads.ts';
import { createWorld, type World } from '../world.ts';

export interface HostParts {
  readonly config: Config;
  readonly log: Log;
  readonly detectors: readonly AnyDetector[];
  readonly intel: OpenedIntel;
  /** The organization to watch; undefined when AWS is not watched. */
  readonly aws?: Aws | undefined;
  readonly objects: (database: Database) => ObjectStore;
  readonly sinks: readonly Sink[];
}

/** A whole service in this process: database, workers, API. */
export interface Host extends AsyncDisposable {
  readonly world: World;
  readonly detection: Detection;
  readonly service: Service;
  readonly server: Server;
  /** Makes another snapshot of lists take effect for all turns that begin from now on. */
  takeUp(intel: OpenedIntel): Promise<void>;
}

/** Opens the parts of a service in order, and closes them in reverse order, whatever fails on the way. */
export async function openHost({ config, log, detectors, intel, aws, objects, sinks }: HostParts): Promise<Host> {
  await using opening = new AsyncDisposableStack();
  const database = opening.adopt(
    await openDatabase(config.databaseUrl, { onError: (error) => log.warn('database-error', { error }) }),
    (opened) => opened.close(),
  );
  const { settings, known, homeRegion, objectTextMb: textMb } = config;
  const mindOf = async (opened: OpenedIntel): Promise<Mind> => {
    const parts: ThreadParts = { intel: opened.from, settings, known, homeRegion, textMb };
    return {
      detection: await openDetection({ detectors, intel: opened.intel, settings, known, homeRegion, textMb }),
      thinkers: openThreads({ module: THINKING, parts }, config.objectSeconds),
    };
  };
  const { detection, thinkers } = await mindOf(intel);
  const tracing = opening.use(await openTracing(process.env, log));
  const world = createWorld({ database, objects: objects(database), sinks, log, tracing, ...(aws && { aws }) });
  const service = opening.use(await start(world, config, detection, thinkers));
  const examples = openExamples(detectors);
  let inForce = intel;
  const server = opening.adopt(
    await serveApi({
      db: database.bounded,
      renderers: renderersOf(detectors),
      detectors,
      settingsOf: (detector, accountId, units) => settingsInForce(detector, settings, accountId, units),
      enrolment: config.enrolment && {
        settings: config.enrolment,
        regions: config.regions,
        memberRole: config.memberRole ?? MEMBER_ROLE,
      },
      access: accessOf(config),
      // GraphiQL works with a session cookie or on this machine; it cannot send a token.
      graphiql: config.apiToken === undefined || config.publicUrl !== undefined,
      now: world.now,
      attacks: examples.attacks,
      installation: {
        settings: async () => shownSettings(config, { sinks: await loadSinks(), detectors }),
        lists: () => shownLists(config, inForce, detectors),
        trial: examples.trial,
      },
      audit: (entry) => database.db.transaction((tx) => appendAudit(tx, [entry], new Date())),
      ready: () => isReady(database.db),
      horizon: () => findingHorizon(database.bounded),
      state: () => databaseState(database.bounded),
      records: service.records,
      traceUrl: config.traceUrl,
      trustedProxies: config.trustedProxies,
      logging: apiLog(log),
      host: config.host,
      port: config.port,
    }),
    (opened) => opened.close(),
  );
  const opened = opening.move();
  return {
    world,
    detection,
    service,
    server,
    async takeUp(next) {
      await service.think(await mindOf(next));
      inForce = next;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function accessOf({ apiToken: token, publicUrl, oidc, oidcClientSecret: clientSecret }: Config): Access {
  if (publicUrl === undefined) return token === undefined ? { kind: 'loopback' } : { kind: 'token', token };
  return {
    kind: 'token',
    token,
    login: { publicUrl: new URL(publicUrl), provider: oidc && { ...oidc, clientSecret } },
  };
}

/** The module that worker threads load, so that they detect exactly as this process would. */
const THINKING = new URL('../workers/thinking/thread-detection.ts', import.meta.url).href;

function apiLog(log: Log) {
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (error: unknown) => log.error('api-error', { error: withoutStatement(error) }),
  };
}

function ignore(): void {}
