import type { ProofGapKind } from '#services/model/digest.ts';
import type { TroubleKind } from '#services/model/log-object.ts';

/** What the ledger knows of one content under a key. */
export interface ReadContent {
  readonly etag: string;
  readonly state: 'pending' | 'read' | 'passed' | 'failed';
  /** SHA-256 of its text, in hex; undefined where it was not made. */
  readonly textHash: string | undefined;
  readonly trouble: TroubleKind | undefined;
}

/** How it stands with an object that a digest names. */
export type ObjectProof =
  /** The content that CloudTrail delivered is the content that was read. */
  | { readonly state: 'proved'; readonly etag: string; readonly gap: 'object-replaced' | undefined }
  | { readonly state: 'disproved'; readonly gap: ProofGapKind }
  /** It waits to be read. */
  | { readonly state: 'awaited' }
  /** The ledger does not know it: nobody has met it in the bucket. */
  | { readonly state: 'unknown' }
  /** Read, or given up, for reasons of ours: nothing is known of its content now. */
  | { readonly state: 'unproved' };

/** What is wrong with content whose text could not even be had: CloudTrail never delivered it so. */
const SPOILT: ReadonlySet<TroubleKind> = new Set(['unreadable-object', 'unknown-format', 'truncated']);

/**
 * @param hash of the content that CloudTrail delivered, as its digest says
 * @param contents all that the ledger has under the object's key
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
