import { Buffer } from 'node:buffer';
import { fold } from '#services/engine/fold.ts';
import { detectorIdOf, findingId } from '#services/engine/identity.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Observation } from '#services/model/observation.ts';
import { TemporaryFile, type Stretch } from './temporary-file.ts';

/** What is known of a finding without having it at hand. */
export interface FoundHead extends Pick<Finding, 'id' | 'type' | 'accountId' | 'region' | 'severity'> {
  readonly resourceId: string;
  /** Of the first record that led to it. */
  readonly object: string;
}

interface Entry extends FoundHead {
  readonly latestKey: string;
  /** Where it stands in the file, if it was put there. */
  filed: Stretch | undefined;
}

/** The findings of a scan, worst first: the memory they take hardly grows with their number. */
export class Found implements Iterable<Finding>, Disposable {
  readonly #entries = new Map<string, Entry>();
  readonly #held = new Map<string, Finding>();
  readonly #file = new TemporaryFile();
  readonly #detectorIds = new Map<string, string>();
  readonly #now: string;
  readonly #heldMax: number;
  #sorted: readonly Entry[] | undefined;
  #scratch = Buffer.allocUnsafeSlow(64 * 1024);

  /**
   * @param now when findings are said to be made
   * @param heldMax how many are held as they are; when there are more, they go to a temporary file, as JSON
   */
  constructor(now: Date, heldMax: number) {
    this.#now = now.toISOString();
    this.#heldMax = heldMax;
  }

  /** Folds an observation into its finding. Each is to be told of once, when it is whole. */
  add(observation: Observation): void {
    const id = findingId(observation);
    const entry = this.#entries.get(id);
    const state = entry && { finding: this.#findingOf(entry), latestKey: entry.latestKey };
    const facts = { detectorId: this.#detectorIdOf(observation), now: this.#now };
    const { finding, latestKey } = fold(state, 0, observation, facts);
    const { type, accountId, region, severity, resource, service } = finding;
    const object = service.evidence.origins[0]?.object ?? '';
    const filed = entry?.filed;
    this.#entries.set(id, {
      id,
      type,
      accountId,
      region,
      severity,
      resourceId: resource.id,
      object,
      latestKey,
      filed,
    });
    this.#sorted = undefined;
    this.#held.set(id, finding);
    if (this.#held.size > this.#heldMax) this.#putAway();
  }

  get heads(): readonly FoundHead[] {
    return this.#inOrder();
  }

  *[Symbol.iterator](): Generator<Finding> {
    for (const entry of this.#inOrder()) yield this.#findingOf(entry);
  }

  /** Each as JSON. */
  *texts(): Generator<string> {
    for (const entry of this.#inOrder()) {
      const held = this.#held.get(entry.id);
      yield held === undefined ? this.#textOf(entry) : JSON.stringify(held);
    }
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  #inOrder(): readonly Entry[] {
    return (this.#sorted ??= worstFirst([...this.#entries.values()]));
  }

  #findingOf(entry: Entry): Finding {
    const held = this.#held.get(entry.id);
    if (held !== undefined) return held;
    const finding: Finding = JSON.parse(this.#textOf(entry));
    return finding;
  }

  #textOf({ id, filed }: Entry): string {
    if (filed === undefined) throw new Error(`Finding ${id} is neither held nor filed.`);
    return this.#file.read(filed).toString();
  }

  #putAway(): void {
    for (const [id, finding] of this.#held) {
      const entry = this.#entries.get(id);
      if (entry !== undefined) entry.filed = this.#file.put(this.#encode(JSON.stringify(finding)), entry.filed);
    }
    this.#held.clear();
  }

  /** A buffer a finding would be more to clear away than the findings are. */
  #encode(text: string): Uint8Array {
    if (this.#scratch.length < text.length * 3) this.#scratch = Buffer.allocUnsafeSlow(text.length * 3);
    return this.#scratch.subarray(0, this.#scratch.write(text));
  }

  #detectorIdOf({ accountId, region }: Observation): string {
    const key = `${accountId} ${region}`;
    const known = this.#detectorIds.get(key) ?? detectorIdOf(accountId, region);
    this.#detectorIds.set(key, known);
    return known;
  }
}

function worstFirst(entries: readonly Entry[]): readonly Entry[] {
  return entries
    .map((entry) => ({ entry, place: placeOf(entry) }))
    .toSorted((a, b) => b.entry.severity - a.entry.severity || (a.place < b.place ? -1 : 1))
    .map(({ entry }) => entry);
}

function placeOf({ type, accountId, region, resourceId, id }: FoundHead): string {
  return [type, accountId, region, resourceId, id].join('\0');
}
