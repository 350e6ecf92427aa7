import assert from 'node:assert/strict';
import { parentPort } from 'node:worker_threads';
import type { DayOf } from '#services/engine/window.ts';
import type { WindowKey } from '#services/engine/work.ts';
import type { Fact } from '#services/model/inventory.ts';
import type { ObjectReport } from '#services/model/log-object.ts';
import { TEXT_MB_MAX, type ArchiveBounds } from '#services/model/object-bound.ts';
import type { ReadAccounts } from '#services/organization/read-accounts.ts';
import openDetection, { type ThreadParts } from '#services/workers/thinking/thread-detection.ts';
import { loadDetectors } from '../../detectors.ts';
import { fileReader } from './file-reader.ts';
import { Reading, type ReadWindow, type WaitingWindow } from './reading.ts';
import { takeShares, type Shares } from './shares.ts';
import type { SkippedByOthers } from './skipped.ts';

/** What a thread opens its detection from, and the limits of archives. */
export type ScanThreadParts = ThreadParts & { readonly archives?: ArchiveBounds };

/**
 * The requests to a thread, in the order in which they are made: open the detection; read shares (`named` are the
 * accounts that keys name); hand over what was read; give the evidence of days; say what was skipped.
 */
export type ScanRequest =
  | { readonly open: ScanThreadParts }
  | { readonly read: Shares; readonly named: readonly string[] }
  | 'hand over'
  | { readonly answer: WindowKey; readonly asked: readonly DayOf[] }
  | 'skipped';

/** The reports of a share that was read. */
export interface ReadShare {
  readonly kind: 'read';
  readonly share: number;
  readonly reports: readonly ObjectReport[];
}

/** The reply to every request except `open`. Before its reply to `read`, a thread sends a `ReadShare` for each share. */
export type ScanReply =
  | { readonly kind: 'windows'; readonly windows: readonly ReadWindow[] }
  | {
      readonly kind: 'rest';
      readonly facts: readonly Fact[];
      readonly accounts: readonly string[];
      readonly waiting: readonly WaitingWindow[];
    }
  | ({ readonly kind: 'skipped' } & SkippedByOthers);

/** This fraction of the objects is left to the scanning thread: meanwhile helpers hand over what they have read. */
const LEFT = 1 / 24;
/** How many parts of windows are handed over at a time. Both threads hold these in memory. */
const PARTS_MAX = 500;

/** What runs in the thread of a helper. */
class ScanThread {
  readonly #reading: Reading;
  readonly #accounts: ReadAccounts;
  readonly #windows: Iterator<ReadWindow>;

  private constructor(reading: Reading, accounts: ReadAccounts) {
    this.#reading = reading;
    this.#accounts = accounts;
    this.#windows = reading.windows();
  }

  static async open({ archives, ...parts }: ScanThreadParts): Promise<ScanThread> {
    const detection = await openDetection(parts);
    const store = fileReader(parts.textMb ?? TEXT_MB_MAX);
    return new ScanThread(new Reading(detection, store, { archives, isShared: true }), detection.read);
  }

  /** Reads shares until none is left for it. @param onRead called for each share that is read */
  async read(shares: Shares, named: readonly string[], onRead: (share: ReadShare) => void): Promise<void> {
    for (const id of named) this.#accounts.named.add(id);
    for (const { number: share, objects } of takeShares(shares, LEFT)) {
      const reports: ObjectReport[] = [];
      for (const object of objects) reports.push(...(await this.#reading.read(object)));
      onRead({ kind: 'read', share, reports });
    }
  }

  /** The next windows. After the last of them, everything else that was read. */
  handOver(): ScanReply {
    const windows: ReadWindow[] = [];
    for (let next = this.#windows.next(); next.done !== true; next = this.#windows.next()) {
      windows.push(next.value);
      if (windows.length === PARTS_MAX) break;
    }
    if (windows.length > 0) return { kind: 'windows', windows };
    const facts = [...this.#reading.facts];
    return { kind: 'rest', facts, accounts: [...this.#accounts.ids], waiting: this.#reading.waiting() };
  }

  answer(window: WindowKey, asked: readonly DayOf[]): ScanReply {
    return { kind: 'windows', windows: [...this.#reading.answer(window, asked)] };
  }

  skipped(): ScanReply {
    const { work } = this.#reading;
    return { kind: 'skipped', trustedSkipped: work.trustedSkipped, saturation: work.saturation() };
  }
}

function answerTo(request: Exclude<ScanRequest, { readonly open: ScanThreadParts }>, thread: ScanThread): ScanReply {
  if (request === 'skipped') return thread.skipped();
  if (typeof request === 'object' && 'answer' in request) return thread.answer(request.answer, request.asked);
  return thread.handOver();
}

if (parentPort !== null) {
  const port = parentPort;
  // Detectors take longest to load, so this begins before the lists and settings are known.
  void loadDetectors();
  let opening: Promise<ScanThread> | undefined;
  port.on('message', async (request: ScanRequest) => {
    if (typeof request === 'object' && 'open' in request) {
      opening = ScanThread.open(request.open);
      return;
    }
    const thread = await opening;
    assert(thread !== undefined, 'A thread is opened before it is asked for anything.');
    if (typeof request === 'object' && 'read' in request)
      await thread.read(request.read, request.named, (share) => port.postMessage(share));
    port.postMessage(answerTo(request, thread));
  });
}
