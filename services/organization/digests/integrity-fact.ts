import type { CoverageFact } from '#services/model/coverage.ts';
import { PROOF_GAP_KINDS, PROOF_REMEDIES, type DigestFolder, type ProofGapKind } from '#services/model/digest.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { nameOf } from '#services/model/log-object.ts';
import type { KnownDigest } from './chains.ts';

/** The stream whose integrity a fact describes. */
interface ProvableStream {
  readonly accountId: string;
  readonly region: string;
  readonly source: SourceName;
}

/** The fact about logs without digests of any trail: they are read all the same. */
export function notProved(stream: ProvableStream): CoverageFact {
  const detail = 'Nothing proves that the log files are unaltered: turn on log file validation of the trail.';
  return { about: 'integrity', ...stream, state: 'covered', reason: 'not-proved', detail };
}

/**
 * States what the digests of a folder prove.
 *
 * @param digests all digests of recent days
 * @param open open gaps, the newest first
 */
export function integrityFact(
  stream: ProvableStream,
  { trails }: DigestFolder,
  digests: readonly KnownDigest[],
  open: readonly {
    readonly kind: ProofGapKind;
    readonly bucket: string;
    readonly key: string;
    readonly detail: string;
  }[],
): CoverageFact {
  // `PROOF_GAP_KINDS` lists the gravest kind first: this takes the newest gap of the gravest kind.
  const [worst] = PROOF_GAP_KINDS.flatMap((kind) => open.filter((gap) => gap.kind === kind));
  if (worst !== undefined) {
    const more = open.length > 1 ? ` And ${open.length - 1} more: see vedette coverage.` : '';
    const detail = `${nameOf(worst)}: ${worst.detail} ${PROOF_REMEDIES[worst.kind]}${more}`;
    return { about: 'integrity', ...stream, state: 'gap', reason: worst.kind, detail };
  }
  const last = digests.filter(({ state }) => state === 'verified').at(-1);
  if (last === undefined) {
    const detail = `The trail ${trails.join(', ')} writes digests; but none has arrived yet for the times whose log files were read.`;
    return { about: 'integrity', ...stream, state: 'covered', reason: 'not-proved', detail };
  }
  const detail = `Digests of ${trails.join(', ')} prove the log files up to ${new Date(last.to).toISOString().slice(0, 16)}Z.`;
  return { about: 'integrity', ...stream, state: 'covered', reason: 'proved', detail };
}
