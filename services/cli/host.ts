import process from 'node:process';
import { openDatabase, type Database } from '#db/client.ts';
import { appendAudit } from '#db/queries/audit.ts';
import { findingHorizon } from '#db/queries/changes.ts';
import { databaseState } from '#db/queries/state.ts';
import { withoutStatement } from '#db/database-error.ts';
import type { Access } from '#graphql/access/access.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import type { Aws } from '#services/aws/aws.ts';
import { renderersOf } from '../formats.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Sink } from '#services/model/delivery.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import { minutes } from '#services/model/time.ts';
import type { Config } from '../config.ts';
import { openDetection, type Detection } from '../detection.ts';
import { exceptionsOf, settingsInForce } from '../engine/settings.ts';
import { loadSinks } from '../sinks.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { openExamples } from './sample/examples.ts';
import { calibrations } from './calibrations.ts';
import { ReadinessProbe } from './readiness.ts';
import { listStateIn, shownLists } from './shown-lists.ts';
import { shownSettings } from './shown-settings.ts';
import { MEMBER_ROLE } from './open-aws.ts';
import { openTracing } from '../tracing.ts';
import { start, type Service } from '../start.ts';
import type { OpenedIntel } from '../workers/adapters/intel-store.ts';
import { heldFor } from '../workers/kits/held-for.ts';
import { SettingsKeeper } from '../workers/keep-settings.ts';
import type { Mind } from '../workers/thinking/minds.ts';
import type { ThreadParts } from '../workers/thinking/thread-detection.ts';
import { openThreads } from '../workers/thinking/thinking-threads.ts';
import { createWorld, type World } from '../world.ts';

export interface HostParts {
  readonly config: Config;
  /** Reads and checks the configuration again; called when the settings file has changed. */
  readonly readConfig: () => Promise<Config>;
  readonly log: Log;
  readonly detectors: readonly AnyDetector[];
  readonly intel: OpenedIntel;
  /** The organization to watch; undefined when AWS is not watched. */
  readonly aws?: Aws | undefined;
  readonly objects: (database: Database) => ObjectStore;
  readonly sinks: readonly Sink[];
  readonly metrics: Metrics;
}

/** A whole service in this process: database, workers, API. */
export interface Host extends AsyncDisposable {
  readonly world: World;
  readonly detection: Detection;
  readonly service: Service;
  readonly server: Server;
  /** Puts another snapshot of lists into force: all turns that begin from now on use it. */
  takeUp(intel: OpenedIntel): Promise<void>;
}

/** What may change while the service runs, of what turns use. */
interface InForce {
  readonly config: Config;
  readonly intel: OpenedIntel;
}

/** Opens the parts of a service in order, and closes them in reverse order, whatever fails on the way. */
export async function openHost({
  config,
  readConfig,
  log,
  detectors,
  intel,
  aws,
  objects,
  sinks,
  metrics,
}: HostParts): Promise<Host> {
  await using opening = new AsyncDisposableStack();
  const database = opening.adopt(
    await openDatabase(config.databaseUrl, { onError: (error) => log.warn('database-error', { error }) }),
    (opened) => opened.close(),
  );
  const mindOf = async ({ config: { settings, known, homeRegion, objectTextMb }, intel: opened }: InForce) => {
    const given = { settings, known, homeRegion, textMb: objectTextMb };
    const parts: ThreadParts = { ...given, intel: opened.from };
    return {
      detection: await openDetection({ ...given, detectors, intel: opened.intel }),
      thinkers: openThreads({ module: THINKING, parts }, config.objectSeconds),
    } satisfies Mind;
  };
  let inForce: InForce = { config, intel };
  const { detection, thinkers } = await mindOf(inForce);
  const tracing = opening.use(await openTracing(process.env, log));
  const world = createWorld({
    database,
    objects: objects(database),
    sinks,
    log,
    tracing,
    measure: metrics.measure,
    aws,
  });
  const readiness = new ReadinessProbe(world);
  await using starting = new AsyncDisposableStack();
  const service = starting.use(await start(world, config, detection, thinkers));
  const putIntoForce = async (change: Partial<InForce>): Promise<void> => {
    const next = { ...inForce, ...change };
    await service.think(await mindOf(next));
    inForce = next;
  };
  let taken = Promise.resolve();
  /** Changes are made one after the other, because each builds on what the previous one put into force. */
  const takeUp = (change: Partial<InForce>): Promise<void> => {
    const taking = taken.then(() => putIntoForce(change));
    taken = taking.catch(() => undefined);
    return taking;
  };
  const settingsFile = starting.use(
    new SettingsKeeper({ log, config, read: readConfig, replace: (next) => takeUp({ config: next }) }).follow(),
  );
  const examples = openExamples(detectors);
  const learnedLately = heldFor(LEARNED_MS, world, () => calibrations(database.bounded));
  const server = opening.adopt(
    await serveApi({
      db: database.bounded,
      renderers: renderersOf(detectors),
      detectors,
      settingsOf: (detector, accountId, units) => settingsInForce(detector, inForce.config.settings, accountId, units),
      exceptionsOf: (detector) => exceptionsOf(detector, inForce.config.settings),
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
      sinks,
      installation: {
        settings: async () => {
          const learned = await learnedLately();
          const achieved = learned.reduce((sum, each) => sum + each.achieved, 0);
          return shownSettings(inForce.config, {
            sinks: await loadSinks(),
            detectors,
            achieved: new Map(learned.length === 0 ? [] : [['alertsPerAccountWeek', achieved]]),
          });
        },
        settingsFile,
        lists: () => shownLists(config, inForce.intel, detectors),
        listState: (category) => listStateIn(inForce.intel.intel, category),
        calibrations: learnedLately,
        trial: examples.trial,
      },
      audit: (entry) => database.db.transaction((tx) => appendAudit(tx, [entry], new Date())),
      readiness: () => readiness.read(),
      measured: () => metrics.read(),
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
  // The server closes last: while turns end, it still answers, and says that the process drains.
  opening.use(starting.move());
  opening.defer(() => readiness.drain());
  const opened = opening.move();
  return {
    world,
    detection,
    service,
    server,
    takeUp: (next) => takeUp({ intel: next }),
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

/** How long calibrations are reused. They change once an hour, when days are sealed, and are slow to read. */
const LEARNED_MS = minutes(5);

function apiLog(log: Log) {
  return {
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: (error: unknown) => log.error('api-error', { error: withoutStatement(error) }),
  };
}

function ignore(): void {}
