import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ownedLabel, type OwnedLabel } from '#services/detectors/kits/made-up/label.ts';

/** Names that are only in this list were seen by resolvers, and may be generated. */
export function isChosen(sources: string | undefined): boolean {
  return sources !== 'opendns-top';
}

/**
 * Names that people chose, in a file from the owner of the model: one a line, or CSV with `domain` and `sources`; may
 * be gzipped.
 *
 * @param suits by the lists that a name is in; undefined in a file without them
 */
export function readBenign(
  file: string,
  suits: (sources: string | undefined) => boolean = isChosen,
): readonly OwnedLabel[] {
  const bytes = readFileSync(file);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8');
  const labels = new Map<string, OwnedLabel>();
  for (const line of text.split('\n')) {
    const [name = '', sources] = line.trim().toLowerCase().split(',');
    if (!suits(sources)) continue;
    const owned = ownedLabel(name);
    if (owned !== undefined && owned.label.length <= 63) labels.set(`${owned.label} ${owned.suffix}`, owned);
  }
  return [...labels.values()];
}

/** One of five parts, determined by the label alone: the part for measuring is never used for learning. */
export function partOf({ label }: Pick<OwnedLabel, 'label'>): number {
  let state = 17;
  for (let i = 0; i < label.length; i++) state = Math.imul(state ^ label.charCodeAt(i), 0x01000193);
  return ((state ^ (state >>> 15)) >>> 0) % PARTS;
}

const PARTS = 5;
/** The part that is never learned from. */
export const MEASURED_PART = 0;
