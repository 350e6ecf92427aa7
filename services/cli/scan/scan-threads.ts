import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setImmediate as breath } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { WindowKey } from '#services/engine/work.ts';
import { Failure } from '#services/model/failure.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import type { ReadAccounts } from '#services/organization/read-accounts.ts';
import type { ThreadParts } from '#services/workers/thinking/thread-detection.ts';
import type { Reading, WaitingWindow } from './reading.ts';
import type { ScanReply, ScanRequest } from './scan-thread.ts';
import type { SkippedByOthers } from './skipped.ts';
import { windowName } from './tally-spill.ts';

/** Shares of each reader: whoever is slower takes fewer. */
const SHARES_EACH = 24;
/** Objects of a share: what became of them waits to be told until it is their turn. */
const SHARE_MAX = 400;
/** Of the shares, those that helpers leave: they hand over what they have read while the last ones are read. */
const LEFT = 1 / 24;

/** Threads that read besides the one that scans. */
export interface Helpers extends AsyncDisposable {
  /**
   * Reads objects together with a reading, which has all that they come to in the end, but for evidence of days.
   *
   * @param accounts those that keys name; told whose records were read
   * @param onReport told of each object, in their order
   * @returns the windows that evidence still waits in
   */
  readWith(
    reading: Reading,
    objects: readonly LogObject[],
    accounts: ReadAccounts,
    onReport: (report: ObjectReport) => void,
  ): Promise<readonly WindowKey[]>;
  /**
   * Takes into a reading the evidence of a window about days that are told of. What else waits there is let go of.
   *
   * @returns whether there was any
   */
  tell(window: WindowKey, reading: Reading): Promise<boolean>;
  /** What they left out. */
  skipped(): Promise<SkippedByOthers>;
}

/**
 * Starts threads. They load what they need at once, while whoever asks for them does.
 *
 * @param parts what each opens its detection from
 */
export function openHelpers(count: number, parts: Promise<ThreadParts>): Helpers {
  const helpers = Array.from({ length: count }, () => new Helper(parts));
  return {
    async readWith(reading, objects, accounts, onReport) {
      const shares = new Shares(objects, count + 1, onReport);
      const others = Promise.all(
        helpers.map(async (helper) => {
          await helper.readAll(shares, accounts);
          await helper.handOver(reading, accounts);
        }),
      );
      // Who fails is heard of when it is waited for.
      others.catch(() => undefined);
      for (let share = shares.next(0); share !== undefined; share = shares.next(0)) {
        const reports: ObjectReport[] = [];
        for (const object of share.objects) reports.push(...(await reading.read(object)));
        shares.done(share, reports);
        // Helpers are heard of, and what they hand over is taken.
        await breath();
      }
      await others;
      return helpers.flatMap(({ waiting }) => waiting);
    },
    async tell(window, reading) {
      const told = await Promise.all(helpers.map((helper) => helper.tell(window, reading)));
      return told.includes(true);
    },
    async skipped() {
      const left = await Promise.all(helpers.map((helper) => helper.skipped()));
      return {
        trustedSkipped: left.reduce((sum, { trustedSkipped }) => sum + trustedSkipped, 0),
        saturation: left.flatMap(({ saturation }) => saturation),
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(helpers.map((helper) => helper.end()));
    },
  };
}

interface Share {
  readonly number: number;
  readonly objects: readonly LogObject[];
}

/** Deals objects out, and tells what became of them in their order. */
class Shares {
  readonly #objects: readonly LogObject[];
  readonly #size: number;
  readonly #onReport: (report: ObjectReport) => void;
  readonly #reports = new Map<number, readonly ObjectReport[]>();
  #dealt = 0;
  #told = 0;

  constructor(objects: readonly LogObject[], readers: number, onReport: (report: ObjectReport) => void) {
    this.#objects = objects;
    this.#size = Math.min(SHARE_MAX, Math.max(1, Math.floor(objects.length / (readers * SHARES_EACH))));
    this.#onReport = onReport;
  }

  /** @param left so many of all are left to others, as a share of 1 */
  next(left: number): Share | undefined {
    const from = this.#dealt * this.#size;
    if (from >= this.#objects.length * (1 - left)) return undefined;
    return { number: this.#dealt++, objects: this.#objects.slice(from, from + this.#size) };
  }

  done({ number }: Share, reports: readonly ObjectReport[]): void {
    this.#reports.set(number, reports);
    for (let next = this.#reports.get(this.#told); next !== undefined; next = this.#reports.get(this.#told)) {
      this.#reports.delete(this.#told++);
      for (const report of next) this.#onReport(report);
    }
  }
}

/** A thread that reads shares, and hands over what they came to. */
class Helper {
  readonly #worker: Worker;
  readonly #parts: Promise<ThreadParts>;
  #waiting = new Map<string, WaitingWindow>();

  constructor(parts: Promise<ThreadParts>) {
    this.#parts = parts;
    // What it can be asked, it can be asked when it is there: until then its end is nobody's.
    this.#worker = new Worker(new URL('./scan-thread.ts', import.meta.url)).on('error', () => undefined);
  }

  get waiting(): readonly WaitingWindow[] {
    return [...this.#waiting.values()];
  }

  async readAll(shares: Shares, accounts: ReadAccounts): Promise<void> {
    await this.#ask({ open: await this.#parts, named: [...accounts.named] });
    // Nothing is dealt to it before it can read.
    for (let share = shares.next(LEFT); share !== undefined; share = shares.next(LEFT)) {
      const { reports } = answered(await this.#ask({ read: share.objects }), 'read');
      shares.done(share, reports);
    }
  }

  async handOver(reading: Reading, accounts: ReadAccounts): Promise<void> {
    for (;;) {
      const reply = await this.#ask('hand over');
      if (reply.kind === 'windows') for (const window of reply.windows) reading.absorb(window);
      else {
        const { facts, accounts: ids, waiting } = answered(reply, 'rest');
        reading.learn(facts);
        for (const id of ids) accounts.ids.add(id);
        this.#waiting = new Map(waiting.map((window) => [windowName(window), window]));
        return;
      }
    }
  }

  async tell(window: WindowKey, reading: Reading): Promise<boolean> {
    const waiting = this.#waiting.get(windowName(window));
    if (waiting === undefined) return false;
    const asked = reading.work.told(window, waiting.days);
    const { windows } = answered(await this.#ask({ answer: window, asked }), 'windows');
    for (const each of windows) reading.absorb(each);
    return windows.length > 0;
  }

  async skipped(): Promise<SkippedByOthers> {
    return answered(await this.#ask('skipped'), 'skipped');
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  /** @throws Failure when the thread ended over it */
  async #ask(request: ScanRequest): Promise<ScanReply> {
    const over = new AbortController();
    const heard = once(this.#worker, 'message', over).then(([reply]: ScanReply[]) => reply);
    const ended = once(this.#worker, 'exit', over).then((): undefined => undefined);
    this.#worker.postMessage(request, []);
    try {
      const reply = await Promise.race([heard, ended]);
      if (reply !== undefined) return reply;
    } catch (error) {
      throw new Failure('turn-failed', `A thread that reads ended: ${sentenceOf(error)}`, { cause: error });
    } finally {
      over.abort();
      await Promise.allSettled([heard, ended]);
    }
    throw new Failure('turn-failed', 'A thread that reads ended.');
  }
}

function answered<Kind extends ScanReply['kind']>(reply: ScanReply, kind: Kind): Extract<ScanReply, { kind: Kind }> {
  assert(isOf(reply, kind), `A thread was asked for ${kind}, and answered with ${reply.kind}.`);
  return reply;
}

function isOf<Kind extends ScanReply['kind']>(
  reply: ScanReply,
  kind: Kind,
): reply is Extract<ScanReply, { kind: Kind }> {
  return reply.kind === kind;
}
