import { INVOCATIONS, isInvocation, modelOf } from '#services/behaviour/models/model-call.ts';
import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { event, identityCenterUser, iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { isByBearer } from '../kits/bearer-key.ts';
import { isOnBehalf } from '../kits/caller.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

const LOOKS_AT_LOGGING = 'GetModelInvocationLoggingConfiguration';

export default defineDetector({
  type: 'Recon:IAMUser/ModelAccessProbe',
  own: true,
  title: 'Somebody tested which models they may use',
  why: 'Attackers test stolen keys for access to models in every Region, and sell the keys that have it.',
  asks: 'Did one caller fail with several models or in several Regions within an hour, or with two models after checking whether prompts are logged? Or did a key check that in several Regions, and run a model?',
  attack: ['T1580', 'T1496.004'],
  settings: {
    models: {
      default: 4,
      because: 'A misconfigured program fails with one model, a developer who experiments with two or three.',
    },
    modelsOfPeople: {
      default: 8,
      because: 'People try the models of a list one after the other, and most accounts may use few of them.',
    },
    regions: {
      default: 4,
      because: 'A misconfigured program fails in its own Region, and perhaps in one or two to which it falls back.',
    },
    askedIn: {
      default: 2,
      because:
        'An owner who sets up logging looks where the program runs; somebody with a stolen key looks everywhere.',
    },
  },

  from: cloudtrail(...INVOCATIONS, LOOKS_AT_LOGGING),
  where: {
    eventSource: (source) => source === 'bedrock.amazonaws.com',
    errorCode: (code) => code === undefined || /^(AccessDenied|Validation|ResourceNotFound)/.test(code),
  },
  and: (record) =>
    !isOnBehalf(record) &&
    record.callerKind !== 'service' &&
    (record.eventName === LOOKS_AT_LOGGING || record.errorCode !== undefined || isByLongKey(record)),
  about: aboutPrincipal,
  acrossRegions: true,
  within: minutes(60),
  overlapping: true,
  tally: (t) => ({
    models: t.distinct(failedModel),
    failedIn: t.distinct((record) => (failedModel(record) === undefined ? undefined : record.region)),
    modelsByKey: t.distinct((record) => (isByMachine(record) ? failedModel(record) : undefined)),
    logging: t.distinct((record) =>
      record.eventName === LOOKS_AT_LOGGING && isByMachine(record) ? record.region : undefined,
    ),
    ran: t.distinct((record) => (isByLongKey(record) && isInvocation(record.eventName) ? modelOf(record) : undefined)),
  }),
  having: ({ tallies: { models, failedIn, modelsByKey, logging, ran } }, { settings }) =>
    models.size >= settings.modelsOfPeople ||
    failedIn.size >= settings.regions ||
    modelsByKey.size >= settings.models ||
    (modelsByKey.size >= 2 && logging.size > 0) ||
    (ran.size > 0 && logging.size >= settings.askedIn),

  severity: 'Medium',
  explain: ({ subject, tallies: { models, failedIn, logging, ran } }) => {
    const who = capitalized(callerOf(subject.resource));
    const asked =
      logging.size > 0 ? `checked in ${enumerated(logging.values)} whether model calls are logged` : undefined;
    if (models.size === 0) return `${who} ${asked ?? 'tried models'}, and ran ${enumerated(ran.values)}.`;
    const tried = `tried ${counted(models.size, 'model')} without success (${enumerated(models.values)}) in ${enumerated(failedIn.values)}`;
    return `${who} ${tried}${asked === undefined ? '' : `, and ${asked}`}.`;
  },
  asff: 'TTPs/Discovery/Recon:IAMUser-ModelAccessProbe',
  blindTo: [
    'Keys that are tested with one model, in few Regions.',
    'Models that a call does not name, such as those behind an application profile.',
  ],
  falsePositives: [
    'Model gateways that check the health of all their models: raise `models` for their accounts.',
    'Developers who try models from a laptop, with a key.',
  ],
  respond: [
    'Ask the owner of the key which program tries models.',
    'If none does, deactivate the key, and look for model calls that succeeded.',
    'Use a service control policy to deny Bedrock where nobody uses it.',
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
      'two models, after a check of the logging': () => ({
        records: [...tries(2).records, looksAtLogging()],
      }),
      'a key checks the logging in two Regions, and runs a model': () => ({
        records: [
          ...['us-east-1', 'us-west-2'].map((awsRegion) => looksAtLogging({ awsRegion })),
          invocation('example.opus-v1:0', { errorCode: undefined }),
        ],
      }),
      'with a Bedrock key': () =>
        tries(4, {
          userIdentity: { ...iamUser('BedrockAPIKey-1'), accessKeyId: undefined },
          additionalEventData: { callWithBearerToken: true },
        }),
      'a person fails with eight models': () => tries(8, { userIdentity: identityCenterUser() }),
      'one model in four Regions, by a role': () => inRegions(4, { userIdentity: roleSession('cli', 'Research') }),
      'across the full hour': () => ({
        records: [
          ...tries(2, { eventTime: '2026-03-02T09:55:00Z' }).records,
          ...tries(4, { eventTime: '2026-03-02T10:05:00Z' }).records.slice(2),
        ],
      }),
    },
    quiet: {
      'with three models': () => tries(3),
      'one model in three Regions': () => inRegions(3),
      'one model, through its profiles in several Regions': () => ({
        records: ['us', 'eu', 'apac', 'global'].map((part) => invocation(`${part}.${MODELS[0]}`)),
      }),
      'a person fails with seven models': () => tries(7, { userIdentity: identityCenterUser() }),
      'an auditor checks whether calls are logged': () => ({
        records: [looksAtLogging({ userIdentity: roleSession('scan', 'Auditor') })],
      }),
      'all succeed': () => tries(6, { errorCode: undefined }),
      'a key checks the logging in one Region, and runs models': () => ({
        records: [looksAtLogging(), ...tries(6, { errorCode: undefined }).records],
      }),
      'a scanner with a key checks the logging in every Region': () => ({
        records: ['us-east-1', 'us-west-2', 'eu-west-1'].map((awsRegion) => looksAtLogging({ awsRegion })),
      }),
      'a role checks the logging in two Regions, and runs a model': () => ({
        records: [
          ...['us-east-1', 'us-west-2'].map((awsRegion) => looksAtLogging({ awsRegion, userIdentity: roleSession() })),
          invocation('example.opus-v1:0', { errorCode: undefined, userIdentity: roleSession() }),
        ],
      }),
      'throttled calls': () => tries(6, { errorCode: 'ThrottlingException' }),
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

/** Workloads run models all day, and their stolen credentials are told by where they are used. */
function isByLongKey(record: CloudTrailRecord): boolean {
  return record.callerKind === 'iam-user' || isByBearer(record);
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

function inRegions(count: number, overrides = {}) {
  const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1'].slice(0, count);
  return { records: regions.map((awsRegion) => invocation('example.opus-v1:0', { awsRegion, ...overrides })) };
}

function looksAtLogging(overrides = {}) {
  return event({ eventSource: 'bedrock.amazonaws.com', eventName: LOOKS_AT_LOGGING, ...overrides });
}
