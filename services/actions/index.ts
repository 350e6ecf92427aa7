// Written by npm run generate from the files of this folder.
import type { ActionKind } from '#services/model/action-kind.ts';
import awsApiCall from './aws-api-call.ts';
import dnsRequest from './dns-request.ts';
import kubernetesApiCall from './kubernetes-api-call.ts';
import networkConnection from './network-connection.ts';
import portProbe from './port-probe.ts';
import rdsLoginAttempt from './rds-login-attempt.ts';

export const ACTION_KINDS: readonly ActionKind[] = [
  awsApiCall,
  dnsRequest,
  kubernetesApiCall,
  networkConnection,
  portProbe,
  rdsLoginAttempt,
];
