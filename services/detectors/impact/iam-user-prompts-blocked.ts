import { invocationCaller } from '#services/behaviour/models/invocation-caller.ts';
import { modelNamed } from '#services/behaviour/models/model-call.ts';
import { defineDetector, type Example } from '#services/model/detector.ts';
import { counted } from '#services/model/numbers.ts';
import { hours } from '#services/model/time.ts';
import { bedrockInvocation } from '#services/sources/bedrock-invocation/record.ts';
import { answer, invocation } from '#services/sources/bedrock-invocation/example.ts';
import { callerOf } from '../kits/access-key.ts';
import { aboutModelCaller, INVOCATION_LOGGING } from '../kits/model-caller.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Impact:IAMUser/PromptsBlocked',
  own: true,
  title: 'A guardrail blocked prompts of one identity again and again',
  why: 'Whoever tries to make a model do what it must not do needs many attempts, and a guardrail stops most of them.',
  asks: 'Did a guardrail of Bedrock block many calls of one person or user within an hour?',
  severity: 'Low',
  attack: [],
  settings: {
    calls: {
      default: 20,
      because:
        'A person whose harmless prompt is blocked rephrases it a few times; a list of known jailbreaks has hundreds of prompts.',
    },
  },

  from: bedrockInvocation(),
  where: {
    blocked: (blocked) => blocked === 'true',
    // A role of a program sends the prompts of all its users, of which some are always blocked.
    'identity.arn': (arn) => isOnes(arn),
  },
  about: aboutModelCaller,
  acrossRegions: true,
  within: hours(1),
  overlapping: true,
  tally: (t) => ({ models: t.sample(({ modelId }) => modelNamed(modelId)) }),
  having: ({ count }, { settings }) => count >= settings.calls,

  explain: ({ subject, count, tallies }) =>
    `A guardrail blocked ${counted(count, 'call')} of ${enumerated(tallies.models)} by ${callerOf(subject.resource)}.`,
  asff: 'TTPs/Impact/Impact:IAMUser-PromptsBlocked',
  blindTo: [
    'Regions without model invocation logging, and calls without a guardrail.',
    'Who wrote the prompt: an application sends the prompts of its users with its own role, and roles of programs are left out.',
    'Attempts that are spread over many hours or identities.',
  ],
  falsePositives: [
    'Tests of guardrails, and red teams.',
    'Applications that run with the key of a user, and send the prompts of all their users: give them a role.',
    'Guardrails that mask personal data: some operations report that in the same words.',
  ],
  respond: [
    'Ask the person or the owner of the user what the prompts were meant for.',
    'Read the prompts in the log: it has them, and the policy of the guardrail that each violated. They are private.',
    'If it was not them, deactivate the key or revoke the sessions, and review the answers to prompts that were not blocked.',
  ],
  references: [
    INVOCATION_LOGGING,
    {
      title: 'Use a guardrail with inference operations',
      url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use.html',
    },
  ],
  examples: {
    fires: {
      'a person tries one prompt after the other': () => prompts(20, () => ({ output: BLOCKED })),
      'a key, with each operation': () =>
        prompts(21, (i) => ({ identity: USER, ...[INVOKED, STREAMED, CONVERSED][i % 3] })),
      'over the full hour': () =>
        prompts(20, (i) => ({ output: BLOCKED, timestamp: `2026-03-02T${i < 10 ? '10:5' : '11:0'}${i % 10}:00Z` })),
    },
    quiet: {
      'a person rephrases a prompt': () => prompts(19, () => ({ output: BLOCKED })),
      'an application with many users': () =>
        prompts(200, () => ({
          output: BLOCKED,
          identity: { arn: 'arn:aws:sts::111122223333:assumed-role/Chat/chat-7f9c' },
        })),
      'a model that talks about guardrails': () =>
        prompts(30, () => ({
          output: answer({ stopReason: 'end_turn', text: '"stopReason":"guardrail_intervened"' }),
        })),
      'the same few calls, delivered twice': () => {
        const { records } = prompts(15, () => ({ output: BLOCKED }));
        return { records: [...records, ...records] };
      },
      'a few an hour, all day': () =>
        prompts(60, (i) => ({
          output: BLOCKED,
          timestamp: `2026-03-02T${String(8 + Math.floor(i / 6)).padStart(2, '0')}:${String((i % 6) * 10).padStart(2, '0')}:00Z`,
        })),
    },
  },
});

function isOnes(arn: string | undefined): boolean {
  const caller = invocationCaller(arn);
  return caller !== undefined && caller.identity.class !== 'machine';
}

const USER = { arn: 'arn:aws:iam::111122223333:user/alice' };
const BLOCKED = answer({ stopReason: 'guardrail_intervened' });
const INVOKED = { operation: 'InvokeModel', output: answer({ 'amazon-bedrock-guardrailAction': 'INTERVENED' }) };
const STREAMED = {
  operation: 'InvokeModelWithResponseStream',
  output: answer([{ type: 'message_start' }, { 'amazon-bedrock-guardrailAction': 'INTERVENED' }]),
};
const CONVERSED = {
  operation: 'ConverseStream',
  output: answer([{ contentBlockDelta: {} }, { messageStop: { stopReason: 'guardrail_intervened' } }]),
};

function prompts(times: number, made: (i: number) => Readonly<Record<string, unknown>>): Example {
  return {
    records: Array.from({ length: times }, (_, i) =>
      invocation({
        timestamp: `2026-03-02T10:00:${String(i % 60).padStart(2, '0')}Z`,
        input: { inputTokenCount: i },
        ...made(i),
      }),
    ),
  };
}
