import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { FindingChange } from '#db/queries/commit.ts';
import type { StoredFinding } from '#db/queries/turn.ts';
import { questionsOf } from '#services/inventory/describe.ts';
import type { FindingMemory, FindingState } from '#services/model/finding-state.ts';

/** The state of a stored finding, ready to take observations. */
export function stateOf({ finding, memory }: StoredFinding): FindingState {
  return { finding, memory: memory === undefined ? NO_MEMORY : unpack(memory) };
}

/**
 * A finding, ready to be stored. @param previous when the finding that it grew from was last changed; undefined for a
 * new finding
 */
export function changeOf(state: FindingState, previous: string | undefined): FindingChange {
  const { finding, memory } = state;
  const aliases = new Set(questionsOf(state).map(({ alias }) => alias));
  aliases.delete(finding.resource.id);
  return { finding, memory: pack(memory), furtherAliases: [...aliases], previous };
}

/** The memory of findings that were stored before memories existed. */
const NO_MEMORY: FindingMemory = { latestKey: '', tallies: {}, remotes: [], intelVersion: '', earlierLists: [] };

function pack(memory: FindingMemory): Uint8Array {
  return zstdCompressSync(JSON.stringify(memory));
}

function unpack(bytes: Uint8Array): FindingMemory {
  // Safe to type without a check: only `pack` writes these bytes.
  const memory: FindingMemory = JSON.parse(zstdDecompressSync(bytes).toString());
  return memory;
}
