import { PROOF_GAP_KINDS } from './digest.ts';
import type { SourceName } from './log-object.ts';

/**
 * States whether Vedette can see an account (and Region, and source): since when, and if not, why not. A gap in what it
 * can see is reported as plainly as a finding.
 */
export interface CoverageFact {
  readonly about: CoverageSubject;
  readonly accountId: string;
  /** Undefined: the fact is about the whole account. */
  readonly region: string | undefined;
  readonly source: SourceName | undefined;
  readonly state: 'covered' | 'gap';
  readonly reason: CoverageReason;
  /** One sentence: the problem and its remedy. */
  readonly detail: string;
  /** The time it began, where that is known more exactly than the time it was first seen: ms since the epoch. */
  readonly since?: number | undefined;
}

/**
 * What a gap affects: the logs that detection reads, the facts about resources that findings name, or the proof that
 * logs are as they were delivered.
 */
export const COVERAGE_SUBJECTS = ['detection', 'inventory', 'integrity'] as const;
export type CoverageSubject = (typeof COVERAGE_SUBJECTS)[number];

/** Stands for all accounts in facts that hold for each of them. No account has this id. */
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
