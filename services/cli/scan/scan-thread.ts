import assert from 'node:assert/strict';
import { parentPort } from 'node:worker_threads';
import type { DayOf } from '#services/engine/window.ts';
import type { WindowKey } from '#services/engine/work.ts';
import type { Fact } from '#services/model/inventory.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import { TEXT_MB_MAX } from '#services/model/object-bound.ts';
import openDetection, { type ThreadParts } from '#services/workers/thinking/thread-detection.ts';
import { fileReader } from './file-reader.ts';
import { Reading, type ReadWindow, type WaitingWindow } from './reading.ts';
import type { SkippedByOthers } from './skipped.ts';

/** What a thread is asked, in this order: to open, knowing whose logs are read, to read shares, for what it has read, and for evidence of days. */
export type ScanRequest =
  | { readonly open: ThreadParts; readonly named: readonly string[] }
  | { readonly read: readonly LogObject[] }
  | 'hand over'
  | { readonly answer: WindowKey; readonly asked: readonly DayOf[] }
  | 'skipped';

export type ScanReply =
  | { readonly kind: 'open' }
  | { readonly kind: 'read'; readonly reports: readonly ObjectReport[] }
  | { readonly kind: 'windows'; readonly windows: readonly ReadWindow[] }
  | {
      readonly kind: 'rest';
      readonly facts: readonly Fact[];
      readonly accounts: readonly string[];
      readonly waiting: readonly WaitingWindow[];
    }
  | ({ readonly kind: 'skipped' } & SkippedByOthers);

/** Parts of windows that are handed over at a time: no more of them is held twice. */
const PARTS_MAX = 500;

/** The other side of a helper: reads files in a thread of its own. */
class ScanThread {
  readonly #reading: Reading;
  readonly #accounts: ReadonlySet<string>;
  readonly #windows: Iterator<ReadWindow>;

  private constructor(reading: Reading, accounts: ReadonlySet<string>) {
    this.#reading = reading;
    this.#accounts = accounts;
    this.#windows = reading.windows();
  }

  static async open(parts: ThreadParts, named: readonly string[]): Promise<ScanThread> {
    const detection = await openDetection(parts);
    for (const id of named) detection.read.named.add(id);
    const store = fileReader(parts.textMb ?? TEXT_MB_MAX);
    return new ScanThread(new Reading(detection, store, { isShared: true }), detection.read.ids);
  }

  async read(objects: readonly LogObject[]): Promise<ScanReply> {
    const reports: ObjectReport[] = [];
    for (const object of objects) reports.push(...(await this.#reading.read(object)));
    return { kind: 'read', reports };
  }

  /** Some windows more, and the rest when there are none. */
  handOver(): ScanReply {
    const windows: ReadWindow[] = [];
    for (let next = this.#windows.next(); next.done !== true; next = this.#windows.next()) {
      windows.push(next.value);
      if (windows.length === PARTS_MAX) break;
    }
    if (windows.length > 0) return { kind: 'windows', windows };
    const facts = [...this.#reading.facts];
    return { kind: 'rest', facts, accounts: [...this.#accounts], waiting: this.#reading.waiting() };
  }

  answer(window: WindowKey, asked: readonly DayOf[]): ScanReply {
    return { kind: 'windows', windows: [...this.#reading.answer(window, asked)] };
  }

  skipped(): ScanReply {
    const { work } = this.#reading;
    return { kind: 'skipped', trustedSkipped: work.trustedSkipped, saturation: work.saturation() };
  }
}

if (parentPort !== null) {
  const port = parentPort;
  let thread: ScanThread | undefined;
  const replyTo = async (request: ScanRequest): Promise<ScanReply> => {
    if (typeof request === 'object' && 'open' in request) {
      thread = await ScanThread.open(request.open, request.named);
      return { kind: 'open' };
    }
    assert(thread !== undefined, 'A thread is opened before it is asked for anything else.');
    if (request === 'hand over') return thread.handOver();
    if (request === 'skipped') return thread.skipped();
    return 'read' in request ? thread.read(request.read) : thread.answer(request.answer, request.asked);
  };
  port.on('message', async (request: ScanRequest) => port.postMessage(await replyTo(request)));
}
