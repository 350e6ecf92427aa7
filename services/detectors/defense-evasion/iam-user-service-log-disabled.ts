import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { isFalse, isTrue } from '../kits/api-call.ts';
import { listedObjects, listedTexts, member, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'DefenseEvasion:IAMUser/ServiceLogDisabled',
  own: true,
  title: 'The log of a cluster, a database, sessions or a load balancer was switched off',
  why: 'What is done inside a service is in its own log alone, so that is switched off first.',
  asks: 'Was the audit log of a cluster or a database, the record of sessions on machines, or the log of a load balancer switched off?',
  attack: ['T1562.008'],
  signals: [
    {
      means: 'the audit log of a cluster was switched off',
      severity: 'Medium',
      service: 'eks',
      calls: ['UpdateClusterConfig'],
      did: ({ name, logging }) => {
        const entries = listedObjects(member(logging, 'clusterLogging'));
        const isOff = entries.some(
          ({ enabled, types }) =>
            isFalse(enabled) && listedTexts(types).some((type) => /^(audit|authenticator)$/.test(type)),
        );
        // Tools that send the state of all logs list those that were never on as off.
        return isOff && !entries.some(({ enabled }) => isTrue(enabled))
          ? `switched off the audit log of cluster ${textOf(name) ?? '(not named)'}`
          : undefined;
      },
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
      means: 'a database no longer audits what is done',
      severity: 'Medium',
      service: 'rds',
      calls: ['ModifyDBParameterGroup', 'ModifyDBClusterParameterGroup'],
      did: ({ parameters }) => {
        const off = listedObjects(parameters).flatMap(({ parameterName, parameterValue }) =>
          AUDITS.test(String(parameterName)) && /^(0|off|none)$/i.test(String(parameterValue))
            ? [String(parameterName)]
            : [],
        );
        return off.length === 0 ? undefined : `switched off ${off.join(' and ')} of databases`;
      },
      deployed: true,
    },
    {
      means: 'the record of sessions on machines was deleted',
      severity: 'Medium',
      service: 'ssm',
      calls: ['DeleteDocument'],
      did: ({ name }) =>
        name === 'SSM-SessionManagerRunShell' ? 'deleted what says where sessions on machines are logged' : undefined,
      deployed: true,
    },
    {
      means: 'the log of a load balancer or a warehouse was switched off',
      severity: 'Low',
      service: 'elasticloadbalancing',
      calls: ['ModifyLoadBalancerAttributes'],
      did: ({ attributes, loadBalancerArn }) =>
        listedObjects(attributes).some(({ key, value }) => key === 'access_logs.s3.enabled' && isFalse(value))
          ? `switched off the log of ${textOf(loadBalancerArn) ?? 'a load balancer'}`
          : undefined,
      deployed: true,
    },
    {
      means: 'the log of a load balancer or a warehouse was switched off',
      severity: 'Low',
      service: 'redshift',
      calls: ['DisableLogging'],
      did: ({ clusterIdentifier }) => `switched off the log of warehouse ${textOf(clusterIdentifier) ?? '(not named)'}`,
      deployed: true,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseEvasion:IAMUser-ServiceLogDisabled',
  blindTo: [
    'Logs that go with a request that leaves them out, such as those of distributions.',
    'Where logs are sent, if that is changed.',
  ],
  falsePositives: ['Logs of old stages that are switched off to save money.'],
  respond: [
    'Ask the owner of the resource whether its log was to be switched off.',
    'If not, switch it on again, and look at what the credentials did before and since.',
  ],
  references: [
    {
      title: 'Send control plane logs to CloudWatch Logs',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    },
  ],
  examples: {
    fires: {
      'all of a cluster': () => eks([{ types: ['api', 'audit'], enabled: false }]),
      'the stream of a database, by a role': () =>
        called(
          'rds',
          'StopActivityStream',
          { resourceArn: DATABASE, applyImmediately: true },
          { userIdentity: roleSession() },
        ),
      'the audit of databases': () => database('pgaudit.log', 'none'),
      'a load balancer’s, which is less': () => balancer('false'),
      'the authenticator’s of a cluster, besides the scheduler’s': () =>
        eks([
          { types: ['scheduler'], enabled: false },
          { types: ['authenticator'], enabled: false },
        ]),
      'the audit and the connections of a cluster of databases': () =>
        called('rds', 'ModifyDBClusterParameterGroup', {
          dBClusterParameterGroupName: 'orders',
          parameters: [
            { parameterName: 'server_audit_logging', parameterValue: '0' },
            { parameterName: 'log_connections', parameterValue: 'off' },
          ],
        }),
      'the record of sessions on machines': () =>
        called('ssm', 'DeleteDocument', { name: 'SSM-SessionManagerRunShell' }),
      'a warehouse’s, which is less': () => called('redshift', 'DisableLogging', { clusterIdentifier: 'sales' }),
    },
    quiet: {
      'the scheduler’s log of a cluster': () => eks([{ types: ['scheduler'], enabled: false }]),
      'a tool says all: what is on, and what never was': () =>
        eks([
          { types: ['api'], enabled: true },
          { types: ['audit', 'scheduler'], enabled: false },
        ]),
      'the audit is switched on': () => database('pgaudit.log', 'ddl'),
      'another parameter is off': () => database('log_statement', 'none'),
      'another document is deleted': () => called('ssm', 'DeleteDocument', { name: 'patch' }),
      'a load balancer’s goes on': () => balancer('true'),
      'a load balancer is no longer protected from deletion': () => balancer('false', 'deletion_protection.enabled'),
      'a tool takes a load balancer’s log and a database’s stream away': () => ({
        records: [
          balancer('false', undefined, BY_CLOUDFORMATION),
          called('rds', 'StopActivityStream', { resourceArn: DATABASE }, BY_CLOUDFORMATION),
          database('pgaudit.log', 'none', BY_CLOUDFORMATION),
          called('ssm', 'DeleteDocument', { name: 'SSM-SessionManagerRunShell' }, BY_CLOUDFORMATION),
          called('redshift', 'DisableLogging', { clusterIdentifier: 'sales' }, BY_CLOUDFORMATION),
        ].flatMap(({ records }) => records),
      }),
      'it was refused': () => eks([{ types: ['audit'], enabled: false }], REFUSED),
      'CloudFormation changes a stack': () => eks([{ types: ['audit'], enabled: false }], BY_CLOUDFORMATION),
    },
  },
});

const AUDITS = /^(server_audit_logging|pgaudit\.log|log_connections|audit_trail)$/;
const DATABASE = 'arn:aws:rds:us-east-1:111122223333:cluster:orders';

function eks(clusterLogging: readonly object[], overrides = {}) {
  return called('eks', 'UpdateClusterConfig', { name: 'prod', logging: { clusterLogging } }, overrides);
}

function database(parameterName: string, parameterValue: string, overrides = {}) {
  const parameters = [{ parameterName, parameterValue, applyMethod: 'immediate' }];
  return called('rds', 'ModifyDBParameterGroup', { dBParameterGroupName: 'orders', parameters }, overrides);
}

function balancer(value: string, key = 'access_logs.s3.enabled', overrides = {}) {
  const attributes = [
    { key: 'idle_timeout.timeout_seconds', value: '60' },
    { key, value },
  ];
  const parameters = { loadBalancerArn: 'web', attributes };
  return called('elasticloadbalancing', 'ModifyLoadBalancerAttributes', parameters, overrides);
}
