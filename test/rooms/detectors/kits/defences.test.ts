import { expect, test } from 'vitest';
import { callsOf, DEFENCES, defenceOf, GUARDDUTY, OTHER_DEFENCES } from '#services/detectors/kits/defences.ts';
import { recordOf } from './callers.ts';

function down(service: string, eventName: string, requestParameters: object = {}) {
  return defenceOf(recordOf({ eventSource: `${service}.amazonaws.com`, eventName, requestParameters }));
}

test.each([
  ['guardduty', 'GuardDuty', 'DeleteDetector StopMonitoringMembers DisassociateMembers DeleteMembers'],
  ['guardduty', 'GuardDuty', 'DisassociateFromMasterAccount DisassociateFromAdministratorAccount'],
  ['guardduty', 'GuardDuty', 'DisableOrganizationAdminAccount DeletePublishingDestination'],
  ['config', 'AWS Config', 'StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel'],
  ['config', 'AWS Config', 'DeleteConfigurationAggregator DeleteOrganizationConfigRule'],
  ['securityhub', 'Security Hub', 'DisableSecurityHub DisableSecurityHubV2 DisassociateMembers DeleteMembers'],
  ['securityhub', 'Security Hub', 'DisassociateFromMasterAccount DisassociateFromAdministratorAccount'],
  ['securityhub', 'Security Hub', 'DisableOrganizationAdminAccount'],
  ['macie2', 'Macie', 'DisableMacie'],
  ['inspector2', 'Inspector', 'Disable DisassociateMember DisableDelegatedAdminAccount'],
  ['detective', 'Detective', 'DeleteGraph DisableOrganizationAdminAccount'],
  ['access-analyzer', 'Access Analyzer', 'DeleteAnalyzer'],
  ['securitylake', 'Security Lake', 'DeleteDataLake DeleteAwsLogSource'],
  ['ec2', 'flow logs', 'DeleteFlowLogs'],
  ['route53resolver', 'resolver query logs', 'DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig'],
  ['bedrock', 'logs of models', 'DeleteModelInvocationLoggingConfiguration'],
  ['cloudtrail', 'CloudTrail', 'StopLogging DeleteTrail DeleteEventDataStore StopEventDataStoreIngestion'],
])('%s: %s is taken down by %s', (service, name, calls) => {
  for (const call of calls.split(' ')) expect([call, down(service, call)]).toEqual([call, name]);
});

test.each([
  ['guardduty', 'UpdateDetector', { enable: false }, true],
  ['guardduty', 'UpdateDetector', { enable: true }, false],
  ['guardduty', 'UpdateDetector', { features: [{ name: 'S3_DATA_EVENTS', status: 'DISABLED' }] }, true],
  ['guardduty', 'UpdateDetector', { features: [{ name: 'S3_DATA_EVENTS', status: 'ENABLED' }] }, false],
  ['guardduty', 'UpdateMemberDetectors', { dataSources: { s3Logs: { enable: false } } }, true],
  ['guardduty', 'UpdateMemberDetectors', { dataSources: { s3Logs: { autoEnable: 'false' } } }, true],
  ['guardduty', 'UpdateMemberDetectors', { dataSources: { s3Logs: { enable: true } } }, false],
  ['guardduty', 'UpdateMemberDetectors', {}, false],
  ['guardduty', 'UpdateOrganizationConfiguration', { autoEnable: false }, true],
  ['guardduty', 'UpdateOrganizationConfiguration', { autoEnableOrganizationMembers: 'NONE' }, true],
  ['guardduty', 'UpdateOrganizationConfiguration', { autoEnableOrganizationMembers: 'ALL' }, false],
  ['macie2', 'UpdateMacieSession', { status: 'PAUSED' }, true],
  ['macie2', 'UpdateMacieSession', { status: 'ENABLED' }, false],
  ['eks', 'UpdateClusterConfig', cluster({ enabled: false, types: ['scheduler', 'audit'] }), true],
  ['eks', 'UpdateClusterConfig', cluster({ enabled: false, types: ['authenticator'] }), true],
  ['eks', 'UpdateClusterConfig', cluster({ enabled: false, types: ['scheduler'] }), false],
  [
    'eks',
    'UpdateClusterConfig',
    cluster({ enabled: true, types: ['api'] }, { enabled: false, types: ['audit'] }),
    false,
  ],
  ['bedrock', 'DeleteModelInvocationLoggingConfiguration', {}, true],
  ['bedrock', 'PutModelInvocationLoggingConfiguration', { loggingConfig: {} }, true],
  ['bedrock', 'PutModelInvocationLoggingConfiguration', { loggingConfig: { s3Config: { bucketName: 'b' } } }, false],
  ['bedrock', 'PutModelInvocationLoggingConfiguration', {}, false],
  ['eks', 'UpdateClusterConfig', { logging: { clusterLogging: [{ enabled: true }] } }, false],
  ['eks', 'UpdateClusterConfig', {}, false],
  ['config', 'PutConfigurationRecorder', { configurationRecorder: recorder('AWS::IAM::User') }, true],
  ['config', 'PutConfigurationRecorder', { configurationRecorder: recorder('AWS::EC2::SecurityGroup') }, true],
  ['config', 'PutConfigurationRecorder', { configurationRecorder: recorder('AWS::EC2::Volume') }, false],
  ['config', 'PutConfigurationRecorder', {}, false],
  ['ec2', 'Disable', {}, false],
  ['inspector2', 'toString', {}, false],
  ['ec2', 'DescribeFlowLogs', {}, false],
])('%s: %s with %j takes it down: %s', (service, eventName, parameters, expected) => {
  expect(down(service, eventName, parameters) !== undefined).toBe(expected);
});

function cluster(...clusterLogging: readonly object[]) {
  return { logging: { clusterLogging } };
}

test.each([
  ['guardduty', 'DeleteMembers', { accountIds: ['1', '2'] }, {}, true],
  ['guardduty', 'DeleteMembers', { accountIds: ['1', '2'] }, { unprocessedAccounts: [] }, true],
  ['guardduty', 'DisassociateMembers', { accountIds: ['1', '2'] }, { unprocessedAccounts: [{}, { a: 1 }] }, true],
  ['guardduty', 'StopMonitoringMembers', { accountIds: ['1'] }, { unprocessedAccounts: [{ accountId: '1' }] }, false],
  ['securityhub', 'DeleteMembers', { AccountIds: ['1'] }, { UnprocessedAccounts: [{ AccountId: '1' }] }, false],
  ['inspector2', 'Disable', { accountIds: ['1', '2'] }, { failedAccounts: [{ accountId: '1' }] }, true],
  ['inspector2', 'Disable', {}, { failedAccounts: [{ accountId: '1' }] }, false],
  ['ec2', 'DeleteFlowLogs', {}, { DeleteFlowLogsResponse: { unsuccessful: { item: { resourceId: 'fl-1' } } } }, false],
])('%s: %s of %j with the answer %j does something: %s', (service, eventName, asked, responseElements, expected) => {
  const record = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters: asked, responseElements };
  expect(defenceOf(recordOf(record)) !== undefined).toBe(expected);
});

function recorder(type: string) {
  return { recordingGroup: { exclusionByResourceTypes: { resourceTypes: [type] } } };
}

test('all calls of all defences are asked for, each once', () => {
  const calls = callsOf(DEFENCES);
  expect(new Set(calls).size).toBe(calls.length);
  expect(calls).toEqual(expect.arrayContaining(['StopLogging', 'UpdateTrail', 'PutEventSelectors', 'UpdateDetector']));
  expect(calls).toContain('UpdateEventDataStore');
  expect(OTHER_DEFENCES).not.toContain(GUARDDUTY);
});
