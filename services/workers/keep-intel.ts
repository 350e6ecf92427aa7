import { FEED_CATEGORIES } from '#services/intel/feed-categories.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { appendAudit } from '#db/queries/audit.ts';
import { putCoverage } from '#db/queries/coverage.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Feed } from '#services/model/feed.ts';
import { minutes } from '#services/model/time.ts';
import { listFact, missingLists } from '#services/organization/missing-lists.ts';
import type { World } from '../world.ts';
import { openPinned, type OpenedIntel } from './adapters/intel-store.ts';
import { forgetListAct, setNoteAside, waitingListActs } from './adapters/list-acts.ts';
import { agedFiles, pinIntel, pinKey, type IntelSources } from './adapters/pinned-intel.ts';
import type { Fetch } from './feeds/download.ts';
import { syncIntel } from './refresh.ts';

export interface KeepParts {
  readonly world: Pick<World, 'now' | 'log' | 'database'>;
  readonly detectors: readonly AnyDetector[];
  readonly sources: IntelSources;
  readonly feeds: readonly Feed[];
  /** Hours between two downloads of a list; 0: never. */
  readonly syncHours: number;
  readonly fetch: Fetch;
  /** The snapshot that is in force at the start. */
  readonly opened: OpenedIntel;
  /** Puts a new snapshot into force. */
  replace(opened: OpenedIntel): Promise<void>;
}

/** Interval of looks: a change on disk is noticed, and a due list is fetched, within this time. */
const LOOK_EVERY_MS = minutes(1);

/** Keeps the lists of a running service up to date until disposed of. */
export function keepIntel(parts: KeepParts): AsyncDisposable {
  const stopped = new AbortController();
  // A running download must not delay the stop of the service.
  const fetch: Fetch = (address, init) =>
    parts.fetch(address, {
      ...init,
      signal: AbortSignal.any([stopped.signal, ...(init?.signal ? [init.signal] : [])]),
    });
  const keeper = new IntelKeeper({ ...parts, fetch });
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await keeper.look();
      await pause(LOOK_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
    },
  };
}

/** Fetches due lists, puts changed ones into force, and states which are missing; one look at a time. */
export class IntelKeeper {
  readonly #parts: KeepParts;
  #opened: OpenedIntel;
  /** The state of the lists at the last look, even if it could not be put into force. */
  #seen: string;
  /** The detail of the coverage fact that was stated last. */
  #said = '';

  constructor(parts: KeepParts) {
    this.#parts = parts;
    this.#opened = parts.opened;
    this.#seen = pinKey(parts.opened.from);
  }

  /** Errors are logged and the next look tries again: the service continues with what it has. */
  async look(): Promise<void> {
    const { log } = this.#parts.world;
    try {
      await this.#sync();
      await this.#tell();
      await this.#takeUp();
      await this.#say();
    } catch (error) {
      log.error('intel-failed', { error });
    }
  }

  /**
   * Writes what the owner did to lists into the audit log, and which notes of it cannot be read. A process that ends
   * between the commit and the removal of the notes writes them again: both rows have the same time in `about`.
   */
  async #tell(): Promise<void> {
    const { world, sources } = this.#parts;
    const { acts, unreadable } = waitingListActs(sources.dataDir);
    if (acts.length + unreadable.length === 0) return;
    const entries = [
      ...acts.map(({ entry }) => entry),
      ...unreadable.map(({ id, why }) => ({
        who: 'vedette',
        what: 'list.unreadable-note',
        subject: id,
        about: { why },
      })),
    ];
    await world.database.db.transaction(async (tx) => {
      await appendAudit(tx, entries, world.now());
      for (const note of unreadable) setNoteAside(sources.dataDir, note);
    });
    for (const act of acts) forgetListAct(sources.dataDir, act);
    for (const note of unreadable) world.log.warn('list-act-unreadable', { ...note });
  }

  async #sync(): Promise<void> {
    const { world, feeds, sources, syncHours, fetch } = this.#parts;
    if (syncHours === 0) return;
    const outcomes = await syncIntel({
      feeds,
      dataDir: sources.dataDir,
      fetch,
      now: () => world.now().getTime(),
      dueAfterHours: syncHours,
    });
    for (const outcome of outcomes.filter(({ outcome: what }) => what !== 'waiting' && what !== 'keyless'))
      world.log[outcome.why === undefined ? 'info' : 'warn']('list-fetched', { ...outcome });
  }

  async #takeUp(): Promise<void> {
    const { world, sources, feeds, replace } = this.#parts;
    const pinned = pinIntel({ ...sources, feeds }, world.now().getTime());
    const key = pinKey(pinned);
    if (key === this.#seen) return;
    const opened = await openPinned(pinned);
    // A list that cannot be read, because somebody is just writing it, must not blind its detectors: the old snapshot
    // stays.
    if (opened.describe().lists.length < pinned.lists.length) {
      const troubles = opened.troubles.map(({ file, trouble }) => `${file}: ${trouble.message}`);
      world.log.error('intel-failed', { troubles });
    } else {
      await replace(opened);
      this.#opened = opened;
    }
    this.#seen = key;
    if (this.#opened !== opened) return;
    const lists = opened.describe().lists.map(({ name }) => name);
    world.log.info('intel-replaced', { version: opened.intel.version, lists });
  }

  /** States the coverage fact again only when it changed: another process on the same database may have other lists. */
  async #say(): Promise<void> {
    const { world, detectors, sources } = this.#parts;
    const { intel, from } = this.#opened;
    const outdated = [
      ...from.missing.map(({ file, trouble }) => `${file}: ${trouble.message}`),
      ...agedFiles(from, sources.lists, world.now().getTime()),
    ];
    const fact = listFact(missingLists(detectors, intel, FEED_CATEGORIES), outdated);
    if (fact.detail === this.#said) return;
    await putCoverage(world.database.db, [fact], world.now());
    this.#said = fact.detail;
  }
}
