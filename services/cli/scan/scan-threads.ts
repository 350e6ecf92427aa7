import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setImmediate as breath } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { WindowKey } from '#services/engine/work.ts';
import { Failure } from '#services/model/failure.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import type { ReadAccounts } from '#services/organization/read-accounts.ts';
import type { Reading, WaitingWindow } from './reading.ts';
import type { ReadShare, ScanReply, ScanRequest, ScanThreadParts } from './scan-thread.ts';
import { sharesOf, takeShares, type Shares } from './shares.ts';
import type { SkippedByOthers } from './skipped.ts';
import { windowName } from './tally-spill.ts';

/** Threads that read in addition to the scanning one. */
export interface Helpers extends AsyncDisposable {
  /**
   * Reads objects together with a reading. In the end the reading holds everything that was read, except evidence of
   * days.
   *
   * @param accounts has the accounts that keys name, and gets those that had records
   * @param onReport called for each object, in order
   * @returns the windows of which the threads hold evidence
   */
  readWith(
    reading: Reading,
    objects: readonly LogObject[],
    accounts: ReadAccounts,
    onReport: (report: ObjectReport) => void,
  ): Promise<readonly WindowKey[]>;
  /**
   * Adds the evidence of a window about reported days to a reading. All other evidence is dropped.
   *
   * @returns whether there was any
   */
  addEvidence(window: WindowKey, reading: Reading): Promise<boolean>;
  /** What the threads skipped. */
  skipped(): Promise<SkippedByOthers>;
}

/**
 * Starts threads. They load what they need at once, in parallel with the caller.
 *
 * @param parts what each opens its detection from
 */
export function openHelpers(count: number, parts: Promise<ScanThreadParts>): Helpers {
  const helpers = Array.from({ length: count }, () => new Helper(parts));
  return {
    async readWith(reading, objects, accounts, onReport) {
      const shares = sharesOf(objects, count + 1);
      const told = new InOrder(onReport);
      const others = Promise.all(helpers.map((helper) => helper.readAll(shares, told, reading, accounts)));
      // A failure surfaces where `others` is awaited. Until then it must not count as an unhandled rejection.
      others.catch(() => undefined);
      for (const { number, objects: some } of takeShares(shares)) {
        const reports: ObjectReport[] = [];
        for (const object of some) reports.push(...(await reading.read(object)));
        told.add(number, reports);
        // Lets this thread handle the messages of the helpers, among them what they hand over.
        await breath();
      }
      await others;
      return helpers.flatMap(({ waiting }) => waiting);
    },
    async addEvidence(window, reading) {
      const told = await Promise.all(helpers.map((helper) => helper.addEvidence(window, reading)));
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

/** Reports the results of shares in order. */
class InOrder {
  readonly #onReport: (report: ObjectReport) => void;
  readonly #waiting = new Map<number, readonly ObjectReport[]>();
  #told = 0;

  constructor(onReport: (report: ObjectReport) => void) {
    this.#onReport = onReport;
  }

  add(share: number, reports: readonly ObjectReport[]): void {
    this.#waiting.set(share, reports);
    for (let next = this.#waiting.get(this.#told); next !== undefined; next = this.#waiting.get(this.#told)) {
      this.#waiting.delete(this.#told++);
      for (const report of next) this.#onReport(report);
    }
  }
}

/** A thread that reads shares and hands over what it has read. */
class Helper {
  readonly #worker: Worker;
  /** Rejects when the thread ends, for whatever reason. */
  readonly #ended: Promise<never>;
  readonly #opening: Promise<void>;
  #waiting = new Map<string, WaitingWindow>();

  constructor(parts: Promise<ScanThreadParts>) {
    this.#worker = new Worker(new URL('./scan-thread.ts', import.meta.url));
    this.#ended = once(this.#worker, 'exit').then(
      () => Promise.reject(new Failure('turn-failed', 'A thread that reads ended.')),
      (error: unknown) => {
        throw new Failure('turn-failed', `A thread that reads ended: ${sentenceOf(error)}`, { cause: error });
      },
    );
    // The next request reports that the thread has ended. Until then it must not count as an unhandled rejection.
    this.#ended.catch(() => undefined);
    this.#opening = parts.then((open) => this.#post({ open }));
  }

  get waiting(): readonly WaitingWindow[] {
    return [...this.#waiting.values()];
  }

  /** Lets the thread read shares, and adds everything that it has read to a reading. */
  async readAll(shares: Shares, told: InOrder, reading: Reading, accounts: ReadAccounts): Promise<void> {
    await this.#opening;
    const onRead = ({ share, reports }: ReadShare): void => told.add(share, reports);
    let reply = await this.#ask({ read: shares, named: [...accounts.named] }, onRead);
    while (reply.kind === 'windows') {
      // The thread prepares the next windows while these are absorbed.
      const next = this.#ask('hand over');
      for (const window of reply.windows) reading.absorb(window);
      reply = await next;
    }
    const rest = answered(reply, 'rest');
    reading.learn(rest.facts);
    for (const id of rest.accounts) accounts.ids.add(id);
    this.#waiting = new Map(rest.waiting.map((window) => [windowName(window), window]));
  }

  async addEvidence(window: WindowKey, reading: Reading): Promise<boolean> {
    const waiting = this.#waiting.get(windowName(window));
    if (waiting === undefined) return false;
    const asked = reading.work.reported(window, waiting.days);
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

  #post(request: ScanRequest): void {
    this.#worker.postMessage(request, []);
  }

  /** @param onRead called for each share that is read before the reply @throws Failure if the thread ends first */
  async #ask(request: ScanRequest, onRead?: (share: ReadShare) => void): Promise<ScanReply> {
    const replied = Promise.withResolvers<ScanReply>();
    const listen = (told: ReadShare | ScanReply): void => {
      if (told.kind === 'read') onRead?.(told);
      else replied.resolve(told);
    };
    this.#worker.on('message', listen);
    this.#post(request);
    try {
      return await Promise.race([replied.promise, this.#ended]);
    } finally {
      this.#worker.off('message', listen);
    }
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
