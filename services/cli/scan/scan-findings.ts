import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import type { Hit } from '#services/engine/hit.ts';
import type { Engine } from '#services/engine/engine.ts';
import type { Fold } from '#services/engine/fold.ts';
import { opened } from '#services/cases/seen.ts';
import { findingId } from '#services/engine/identity.ts';
import { described } from '#services/inventory/describe.ts';
import type { FactBook } from '#services/inventory/fact-book.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Observation } from '#services/model/observation.ts';
import { TemporaryFile, type Stretch } from './temporary-file.ts';

/** The properties of a finding that are known before its text is written. */
export interface FindingHead extends Pick<Finding, 'id' | 'type' | 'accountId' | 'region' | 'severity'> {
  readonly resourceId: string;
  /** The object of the first record that led to it. */
  readonly object: string;
}

interface Entry extends FindingHead {
  severity: number;
  object: string;
  /** Time of the first record. */
  time: number;
  /** The hits that lead to it: in memory, or as a stretch of the file. */
  readonly parts: (Hit | Stretch)[];
}

/** The findings of a scan, worst first. They are not kept in memory: each is made from its hits when it is printed. */
export class ScanFindings implements Iterable<Finding>, Disposable {
  readonly #entries = new Map<string, Entry>();
  readonly #file = new TemporaryFile();
  readonly #engine: Pick<Engine, 'fold'>;
  readonly #now: string;
  readonly #facts: FactBook;
  #sorted: readonly Entry[] | undefined;

  /** @param now creation time of the findings @param facts facts learned about resources */
  constructor(engine: Pick<Engine, 'fold'>, now: Date, facts: FactBook) {
    this.#facts = facts;
    this.#engine = engine;
    this.#now = now.toISOString();
  }

  /** Adds a hit whose group stays in memory. */
  hold(hit: Hit): void {
    this.#entryOf(hit).parts.push(hit);
  }

  /** Adds a hit by writing it to the file, so that its group can be freed. */
  file(hit: Hit): void {
    this.#entryOf(hit).parts.push(this.#file.put(Buffer.from(JSON.stringify(hit.observation()))));
  }

  get heads(): readonly FindingHead[] {
    return this.#inOrder();
  }

  *[Symbol.iterator](): Generator<Finding> {
    for (const entry of this.#inOrder()) yield this.#findingOf(entry);
  }

  /** The observations that lead to each finding. */
  *observations(): Generator<readonly Observation[]> {
    for (const { parts } of this.#inOrder()) yield parts.map((part) => this.#observationOf(part));
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  #entryOf(hit: Hit): Entry {
    const id = findingId(hit);
    const { type, accountId, region, severity, subject, first } = hit;
    const known = this.#entries.get(id);
    this.#sorted = undefined;
    if (known !== undefined) {
      known.severity = Math.max(known.severity, severity);
      if (first.time < known.time || (first.time === known.time && first.object < known.object))
        Object.assign(known, first);
      return known;
    }
    const entry = { id, type, accountId, region, severity, resourceId: subject.resource.id, ...first, parts: [] };
    this.#entries.set(id, entry);
    return entry;
  }

  #inOrder(): readonly Entry[] {
    return (this.#sorted ??= worstFirst([...this.#entries.values()]));
  }

  #findingOf(entry: Entry): Finding {
    let fold: Fold | undefined;
    for (const part of entry.parts) {
      const observation = this.#observationOf(part);
      fold ??= this.#engine.fold(observation, undefined);
      fold.add(observation, undefined);
    }
    assert(fold !== undefined, 'Something leads to each finding.');
    const { finding } = fold.state(this.#now);
    const resource = described(finding, this.#facts, Date.parse(finding.service.eventLastSeen));
    return opened({ ...finding, resource });
  }

  #observationOf(part: Hit | Stretch): Observation {
    if ('size' in part) {
      const observation: Observation = JSON.parse(this.#file.read(part).toString());
      return observation;
    }
    return part.observation();
  }
}

function worstFirst(entries: readonly Entry[]): readonly Entry[] {
  return entries
    .map((entry) => ({ entry, place: placeOf(entry) }))
    .toSorted((a, b) => b.entry.severity - a.entry.severity || (a.place < b.place ? -1 : 1))
    .map(({ entry }) => entry);
}

function placeOf({ type, accountId, region, resourceId, id }: FindingHead): string {
  return [type, accountId, region, resourceId, id].join('\0');
}
