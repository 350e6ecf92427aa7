import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { isFalse } from '../kits/api-call.ts';
import { disablesClusterAudit } from '../kits/disabled-logs.ts';
import { listedObjects, listedTexts, member, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { ANY_BUT_A_THIEF, BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/ServiceLogDisabled',
  own: true,
  title: 'The log of a cluster, a database, sessions, a zone or a load balancer was disabled',
  why: 'Only the log of a service shows what is done inside it, so attackers disable it first.',
  asks: 'Was the audit log of a cluster or a database, the session log of instances, or the log of a zone, a load balancer or a warehouse disabled?',
  attack: ['T1562.008'],
  signals: [
    {
      means: 'the audit log of a cluster was disabled',
      severity: 'Medium',
      service: 'eks',
      calls: ['UpdateClusterConfig'],
      did: (parameters) =>
        disablesClusterAudit(parameters)
          ? `disabled the audit log of cluster ${textOf(parameters['name']) ?? '(not named)'}`
          : undefined,
      deployed: true,
    },
    {
      means: 'the activity stream of a database was stopped',
      severity: 'Medium',
      service: 'rds',
      calls: ['StopActivityStream'],
      did: ({ resourceArn }) => `stopped the activity stream of ${textOf(resourceArn) ?? 'a database'}`,
      deployed: true,
    },
    {
      means: 'auditing of a database was disabled',
      severity: 'Medium',
      service: 'rds',
      calls: ['ModifyDBParameterGroup', 'ModifyDBClusterParameterGroup'],
      did: ({ parameters }) => {
        const off = listedObjects(parameters).flatMap(({ parameterName, parameterValue }) =>
          AUDITS.test(String(parameterName)) && /^(0|off|none)$/i.test(String(parameterValue))
            ? [String(parameterName)]
            : [],
        );
        return off.length === 0 ? undefined : `disabled ${off.join(' and ')} of databases`;
      },
      deployed: true,
    },
    {
      means: 'the logging preferences of Session Manager were deleted',
      severity: 'Medium',
      service: 'ssm',
      calls: ['DeleteDocument'],
      did: ({ name }) => (name === PREFERENCES ? 'deleted the logging preferences of Session Manager' : undefined),
      deployed: true,
    },
    {
      means: 'the logging preferences of Session Manager were emptied',
      severity: 'Medium',
      service: 'ssm',
      calls: ['UpdateDocument'],
      did: ({ name, content }) =>
        name === PREFERENCES && logsNoSession(content) ? 'had Session Manager log no session' : undefined,
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
    {
      means: 'the export of the logs of a database was stopped',
      severity: 'Medium',
      service: 'rds',
      calls: ['ModifyDBInstance', 'ModifyDBCluster'],
      did: (parameters) => {
        const off = listedTexts(member(parameters['cloudwatchLogsExportConfiguration'], 'disableLogTypes'));
        return off.length === 0 ? undefined : `stopped the export of ${off.join(' and ')} logs of a database`;
      },
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
    {
      means: 'the query log of a zone was disabled',
      severity: 'Medium',
      service: 'route53',
      calls: ['DeleteQueryLoggingConfig'],
      did: () => 'disabled the query log of a zone',
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
    {
      means: 'the log of a load balancer or a warehouse was disabled',
      severity: 'Medium',
      service: 'elasticloadbalancing',
      calls: ['ModifyLoadBalancerAttributes'],
      did: ({ attributes, loadBalancerArn, loadBalancerAttributes, loadBalancerName }) =>
        listedObjects(attributes).some(({ key, value }) => key === 'access_logs.s3.enabled' && isFalse(value)) ||
        // Classic load balancers have the same call with other parameters.
        isFalse(member(loadBalancerAttributes, 'accessLog', 'enabled'))
          ? `disabled the log of ${textOf(loadBalancerArn) ?? textOf(loadBalancerName) ?? 'a load balancer'}`
          : undefined,
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
    {
      means: 'the log of a load balancer or a warehouse was disabled',
      severity: 'Medium',
      service: 'redshift',
      calls: ['DisableLogging'],
      did: ({ clusterIdentifier }) => `disabled the log of warehouse ${textOf(clusterIdentifier) ?? '(not named)'}`,
      deployed: true,
      routine: ANY_BUT_A_THIEF,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-ServiceLogDisabled',
  blindTo: [
    'Logs that are disabled by a request that leaves them out, such as those of CloudFront distributions.',
    'Logs that are redirected to another destination.',
  ],
  falsePositives: ['Logs of old stages that are disabled to save money.'],
  respond: [
    'Ask the owner of the resource whether its log was meant to be disabled.',
    'If not, enable it again, and review what the credentials did before and since.',
  ],
  references: [
    {
      title: 'Send control plane logs to CloudWatch Logs',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    },
  ],
  examples: {
    fires: {
      'all logs of a cluster': () => eks([{ types: ['api', 'audit'], enabled: false }]),
      'the activity stream of a database, by a role': () =>
        called(
          'rds',
          'StopActivityStream',
          { resourceArn: DATABASE, applyImmediately: true },
          { userIdentity: roleSession() },
        ),
      'auditing of databases': () => database('pgaudit.log', 'none'),
      'the log of a load balancer, with a key': () => balancer('false'),
      'the same in the console, which is less': () =>
        balancer('false', undefined, { userIdentity: identityCenterUser() }),
      'exported logs of a database': () => exported({ disableLogTypes: ['audit'] }),
      'the query log of a zone': () => called('route53', 'DeleteQueryLoggingConfig', { id: 'example' }),
      'the authenticator and scheduler logs of a cluster': () =>
        eks([
          { types: ['scheduler'], enabled: false },
          { types: ['authenticator'], enabled: false },
        ]),
      'auditing and connection logs of a database cluster': () =>
        called('rds', 'ModifyDBClusterParameterGroup', {
          dBClusterParameterGroupName: 'orders',
          parameters: [
            { parameterName: 'server_audit_logging', parameterValue: '0' },
            { parameterName: 'log_connections', parameterValue: 'off' },
          ],
        }),
      'the log of a classic load balancer': () => classic(false),
      'the session log of instances': () => called('ssm', 'DeleteDocument', { name: PREFERENCES }),
      'sessions are no longer logged': () => preferences({ s3BucketName: '', cloudWatchLogGroupName: '' }),
      'the same by Terraform, which is less': () =>
        preferences({ s3BucketName: '' }, { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
      'the log of a warehouse': () => called('redshift', 'DisableLogging', { clusterIdentifier: 'sales' }),
    },
    quiet: {
      'the log of a classic load balancer is enabled': () => classic(true),
      'exported logs of a database are added': () => exported({ enableLogTypes: ['audit'] }),
      'only the scheduler log of a cluster': () => eks([{ types: ['scheduler'], enabled: false }]),
      'a tool that sends the state of all logs': () =>
        eks([
          { types: ['api'], enabled: true },
          { types: ['audit', 'scheduler'], enabled: false },
        ]),
      'auditing is enabled': () => database('pgaudit.log', 'ddl'),
      'another parameter is off': () => database('log_statement', 'none'),
      'sessions are logged elsewhere': () => preferences({ s3BucketName: 'corp-sessions', cloudWatchLogGroupName: '' }),
      'preferences that the record does not show': () =>
        called('ssm', 'UpdateDocument', { name: PREFERENCES, content: '***' }),
      'another document is deleted': () => called('ssm', 'DeleteDocument', { name: 'patch' }),
      'the log of a load balancer stays on': () => balancer('true'),
      'deletion protection of a load balancer is disabled': () => balancer('false', 'deletion_protection.enabled'),
      'an infrastructure tool disables the log of a load balancer and the stream of a database': () => ({
        records: [
          balancer('false', undefined, BY_CLOUDFORMATION),
          called('rds', 'StopActivityStream', { resourceArn: DATABASE }, BY_CLOUDFORMATION),
          database('pgaudit.log', 'none', BY_CLOUDFORMATION),
          called('ssm', 'DeleteDocument', { name: PREFERENCES }, BY_CLOUDFORMATION),
          called('redshift', 'DisableLogging', { clusterIdentifier: 'sales' }, BY_CLOUDFORMATION),
        ].flatMap(({ records }) => records),
      }),
      'it was refused': () => eks([{ types: ['audit'], enabled: false }], REFUSED),
      'CloudFormation changes a stack': () => eks([{ types: ['audit'], enabled: false }], BY_CLOUDFORMATION),
    },
  },
});

/** The document that holds how sessions are logged ("Update Session Manager preferences"). */
const PREFERENCES = 'SSM-SessionManagerRunShell';

/** Whether preferences, as JSON or YAML, name no place for logs. */
function logsNoSession(content: unknown): boolean {
  const text = String(content).slice(0, CONTENT_MAX);
  return text.includes('sessionType') && !/(?:s3BucketName|cloudWatchLogGroupName)["']?\s*:\s*["']?[\w{]/.test(text);
}
/** Characters: no document is longer. */
const CONTENT_MAX = 65_536;

const AUDITS = /^(server_audit_logging|pgaudit\.log|log_connections|audit_trail)$/;
const DATABASE = 'arn:aws:rds:us-east-1:111122223333:cluster:orders';

function eks(clusterLogging: readonly object[], overrides = {}) {
  return called('eks', 'UpdateClusterConfig', { name: 'prod', logging: { clusterLogging } }, overrides);
}

function database(parameterName: string, parameterValue: string, overrides = {}) {
  const parameters = [{ parameterName, parameterValue, applyMethod: 'immediate' }];
  return called('rds', 'ModifyDBParameterGroup', { dBParameterGroupName: 'orders', parameters }, overrides);
}

function preferences(inputs: object, overrides = {}) {
  const content = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs });
  return called('ssm', 'UpdateDocument', { name: PREFERENCES, content, documentVersion: '$LATEST' }, overrides);
}

function exported(cloudwatchLogsExportConfiguration: object) {
  return called('rds', 'ModifyDBInstance', { dBInstanceIdentifier: 'orders', cloudwatchLogsExportConfiguration });
}

function balancer(value: string, key = 'access_logs.s3.enabled', overrides = {}) {
  const attributes = [
    { key: 'idle_timeout.timeout_seconds', value: '60' },
    { key, value },
  ];
  const parameters = { loadBalancerArn: 'web', attributes };
  return called('elasticloadbalancing', 'ModifyLoadBalancerAttributes', parameters, overrides);
}

function classic(enabled: boolean) {
  const parameters = { loadBalancerName: 'web', loadBalancerAttributes: { accessLog: { enabled } } };
  return called('elasticloadbalancing', 'ModifyLoadBalancerAttributes', parameters);
}
