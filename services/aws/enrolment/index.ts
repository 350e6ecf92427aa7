// Written by npm run generate from the files of this folder.
import type { EnrolmentCalls } from '../enrolment.ts';
import cloudtrail from './cloudtrail.ts';
import dnsQuery from './dns-query.ts';
import eksAudit from './eks-audit.ts';
import managementEvents from './management-events.ts';
import securityHub from './security-hub.ts';
import vpcFlow from './vpc-flow.ts';

export const ENROLMENTS: readonly EnrolmentCalls[] = [
  cloudtrail,
  dnsQuery,
  eksAudit,
  managementEvents,
  securityHub,
  vpcFlow,
];
