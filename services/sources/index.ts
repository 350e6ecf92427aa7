// Written by npm run generate from each source.ts of this folder.
import type { AnySource } from './log-source.ts';
import bedrockInvocation from './bedrock-invocation/source.ts';
import cloudtrailDigest from './cloudtrail-digest/source.ts';
import cloudtrail from './cloudtrail/source.ts';
import dnsQuery from './dns-query/source.ts';
import eksAudit from './eks-audit/source.ts';
import rdsLogin from './rds-login/source.ts';
import vpcFlow from './vpc-flow/source.ts';

export const SOURCES: readonly AnySource[] = [
  bedrockInvocation,
  cloudtrailDigest,
  cloudtrail,
  dnsQuery,
  eksAudit,
  rdsLogin,
  vpcFlow,
];
