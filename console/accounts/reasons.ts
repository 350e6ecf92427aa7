import type { graphql } from '../api/graphql.ts';

export type CoverageReason = ReturnType<typeof graphql.scalar<'CoverageReason'>>;

/** Texts for the reasons of coverage facts. */
export const REASONS: Readonly<Record<CoverageReason, string>> = {
  ACCOUNT_PENDING_CLOSURE: 'Account is being closed',
  ACCOUNT_SUSPENDED: 'Account is suspended',
  BUCKET_DENIED: 'Bucket denies access',
  BUCKET_MISSING: 'Bucket does not exist',
  DELIVERY_FAILING: 'Logs cannot be delivered',
  DIGEST_FORGED: 'Forged digest file',
  DIGEST_MISSING: 'No digest files arrive',
  DIGEST_REMOVED: 'Digest file missing',
  ERROR: 'Could not be determined',
  EVENTS_LEFT_OUT: 'Event selectors exclude events',
  LATE_DELIVERY: 'Logs arrived too late',
  LIST_MISSING: 'A list is missing',
  LIST_OUTDATED: 'A list is outdated',
  NO_LOG_SOURCE: 'Logging is not configured',
  NO_RESOURCE: 'No resources to log',
  NOT_PROVED: 'Read, not verified',
  OBJECT_ALTERED: 'Log file altered',
  OBJECT_MISSING: 'Log file missing',
  OBJECT_REPLACED: 'Log file replaced',
  PROVED: 'Verified by digest',
  READING: 'Read',
  REGION_NOT_ENABLED: 'Region is not enabled',
  ROLE_MISSING_OR_DENIED: 'Role is missing or denied',
  SILENT: 'No logs arrive',
  TOO_MANY: 'Too many to check',
};
