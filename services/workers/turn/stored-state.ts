import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { FindingChange } from '#db/queries/commit.ts';
import type { StoredFinding } from '#db/queries/turn.ts';
import { questionsOf } from '#services/inventory/describe.ts';
import type { FindingMemory, FindingState } from '#services/model/finding-state.ts';

/** A finding as it is stored, ready to grow. */
export function stateOf({ finding, memory }: StoredFinding): FindingState {
  return { finding, memory: memory === undefined ? NO_MEMORY : unpack(memory) };
}

/** A finding as it is to be stored. @param previous when what it grew from was changed last; undefined where it is new */
export function changeOf(state: FindingState, previous: string | undefined): FindingChange {
  const { finding, memory } = state;
  const aliases = new Set(questionsOf(state).map(({ alias }) => alias));
  aliases.delete(finding.resource.id);
  return { finding, memory: pack(memory), furtherAliases: [...aliases], previous };
}

/** Of findings that were stored before findings had a memory. */
const NO_MEMORY: FindingMemory = { latestKey: '', tallies: {}, remotes: [], intelVersion: '', earlierLists: [] };

function pack(memory: FindingMemory): Uint8Array {
  return zstdCompressSync(JSON.stringify(memory));
}

function unpack(bytes: Uint8Array): FindingMemory {
  // Only `pack` writes what is read here.
  const memory: FindingMemory = JSON.parse(zstdDecompressSync(bytes).toString());
  return memory;
}
