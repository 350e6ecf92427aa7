// Written by npm run generate.
import type { graphql } from './graphql.ts';

export type SourceName = ReturnType<typeof graphql.scalar<'SourceName'>>;

/** Kinds of logs. Those that most detectors read come first. */
export const SOURCE_NAMES: readonly SourceName[] = [
  'CLOUDTRAIL',
  'EKS_AUDIT',
  'VPC_FLOW',
  'DNS_QUERY',
  'RDS_LOGIN',
  'BEDROCK_INVOCATION',
  'CLOUDTRAIL_DIGEST',
];

/** What people call them. */
export const SOURCES: Readonly<Record<SourceName, string>> = {
  CLOUDTRAIL: 'CloudTrail',
  EKS_AUDIT: 'EKS audit logs',
  VPC_FLOW: 'VPC flow logs',
  DNS_QUERY: 'Resolver query logs',
  RDS_LOGIN: 'RDS login logs',
  BEDROCK_INVOCATION: 'Bedrock invocation logs',
  CLOUDTRAIL_DIGEST: 'CloudTrail digests',
};
