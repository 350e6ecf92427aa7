import { INVOCATIONS, isInvocation, modelOf } from '#services/behaviour/models/model-call.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, identityCenterUser, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByCaller } from '../kits/api-call.ts';
import { isByBearer } from '../kits/bearer-key.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const LOOKS_AT_LOGGING = 'GetModelInvocationLoggingConfiguration';

export default defineDetector({
  type: 'Recon:IAMUser/ModelAccessProbe',
  own: true,
  title: 'A key tries out which models it may use',
  why: 'Stolen keys are tried for models, and those that may use good ones are sold.',
  asks: 'Did one caller fail with several models within the hour, or with two after looking whether prompts are logged?',
  attack: ['T1580', 'T1496.004'],
  settings: {
    models: {
      default: 4,
      because: 'A program that is set up wrongly fails with one model, a developer who tries around with two or three.',
    },
    modelsOfPeople: {
      default: 8,
      because: 'People try the models of a list one after the other, and most accounts may use few of them.',
    },
  },

  from: cloudtrail(...INVOCATIONS, LOOKS_AT_LOGGING),
  where: {
    eventSource: (source) => source === 'bedrock.amazonaws.com',
    errorCode: (code) => code === undefined || /^(AccessDenied|Validation|ResourceNotFound)/.test(code),
  },
  and: (record) =>
    isByCaller(record.userIdentity.invokedBy) &&
    record.callerKind !== 'service' &&
    (record.eventName === LOOKS_AT_LOGGING || record.errorCode !== undefined),
  about: aboutPrincipal,
  acrossRegions: true,
  within: minutes(60),
  overlapping: true,
  tally: (t) => ({
    models: t.distinct(failedModel),
    modelsByKey: t.distinct((record) => (isByMachine(record) ? failedModel(record) : undefined)),
    logging: t.distinct((record) =>
      record.eventName === LOOKS_AT_LOGGING && isByMachine(record) ? 'looked at' : undefined,
    ),
  }),
  having: ({ tallies: { models, modelsByKey, logging } }, { settings }) =>
    models.size >= settings.modelsOfPeople ||
    modelsByKey.size >= settings.models ||
    (modelsByKey.size >= 2 && logging.size > 0),

  severity: 'Medium',
  explain: ({ subject, tallies: { models, logging } }) =>
    `${capitalized(callerOf(subject.resource))} tried ${models.size} models without success (${enumerated(models.values)})${logging.size > 0 ? ', and looked whether calls of models are logged' : ''}.`,
  asff: 'TTPs/Discovery/Recon:IAMUser-ModelAccessProbe',
  blindTo: [
    'Keys that are tried with one model only.',
    'Models that a call does not name, as those behind an application profile.',
  ],
  falsePositives: [
    'Gateways to models that check the health of all they know: raise `models` for their accounts.',
    'Developers who try models from a laptop, with a key.',
  ],
  respond: [
    'Ask the owner of the key which program tries models.',
    'If none does, disable the key, and look for calls of models that succeeded.',
    'Deny Bedrock by a service control policy where nobody uses it.',
  ],
  references: [
    {
      title: 'Monitor Amazon Bedrock API calls using CloudTrail',
      url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html',
    },
  ],
  examples: {
    fires: {
      'a key fails with four models': () => tries(4),
      'with two, after it looked whether calls are logged': () => ({
        records: [...tries(2).records, looksAtLogging()],
      }),
      'with a key of Bedrock': () =>
        tries(4, {
          userIdentity: { ...iamUser('BedrockAPIKey-1'), accessKeyId: undefined },
          additionalEventData: { callWithBearerToken: true },
        }),
      'a person fails with eight': () => tries(8, { userIdentity: identityCenterUser() }),
      'the hour begins in between': () => ({
        records: [
          ...tries(2, { eventTime: '2026-03-02T09:55:00Z' }).records,
          ...tries(4, { eventTime: '2026-03-02T10:05:00Z' }).records.slice(2),
        ],
      }),
    },
    quiet: {
      'with three': () => tries(3),
      'one model, by its profiles in several Regions': () => ({
        records: ['us', 'eu', 'apac', 'global'].map((part) => invocation(`${part}.${MODELS[0]}`)),
      }),
      'a person fails with seven': () => tries(7, { userIdentity: identityCenterUser() }),
      'an auditor looks whether calls are logged': () => ({
        records: [looksAtLogging({ userIdentity: roleSession('scan', 'Auditor') })],
      }),
      'all succeed': () => tries(6, { errorCode: undefined }),
      'too many calls': () => tries(6, { errorCode: 'ThrottlingException' }),
    },
  },
});

function failedModel(record: CloudTrailRecord): string | undefined {
  return record.errorCode !== undefined && isInvocation(record.eventName) ? modelOf(record) : undefined;
}

/** Whether the call uses credentials that thieves get: long-lived keys, Bedrock keys, and credentials of workloads. */
function isByMachine(record: CloudTrailRecord): boolean {
  return record.callerKind === 'iam-user' || record.callerKind === 'workload' || isByBearer(record);
}

const MODELS = ['opus', 'sonnet', 'haiku', 'large', 'small', 'pro', 'lite', 'micro'].map(
  (name) => `example.${name}-v1:0`,
);

function invocation(modelId: string, overrides = {}) {
  return event({
    eventSource: 'bedrock.amazonaws.com',
    eventName: 'InvokeModel',
    requestParameters: { modelId },
    errorCode: 'AccessDeniedException',
    ...overrides,
  });
}

function tries(count: number, overrides = {}) {
  return { records: MODELS.slice(0, count).map((model) => invocation(model, overrides)) };
}

function looksAtLogging(overrides = {}) {
  return event({ eventSource: 'bedrock.amazonaws.com', eventName: LOOKS_AT_LOGGING, ...overrides });
}
