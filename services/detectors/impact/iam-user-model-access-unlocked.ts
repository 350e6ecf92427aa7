import { INVOCATIONS, isInvocation, modelOf } from '#services/behaviour/models/model-call.ts';
import { defineDetector } from '#services/model/detector.ts';
import type { Look } from '#services/model/look.ts';
import {
  event,
  identityCenterUser,
  iamUser,
  instanceSession,
  roleSession,
} from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { callerKind, isByKey, isOnBehalf } from '../kits/caller.ts';
import { isByBearer } from '../kits/bearer-key.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { called, BY_CLOUDFORMATION, REFUSED } from '../kits/signals.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

/** Calls that unlock models for an account, or reserve capacity for it. */
const UNLOCKING = [
  'PutUseCaseForModelAccess',
  'CreateFoundationModelAgreement',
  'PutFoundationModelEntitlement',
  'CreateProvisionedModelThroughput',
  'CreateMarketplaceModelEndpoint',
] as const;

export default defineDetector({
  type: 'Impact:IAMUser/ModelAccessUnlocked',
  own: true,
  title: 'Access to Bedrock models was enabled with a key',
  why: 'People enable models once, in the console; attackers do it with a stolen key and then sell access to the models.',
  asks: 'Did an access key of a user, the credentials of a workload, or a role enable Bedrock models for the account?',
  attack: ['T1496.004', 'T1098'],

  from: cloudtrail(...UNLOCKING, ...INVOCATIONS),
  where: { eventSource: (source) => source === 'bedrock.amazonaws.com' },
  and: (record, look) =>
    isInvocation(record.eventName) ? isKeyed(record, look) : succeeded(record.errorCode) && mayMatter(record, look),
  about: aboutPrincipal,
  acrossRegions: true,
  overlapping: true,
  tally: (t) => ({
    unlocked: t.distinct((record) => (isInvocation(record.eventName) ? undefined : record.eventName)),
    models: t.distinct((record) => (isInvocation(record.eventName) ? undefined : modelOf(record))),
    failed: t.distinct((record) => run(record, false)),
    ran: t.distinct((record) => run(record, true)),
    roles: t.distinct((record) =>
      isRole(record) ? record.userIdentity.sessionContext.sessionIssuer.userName : undefined,
    ),
  }),
  having: ({ tallies }) => tallies.unlocked.size > 0,

  severity: {
    when: {
      High: 'the same caller was refused a model, enabled models, and ran one',
      Medium: 'models were enabled with the access key of a user or the credentials of a workload',
      Low: 'a role session enabled them, and nobody can tell who used the role',
    },
    of({ tallies: { failed, ran, roles } }) {
      if (failed.size > 0 && ran.size > 0) return 'High';
      return roles.size > 0 ? 'Low' : 'Medium';
    },
  },
  explain: ({ subject, tallies: { unlocked, models, failed, ran } }) => {
    const what = models.size > 0 ? `models (${enumerated(models.values)})` : 'models';
    const use =
      ran.size > 0 ? `, and ran ${enumerated(ran.values)}${failed.size > 0 ? ' after failed attempts' : ''}` : '';
    return `${capitalized(callerOf(subject.resource))} enabled ${what} for the account by ${enumerated(unlocked.values)}${use}.`;
  },
  asff: 'Effects/Resource Consumption/Impact:IAMUser-ModelAccessUnlocked',
  blindTo: [
    'Models that the account may use already.',
    'Subscriptions that the first call creates by itself, and offers that are accepted in AWS Marketplace.',
    'People who enable models.',
  ],
  falsePositives: ['Set-up of Bedrock by a script with a key: add its role or user to `known` as `pipeline`.'],
  respond: [
    'Ask the owner of the key whether models were meant to be enabled.',
    'If not, deactivate the key, review which models were run since and in which Regions, and check the bill.',
    'Use a service control policy to deny these calls to everybody except those who decide about models.',
  ],
  references: [
    {
      title: 'Access Amazon Bedrock foundation models',
      url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html',
    },
  ],
  examples: {
    fires: {
      'a key submits the use case': () => called('bedrock', 'PutUseCaseForModelAccess', { formData: 'HIDDEN' }),
      'credentials of an instance accept an agreement': () => ({
        ...called(
          'bedrock',
          'CreateFoundationModelAgreement',
          { modelId: MODEL, offerToken: 'HIDDEN' },
          { userIdentity: instanceSession() },
        ),
        amazon: ['198.51.100.7'],
      }),
      'a role enables a model, which is Low': () =>
        called('bedrock', 'PutUseCaseForModelAccess', null, { userIdentity: roleSession('eve', 'Operations') }),
      'refused, enabled and used': () => ({
        records: [
          runs({ errorCode: 'AccessDeniedException' }),
          ...called('bedrock', 'PutFoundationModelEntitlement', { modelId: MODEL }, { userIdentity: iamUser() })
            .records,
          runs({ eventTime: '2026-03-02T10:05:00Z' }),
        ],
      }),
    },
    quiet: {
      'a person does it in the console': () =>
        called('bedrock', 'PutUseCaseForModelAccess', null, { userIdentity: identityCenterUser() }),
      'it was refused': () => called('bedrock', 'PutFoundationModelEntitlement', { modelId: MODEL }, REFUSED),
      'a key runs a model': () => ({ records: [runs()] }),
      'CloudFormation creates a stack': () =>
        called('bedrock', 'CreateProvisionedModelThroughput', { modelId: MODEL }, BY_CLOUDFORMATION),
    },
  },
});

const MODEL = 'example.opus-v1:0';

function isKeyed(record: CloudTrailRecord, look: Pick<Look, 'organization'>): boolean {
  return isByKey(record, look) || isByBearer(record);
}

/**
 * Callers whose unlocking is suspicious: keys and roles. People unlock models in the console, and pipelines do so as
 * declared in their code.
 */
function mayMatter(record: CloudTrailRecord, look: Pick<Look, 'organization'>): boolean {
  return isKeyed(record, look) || (callerKind(record, look) === 'role' && !isOnBehalf(record));
}

function isRole(record: CloudTrailRecord): boolean {
  return record.callerKind === 'role' && !isByBearer(record);
}

function run(record: CloudTrailRecord, wanted: boolean): string | undefined {
  if (!isInvocation(record.eventName) || succeeded(record.errorCode) !== wanted) return undefined;
  return modelOf(record) ?? 'a model';
}

function runs(overrides = {}) {
  const call = {
    eventSource: 'bedrock.amazonaws.com',
    eventName: 'InvokeModel',
    requestParameters: { modelId: MODEL },
  };
  return event({ ...call, ...overrides });
}
