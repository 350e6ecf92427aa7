import assert from 'node:assert/strict';
import type { Act, AnyProfile, Identity } from '#services/model/behaviour.ts';
import type { Column } from '#services/model/column.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { days, windowStart } from '#services/model/time.ts';
import type { ActsWindow } from './acts-window.ts';
import type { BatchContext, Grouping } from './grouping.ts';
import type { IdentityActs } from './identity-acts.ts';
import { askedOf, type Question } from './question.ts';
import { Remembered, RememberedText } from './remembered.ts';

/** Hands a record to a question that judges days, as evidence of what an identity did on the record's day. */
type Take = (row: number, record: LogRecord, grouping: Grouping, acts: IdentityActs) => void;

/** An identity, and its acts on the day of its last record in the batch: neighbouring records share them. */
interface Actor {
  readonly identity: Identity | undefined;
  window: ActsWindow | undefined;
  acts: IdentityActs | undefined;
  /** The circumstances that were added to the acts last: they change rarely. One for each kind. */
  texts: string[];
}

/** The act, or a function that reads it from each record. */
interface Acted {
  readonly act: Act | ((record: LogRecord) => Act);
}

/**
 * Gathers what a profile keeps, once for all questions that judge its days, and hands records of acts with a tactic to
 * these questions. It waits for the end of the batch: only then is it known which records other detectors report.
 */
export class Gatherer {
  /** The question of the dispatch: whether a record belongs to the profile. */
  readonly question: Question;
  readonly #profile: AnyProfile;
  readonly #byTactic: ReadonlyMap<string | undefined, readonly Grouping[]>;
  readonly #actors: Remembered<Actor>;
  readonly #acts: Remembered<Acted>;
  readonly #circumstances: readonly { readonly kind: string; readonly texts: RememberedText }[];
  readonly #rows: number[] = [];
  readonly #met: Actor[] = [];
  #context: BatchContext | undefined;
  #window: ActsWindow | undefined;

  /** @param groupings of the questions that judge days of one profile */
  constructor(groupings: readonly Grouping[]) {
    const question = groupings[0]?.question;
    const profile = question?.detector.learned?.profile;
    assert(question !== undefined && profile !== undefined, 'A gatherer is made for questions that judge days.');
    const { from, who, act, circumstances, where } = profile;
    const { learned: _learned, where: _where, ...detector } = question.detector;
    const by = [...new Set([...who.by, ...act.by, ...Object.values(circumstances).map((each) => each.by)])];
    this.question = {
      ...question,
      variantOf: undefined,
      detector: { ...detector, from, by, ...(where !== undefined && { where }) },
    };
    this.#profile = profile;
    this.#byTactic = Map.groupBy(groupings, (each) => each.question.detector.learned?.tactic);
    this.#actors = new Remembered(who.by, (record) => ({
      identity: who.of(record),
      window: undefined,
      acts: undefined,
      texts: [],
    }));
    this.#acts = new Remembered(act.by, (record) => ({ act: act.of(record, question.look) }));
    this.#circumstances = Object.entries(circumstances).map(([kind, { by: field, of }]) => ({
      kind,
      texts: new RememberedText(field, (value) => of(value, question.look)),
    }));
  }

  /** Switches to a batch. @returns false when it has already switched to this batch */
  begin(context: BatchContext): boolean {
    if (this.#context === context) return false;
    this.#context = context;
    const { batch } = context;
    this.#actors.begin(batch);
    this.#acts.begin(batch);
    for (const { texts } of this.#circumstances) texts.begin(batch);
    return true;
  }

  /** Puts a row aside for `conclude`. */
  defer(row: number): void {
    this.#rows.push(row);
  }

  /** @param isTold by row: 1 when a detector that needs one record alone makes a finding of it */
  conclude(isTold: Uint8Array, take: Take): void {
    const { batch, accounts } = this.#begun();
    const { target, amount } = this.#profile.act;
    const { look } = this.question;
    const rows = this.#rows;
    const actorNumbers = this.#actors.numbersOf(rows);
    const actNumbers = this.#acts.numbersOf(rows);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] ?? 0;
      // Both are asked of every row: answers are numbered in the order in which they are asked for.
      const actor = this.#actors.answer(actorNumbers[i] ?? 0, row);
      const acted = this.#acts.answer(actNumbers[i] ?? 0, row);
      if (actor.identity === undefined) continue;
      const acts = this.#actsOf(actor, actor.identity, this.#windowOf(batch.time(row)), row, accounts);
      if (acts === undefined) continue;
      const apart = isTold[row] !== 1;
      const act = typeof acted.act === 'function' ? acted.act(batch.record(row)) : acted.act;
      acts.add(act, apart);
      this.#addCircumstances(row, actor.texts, acts);
      const more = amount?.(batch.record(row), look);
      if (more !== undefined) {
        acts.addAmount(more.code, more.size, apart);
        if (more.isTelling) this.#take(row, more.tactic, acts, take);
      }
      if (act.tactic === undefined) continue;
      if (target !== undefined) acts.addTarget(act.code, target(batch.record(row)));
      this.#take(row, act.tactic, acts, take);
    }
  }

  /** @param last the texts that were added last, which are not added again */
  #addCircumstances(row: number, last: string[], acts: IdentityActs): void {
    for (let k = 0; k < this.#circumstances.length; k++) {
      const text = this.#circumstances[k]?.texts.of(row) ?? '';
      if (text === last[k]) continue;
      acts.addCircumstance(this.#circumstances[k]?.kind ?? '', text);
      last[k] = text;
    }
  }

  /** Hands a record to the questions about a tactic. */
  #take(row: number, tactic: string | undefined, acts: IdentityActs, take: Take): void {
    if (tactic === undefined) return;
    const { batch } = this.#begun();
    for (const grouping of this.#byTactic.get(tactic) ?? []) {
      const { detector, look } = grouping.question;
      if (askedOf(grouping.question, acts.accountId) !== grouping.question) continue;
      if (detector.and?.(batch.record(row), look) !== false) take(row, batch.record(row), grouping, acts);
    }
  }

  /** Releases the batch. */
  end(): void {
    this.#context = undefined;
    this.#window = undefined;
    this.#actors.end();
    this.#acts.end();
    for (const { texts } of this.#circumstances) texts.end();
    this.#rows.length = 0;
    // Actors are remembered for later batches, and must not keep windows of this work.
    for (const actor of this.#met) actor.window = actor.acts = undefined;
    this.#met.length = 0;
  }

  #begun(): BatchContext {
    if (this.#context === undefined) throw new Error('A gatherer was asked before it began.');
    return this.#context;
  }

  /** The acts of a row's identity on its day; undefined when the account has too many identities. */
  #actsOf(
    actor: Actor,
    identity: Identity,
    window: ActsWindow,
    row: number,
    accounts: Column,
  ): IdentityActs | undefined {
    if (actor.window === window) {
      if (actor.acts === undefined) window.leaveOut(this.#begun().object);
      return actor.acts;
    }
    const account = String(accounts.value(accounts.codes[row] ?? 0));
    const acts = window.identityOf(account, identity, this.#begun().object);
    if (actor.window === undefined) this.#met.push(actor);
    actor.window = window;
    actor.acts = acts;
    actor.texts = [];
    return acts;
  }

  #windowOf(time: number): ActsWindow {
    const last = this.#window;
    if (last !== undefined && time >= last.start && time < last.end) return last;
    const window = this.#begun().work.behaviours.at(this.#profile, windowStart(time, days(1)));
    this.#window = window;
    return window;
  }
}
