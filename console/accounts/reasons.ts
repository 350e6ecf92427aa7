import type { graphql } from '../api/graphql.ts';

export type CoverageReason = ReturnType<typeof graphql.scalar<'CoverageReason'>>;
export type SourceName = ReturnType<typeof graphql.scalar<'SourceName'>>;

/** Texts for the reasons of coverage facts. */
export const REASONS: Readonly<Record<CoverageReason, string>> = {
  ACCOUNT_PENDING_CLOSURE: 'Account is being closed',
  ACCOUNT_SUSPENDED: 'Account is suspended',
  BUCKET_DENIED: 'Bucket denies us',
  BUCKET_MISSING: 'Bucket is gone',
  DELIVERY_FAILING: 'Logs cannot be delivered',
  DIGEST_FORGED: "A digest is not CloudTrail's",
  DIGEST_MISSING: 'Digests stay away',
  DIGEST_REMOVED: 'A digest is gone',
  ERROR: 'Could not be told',
  EVENTS_LEFT_OUT: 'Events are left out',
  LATE_DELIVERY: 'Logs came too late',
  LIST_MISSING: 'A list is missing',
  LIST_OUTDATED: 'A list is outdated',
  NO_LOG_SOURCE: 'Logs are not kept',
  NO_RESOURCE: 'Nothing there to log',
  NOT_PROVED: 'Read, not proved',
  OBJECT_ALTERED: 'A log file was altered',
  OBJECT_MISSING: 'A log file is gone',
  OBJECT_REPLACED: 'A log file was replaced',
  PROVED: 'Proved to be as delivered',
  READING: 'Read',
  REGION_NOT_ENABLED: 'Region is not enabled',
  ROLE_MISSING_OR_DENIED: 'Role is missing or denied',
  SILENT: 'Logs stay away',
  TOO_MANY: 'Too many to look at',
};

/** Names of sources, as AWS spells them. */
export const SOURCES: Readonly<Record<SourceName, string>> = {
  CLOUDTRAIL: 'CloudTrail',
  CLOUDTRAIL_DIGEST: 'CloudTrail digests',
  VPC_FLOW: 'VPC flow logs',
  DNS_QUERY: 'Resolver query logs',
  EKS_AUDIT: 'EKS audit logs',
  RDS_LOGIN: 'RDS log-ins',
};
