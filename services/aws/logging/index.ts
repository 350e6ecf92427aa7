// Written by npm run generate from the files of this folder.
import type { LoggingCalls } from '../logging.ts';
import bedrockInvocation from './bedrock-invocation.ts';
import cloudtrail from './cloudtrail.ts';
import dnsQuery from './dns-query.ts';
import eksAudit from './eks-audit.ts';
import rdsLogin from './rds-login.ts';
import vpcFlow from './vpc-flow.ts';

export const LOGGING: readonly LoggingCalls[] = [bedrockInvocation, cloudtrail, dnsQuery, eksAudit, rdsLogin, vpcFlow];
