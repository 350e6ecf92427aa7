import { modelNamed } from '#services/behaviour/models/model-call.ts';
import modelTokens from '#services/behaviour/profiles/model-tokens.ts';
import { defineDetector, type Example } from '#services/model/detector.ts';
import { number } from '#services/model/numbers.ts';
import { days } from '#services/model/time.ts';
import { bedrockInvocation } from '#services/sources/bedrock-invocation/record.ts';
import { answer, invocation } from '#services/sources/bedrock-invocation/example.ts';
import { callerOf } from '../kits/access-key.ts';
import { READ_THE_PARTS, sayDay } from '../kits/anomalous-day.ts';
import { aboutModelCaller, INVOCATION_LOGGING } from '../kits/model-caller.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Impact:IAMUser/TokensHarvested',
  own: true,
  title: 'An identity spent many times more tokens on models than ever before',
  why: 'Attackers with a stolen key resell model access, or run up costs to do harm.',
  asks: 'Did an identity spend many times more tokens on models of Bedrock than on any day before?',
  severity: 'Low',
  attack: ['T1496.004', 'T1499'],

  from: bedrockInvocation(),
  about: aboutModelCaller,
  acrossRegions: true,
  within: days(1),
  learned: { profile: modelTokens, tactic: 'CostHarvesting' },
  tally: (t) => ({
    models: t.sample(({ modelId }) => modelNamed(modelId)),
    tokens: t.sum(({ tokens }) => tokens),
  }),
  explain: ({ subject, tallies }) =>
    sayDay(
      `${capitalized(callerOf(subject.resource))} spent ${number(tallies.tokens)} tokens on ${enumerated(tallies.models)}`,
      tallies,
    ),
  asff: 'Effects/Resource Consumption/Impact:IAMUser-TokensHarvested',
  blindTo: [
    'Regions without model invocation logging, and calls that it leaves out.',
    'Where the calls came from: the log has no addresses. A theft that spends less than ten times the owner’s largest day is left to the types about calls.',
    'Two in three keys that are used up as fast as quotas allow, and three in four that are resold, where many days are known: in made-up organizations their owners’ evaluations and batches had come close.',
    'Models of SageMaker.',
  ],
  falsePositives: [
    'The first evaluation or batch of many prompts by somebody who only tried models out before.',
    'Where CloudTrail shows the same day as unusual by its number of calls, `Impact:IAMUser/CostHarvesting` tells of it as well.',
  ],
  respond: [
    'Ask the person or team behind the identity why they ran the models, and check what the tokens cost.',
    READ_THE_PARTS,
    'Look at the calls of the identity in CloudTrail: where they came from, and with which program.',
    'If it was not them, deactivate the key or revoke the sessions of the role, and use a service control policy to deny the calls to everybody who does not need them.',
  ],
  references: [INVOCATION_LOGGING],
  examples: {
    fires: {
      'a user whose key runs prompts of somebody else all day': () =>
        tokenDays({ tokens: 40_000, identity: USER }, { times: 200, tokens: 900_000, identity: USER }),
      'a key that nobody used before, as fast as quotas allow': () => firstDay({ times: 200, tokens: 10_000_000 }),
      'the same key, resold to many': () => firstDay({ times: 300, tokens: 2_000_000 }),
      'a person who tried models out': () => tokenDays({ tokens: 9000 }, { times: 150, tokens: 800_000 }),
    },
    quiet: {
      'four times as many as ever before': () => tokenDays({ tokens: 2_000_000 }, { times: 4, tokens: 2_000_000 }),
      'an application that gets ten times more requests': () =>
        tokenDays(
          { tokens: 30_000_000, identity: APPLICATION },
          { times: 10, tokens: 30_000_000, identity: APPLICATION },
        ),
      'the first day of a large evaluation': () => firstDay({ times: 100, tokens: 400_000 }),
      'calls that fail': () =>
        tokenDays({ tokens: 9000 }, { times: 150, tokens: 800_000, errorCode: 'ThrottlingException' }),
      'the same prompts, read from the cache': () =>
        tokenDays({ tokens: 9000 }, { times: 150, tokens: 9000, cacheReadInputTokenCount: 800_000 }),
    },
  },
});

const USER = { arn: 'arn:aws:iam::111122223333:user/alice' };
const APPLICATION = { arn: 'arn:aws:sts::111122223333:assumed-role/Chat/chat-7f9c' };

interface Spending {
  readonly times?: number;
  readonly tokens: number;
  readonly cacheReadInputTokenCount?: number;
  readonly [member: string]: unknown;
}

/** Twenty days of usual spending, and the day that is judged by them. */
function tokenDays(usual: Spending, today: Spending): Example {
  const before = Array.from({ length: 20 }, (_, day) => spent(day, usual));
  return { learned: 'days-before', records: [...before, spent(21, today)].flat() };
}

function firstDay(today: Spending): Example {
  return { learned: 'nothing', records: spent(21, { ...today, identity: USER }) };
}

function spent(day: number, { times = 1, tokens, cacheReadInputTokenCount = 0, ...overrides }: Spending) {
  return Array.from({ length: times }, (_, i) =>
    invocation({
      timestamp: new Date(Date.UTC(2026, 2, 1 + day, 10, 0, i)).toISOString().replace('.000', ''),
      input: { inputContentType: 'application/json', inputTokenCount: tokens - 100, cacheReadInputTokenCount },
      output: answer(),
      ...overrides,
    }),
  );
}
