import type { ProofGapKind } from '#services/model/digest.ts';
import type { TroubleKind } from '#services/model/log-object.ts';

/** What the ledger knows about one content that was under a key. */
export interface ReadContent {
  readonly etag: string;
  readonly state: 'pending' | 'read' | 'passed' | 'failed';
  /** SHA-256 of its text, in hex; undefined when it was not computed. */
  readonly textHash: string | undefined;
  readonly trouble: TroubleKind | undefined;
}

/** The state of an object that a digest names. */
export type ObjectProof =
  /** The content that was read is what CloudTrail delivered. */
  | { readonly state: 'proved'; readonly etag: string; readonly gap: 'object-replaced' | undefined }
  | { readonly state: 'disproved'; readonly gap: ProofGapKind }
  /** The object is waiting to be read. */
  | { readonly state: 'awaited' }
  /** The ledger does not know the object: it was never seen in the bucket. */
  | { readonly state: 'unknown' }
  /**
   * The object was read without a hash, or given up for reasons of this service: nothing is known about its content
   * now.
   */
  | { readonly state: 'unproved' };

/** Troubles of content whose text could not be read: CloudTrail never delivers such content. */
const SPOILT: ReadonlySet<TroubleKind> = new Set(['unreadable-object', 'unknown-format', 'truncated']);

/**
 * @param hash hash of the content that CloudTrail delivered, according to its digest
 * @param contents all contents in the ledger under the object's key
 */
export function judgeObject(hash: string, contents: readonly ReadContent[]): ObjectProof {
  const genuine = contents.find(({ textHash }) => textHash === hash);
  const others = contents.filter(({ textHash }) => textHash !== undefined && textHash !== hash);
  if (genuine !== undefined)
    return { state: 'proved', etag: genuine.etag, gap: others.length > 0 ? 'object-replaced' : undefined };
  if (contents.length === 0) return { state: 'unknown' };
  if (contents.some(({ state }) => state === 'pending')) return { state: 'awaited' };
  const troubles = contents.map(({ trouble }) => trouble);
  if (others.length > 0 || troubles.some((trouble) => trouble !== undefined && SPOILT.has(trouble)))
    return { state: 'disproved', gap: 'object-altered' };
  return troubles.includes('missing') ? { state: 'disproved', gap: 'object-missing' } : { state: 'unproved' };
}
