import { PROOF_GAP_KINDS } from './digest.ts';
import type { SourceName } from './log-object.ts';

/**
 * A fact about what can be seen of one account (and Region, and source): since when, and if not, why not. Not being
 * able to see is as plain as a finding.
 */
export interface CoverageFact {
  readonly about: CoverageSubject;
  readonly accountId: string;
  /** Undefined: the whole account. */
  readonly region: string | undefined;
  readonly source: SourceName | undefined;
  readonly state: 'covered' | 'gap';
  readonly reason: CoverageReason;
  /** One sentence: what is the matter and what to do. */
  readonly detail: string;
  /** When it began, where that is known better than by when it was first seen: ms since the epoch. */
  readonly since?: number | undefined;
}

/**
 * What is lacking where there is a gap: what detection reads, what is known of the resources that findings name, or the
 * proof that logs are as they were delivered.
 */
export const COVERAGE_SUBJECTS = ['detection', 'inventory', 'integrity'] as const;
export type CoverageSubject = (typeof COVERAGE_SUBJECTS)[number];

/** Stands for all accounts in what is so of each of them. No account has this id. */
export const NO_ACCOUNT = '000000000000';

export const COVERAGE_REASONS = [
  'reading',
  'account-suspended',
  'account-pending-closure',
  'role-missing-or-denied',
  'region-not-enabled',
  'no-log-source',
  'no-resource',
  'bucket-denied',
  'bucket-missing',
  'late-delivery',
  'too-many',
  'list-missing',
  'list-outdated',
  'delivery-failing',
  'events-left-out',
  'silent',
  'proved',
  'not-proved',
  ...PROOF_GAP_KINDS,
  'error',
] as const;
export type CoverageReason = (typeof COVERAGE_REASONS)[number];
