import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { isFalse } from './api-call.ts';
import { deletedFlowLogs, disablesClusterAudit, disablesModelLogs } from './disabled-logs.ts';
import { isGiven, listed, listedTexts, member, parameter } from './parameters.ts';
import type { Signal } from './signals.ts';
import { lostLogging } from './trail.ts';

/** A watching service, and the calls that stop it from watching. */
interface Defence {
  readonly name: string;
  /** `guardduty` of `guardduty.amazonaws.com`. */
  readonly service: string;
  readonly calls: Readonly<Record<string, (parameters: Parameters, record: CloudTrailRecord) => boolean>>;
}

const always = (): boolean => true;
const releases = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, releasesAny]));
const all = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, always]));

export const GUARDDUTY: Defence = {
  name: 'GuardDuty',
  service: 'guardduty',
  calls: {
    ...releases('StopMonitoringMembers', 'DisassociateMembers', 'DeleteMembers'),
    ...all(
      'DeleteDetector',
      'DisassociateFromMasterAccount',
      'DisassociateFromAdministratorAccount',
      'DisableOrganizationAdminAccount',
      'DeletePublishingDestination',
      'DeleteMalwareProtectionPlan',
    ),
    UpdateDetector: (parameters) => isFalse(parameters['enable']) || isSwitchedOff(parameters),
    UpdateMemberDetectors: isSwitchedOff,
    UpdateOrganizationConfiguration: ({ autoEnable, autoEnableOrganizationMembers }) =>
      isFalse(autoEnable) || autoEnableOrganizationMembers === 'NONE',
  },
};

/** Services besides GuardDuty that look for problems. */
export const OTHER_DEFENCES: readonly Defence[] = [
  {
    name: 'AWS Config',
    service: 'config',
    calls: {
      ...all(
        'StopConfigurationRecorder',
        'DeleteConfigurationRecorder',
        'DeleteDeliveryChannel',
        'DeleteConfigurationAggregator',
        'DeleteOrganizationConfigRule',
      ),
      PutConfigurationRecorder: (parameters) =>
        leavesOutIam(member(parameters, 'configurationRecorder', 'recordingGroup')),
    },
  },
  {
    name: 'Security Hub',
    service: 'securityhub',
    calls: {
      ...releases('DisassociateMembers', 'DeleteMembers'),
      ...all(
        'DisableSecurityHub',
        'DisableSecurityHubV2',
        'DisassociateFromMasterAccount',
        'DisassociateFromAdministratorAccount',
        'DisableOrganizationAdminAccount',
      ),
    },
  },
  {
    name: 'Macie',
    service: 'macie2',
    calls: { ...all('DisableMacie'), UpdateMacieSession: ({ status }) => status === 'PAUSED' },
  },
  {
    name: 'Inspector',
    service: 'inspector2',
    calls: { ...releases('Disable'), ...all('DisassociateMember', 'DisableDelegatedAdminAccount') },
  },
  { name: 'Detective', service: 'detective', calls: all('DeleteGraph', 'DisableOrganizationAdminAccount') },
  { name: 'Access Analyzer', service: 'access-analyzer', calls: all('DeleteAnalyzer') },
  { name: 'Security Lake', service: 'securitylake', calls: all('DeleteDataLake', 'DeleteAwsLogSource') },
];

export const GUARDRAILS: Defence = {
  name: 'Bedrock Guardrails',
  service: 'bedrock',
  // With a version, the call deletes that version only.
  calls: { DeleteGuardrail: ({ guardrailVersion }) => !isGiven(guardrailVersion) },
};

/** The organization's access for a service that looks for problems, or its administrator, without which it sees no other account. */
export const ORGANIZATION_ACCESS: Defence = {
  name: 'a security service in the whole organization',
  service: 'organizations',
  calls: { DisableAWSServiceAccess: isOfDefence, DeregisterDelegatedAdministrator: isOfDefence },
};

function isOfDefence({ servicePrincipal }: Parameters): boolean {
  return /^(guardduty|malware-protection\.guardduty|config|config-multiaccountsetup|securityhub|macie|inspector2|detective|access-analyzer|securitylake)\.amazonaws\.com$/.test(
    String(servicePrincipal),
  );
}

/** Logs that the services, and Vedette, need in order to see anything. */
const LOGS: readonly Defence[] = [
  {
    name: 'CloudTrail',
    service: 'cloudtrail',
    calls: Object.fromEntries(
      [
        'StopLogging',
        'DeleteTrail',
        'UpdateTrail',
        'PutEventSelectors',
        'DeleteEventDataStore',
        'StopEventDataStoreIngestion',
        'UpdateEventDataStore',
      ].map((name) => [name, (_: Parameters, record: CloudTrailRecord) => lostLogging(record).length > 0]),
    ),
  },
  {
    name: 'flow logs',
    service: 'ec2',
    calls: { DeleteFlowLogs: (parameters, record) => deletedFlowLogs(parameters, record) !== undefined },
  },
  {
    name: 'resolver query logs',
    service: 'route53resolver',
    calls: all('DeleteResolverQueryLogConfig', 'DisassociateResolverQueryLogConfig'),
  },
  {
    name: 'logs of clusters',
    service: 'eks',
    calls: { UpdateClusterConfig: disablesClusterAudit },
  },
  {
    name: 'logs of models',
    service: 'bedrock',
    calls: {
      DeleteModelInvocationLoggingConfiguration: disablesModelLogs,
      PutModelInvocationLoggingConfiguration: disablesModelLogs,
    },
  },
];

export const DEFENCES: readonly Defence[] = [...LOGS, GUARDDUTY, ...OTHER_DEFENCES, GUARDRAILS];

/** The names of the calls, for `from`. */
export function callsOf(defences: readonly Defence[]): readonly string[] {
  return [...new Set(defences.flatMap(({ calls }) => Object.keys(calls)))];
}

/** The defence that a call would take down, whether it succeeded or not. */
export function defenceOf(record: CloudTrailRecord): string | undefined {
  const { eventSource, eventName, requestParameters = {} } = record;
  return DEFENCES.find(
    ({ service, calls }) =>
      eventSource === `${service}.amazonaws.com` &&
      Object.hasOwn(calls, eventName) &&
      calls[eventName]?.(requestParameters, record),
  )?.name;
}

/** The calls of a defence as a signal. */
export function signalOf(
  { name, service, calls }: Defence,
  names: readonly string[],
  rest: Pick<Signal, 'means' | 'severity' | 'tried' | 'routine'>,
): Signal {
  return {
    ...rest,
    service,
    calls: names,
    did: (parameters, record) =>
      calls[record.eventName]?.(parameters, record)
        ? `${record.errorCode === undefined ? 'called' : 'tried'} ${record.eventName} of ${name}`
        : undefined,
    deployed: true,
    unless: 'security',
  };
}

/**
 * Whether a call for several accounts did something for any of them. Such calls succeed even if they do nothing, and
 * the answer names the accounts that were left as they were ("DisassociateMembers", "Disable").
 */
function releasesAny(parameters: Parameters, { responseElements }: CloudTrailRecord): boolean {
  const accounts = listed(parameter(parameters, 'accountIds'));
  const left = ['unprocessedAccounts', 'UnprocessedAccounts', 'failedAccounts'].flatMap((name) =>
    listed(member(responseElements, name)),
  );
  return left.length === 0 || left.length < accounts.length;
}

function isSwitchedOff({ dataSources, features }: Parameters): boolean {
  const said = JSON.stringify([dataSources ?? null, features ?? null]);
  return /"(?:enable|autoEnable)":(?:false|"false")|"status":"DISABLED"/.test(said);
}

/**
 * Whether a recorder is told to leave out IAM or security groups, which intruders change first. A list of what to record
 * may have only one of them, because IAM is recorded in one Region.
 */
function leavesOutIam(group: unknown): boolean {
  const named = (name: string) => CHANGED_FIRST.test(JSON.stringify(member(group, name) ?? null));
  const isList = isFalse(member(group, 'allSupported')) && listedTexts(member(group, 'resourceTypes')).length > 0;
  return named('exclusionByResourceTypes') || (isList && !named('resourceTypes'));
}

const CHANGED_FIRST = /AWS::IAM::|AWS::EC2::SecurityGroup/;
