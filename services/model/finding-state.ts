import type { FindingBody, ThreatIntelligenceDetail } from './finding.ts';
import type { Json, Resource } from './subject.ts';

/** A finding, and what it needs to remember to grow. */
export interface FindingState {
  readonly finding: FindingBody;
  readonly memory: FindingMemory;
}

/** Bounded, as tallies are. */
export interface FindingMemory {
  /** Last seen and key of the latest observation: as text, the greater is the later. */
  readonly latestKey: string;
  /** The resource as records tell it, where the finding shows it with what else is known. */
  readonly resource?: Resource;
  /** State and kind of each tally, merged over all observations. */
  readonly tallies: Readonly<Record<string, { readonly kind: string; readonly state: Json }>>;
  /** The other ends, as a tally of distinct values. */
  readonly remotes: Json;
  /** Version of the lists that the finding names entries of, and what lists of earlier versions had said. */
  readonly intelVersion: string;
  readonly earlierLists: readonly ThreatIntelligenceDetail[];
}
