import type { FindingBody, ThreatIntelligenceDetail } from './finding.ts';
import type { Json, Resource } from './subject.ts';

/** A finding, and the state it needs to grow. */
export interface FindingState {
  readonly finding: FindingBody;
  readonly memory: FindingMemory;
}

/** Its size is bounded, like that of tallies. */
export interface FindingMemory {
  /** Last time and key of the latest observation: of two such texts, the greater is the later. */
  readonly latestKey: string;
  /** The resource as records describe it, for findings that show it with further known facts. */
  readonly resource?: Resource;
  /** State and kind of each tally, merged over all observations. */
  readonly tallies: Readonly<Record<string, { readonly kind: string; readonly state: Json }>>;
  /** The remote ends, as a tally of distinct values. */
  readonly remotes: Json;
  /** Version of the lists whose entries the finding names, and the matches from lists of earlier versions. */
  readonly intelVersion: string;
  readonly earlierLists: readonly ThreatIntelligenceDetail[];
}
