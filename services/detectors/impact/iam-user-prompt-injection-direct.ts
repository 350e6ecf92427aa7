import { INVOCATIONS, modelOf } from '#services/behaviour/models/model-call.ts';
import { defineDetector } from '#services/model/detector.ts';
import { event, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { promptAttackIn } from '../kits/guardrail.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Impact:IAMUser/PromptInjection.Direct',
  title: 'A guardrail detected a prompt attack',
  why: 'Prompt injection makes a model ignore its instructions, and reveal or do what its application may access.',
  asks: 'Did a Bedrock guardrail intervene because it detected a prompt attack in the input with high confidence?',
  attack: [],

  from: cloudtrail(
    ...INVOCATIONS,
    'ApplyGuardrail',
    'InvokeAgent',
    'InvokeInlineAgent',
    'InvokeFlow',
    'RetrieveAndGenerate',
    'CreateInference',
  ),
  where: { eventSource: (source) => source?.startsWith('bedrock') ?? false },
  and: (record) => promptAttackIn(record) !== undefined,
  about: aboutPrincipal,
  acrossRegions: true,
  tally: (t) => ({
    guardrails: t.distinct((record) => promptAttackIn(record)?.guardrail),
    models: t.distinct(modelOf),
    passed: t.distinct((record) => (promptAttackIn(record)?.isBlocked === false ? 'passed' : undefined)),
  }),

  severity: 'Low',
  explain: ({ subject, count, tallies: { guardrails, models, passed } }) => {
    const by = guardrails.size > 0 ? `guardrail ${enumerated(guardrails.values)}` : 'a guardrail';
    const to = models.size > 0 ? ` to ${enumerated(models.values)}` : '';
    return `${capitalized(callerOf(subject.resource))} sent ${count === 1 ? 'a prompt' : `${count} prompts`}${to} in which ${by} detected an attack${passed.size > 0 ? '; not all were blocked' : ''}.`;
  },
  asff: 'TTPs/Impact/Impact:IAMUser-PromptInjection.Direct',
  blindTo: [
    'Calls without a guardrail, or with one that does not filter prompt attacks.',
    'Calls whose data events no trail records, and records that do not contain the assessment of the guardrail.',
    'Who wrote the prompt: an application sends the prompts of its users with its own role.',
  ],
  falsePositives: ['Tests of guardrails, and developer instructions that read like an attack.'],
  respond: [
    'Ask the owner of the application which of its users wrote the prompts, and block them.',
    'Review what the model answered to prompts that the guardrail let pass.',
  ],
  references: [
    {
      title: 'GuardDuty AI Protection finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/findings-ai-protection.html',
    },
    {
      title: 'Detect prompt attacks with Amazon Bedrock Guardrails',
      url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-prompt-attack.html',
    },
  ],
  examples: {
    fires: {
      'a call of a model': () => prompt({}),
      'a filter that only detects': () => prompt({}, { action: 'NONE' }),
      'calls of agents, flows and knowledge bases': () => ({
        records: ['InvokeAgent', 'InvokeInlineAgent', 'InvokeFlow', 'RetrieveAndGenerate', 'CreateInference'].flatMap(
          (eventName) => prompt({}, {}, { eventName, eventSource: 'bedrock-agent-runtime.amazonaws.com' }).records,
        ),
      }),
      'a text that an application has checked': () => ({
        records: [
          event({
            eventSource: 'bedrock.amazonaws.com',
            eventName: 'ApplyGuardrail',
            eventCategory: 'Data',
            managementEvent: false,
            userIdentity: roleSession('chat', 'Assistant'),
            requestParameters: { guardrailIdentifier: 'gr0example', source: 'INPUT' },
            responseElements: {
              action: 'GUARDRAIL_INTERVENED',
              assessments: [{ contentPolicy: { filters: [FILTER] } }],
            },
          }),
        ],
      }),
    },
    quiet: {
      'a service that is not Bedrock': () => prompt({}, {}, { eventSource: 'chat.amazonaws.com' }),
      'a guardrail with medium confidence': () => prompt({}, { confidence: 'MEDIUM' }),
      'another filter intervenes': () => prompt({}, { type: 'VIOLENCE' }),
      'an attack in the output of the model': () => prompt({ guardrailSource: 'OUTPUT' }),
      'a guardrail that does not intervene': () => prompt({ guardrailAction: 'NONE' }),
      'a call without a guardrail': () => ({
        records: [event({ eventSource: 'bedrock.amazonaws.com', eventName: 'Converse' })],
      }),
    },
  },
});

const FILTER = { type: 'PROMPT_ATTACK', confidence: 'HIGH', action: 'BLOCKED' };

function prompt(evaluation: object, filter: object = {}, overrides: object = {}) {
  return {
    records: [
      event({
        eventSource: 'bedrock.amazonaws.com',
        eventName: 'Converse',
        eventCategory: 'Data',
        managementEvent: false,
        userIdentity: roleSession('chat', 'Assistant'),
        requestParameters: { modelId: 'example.opus-v1:0' },
        additionalEventData: {
          guardrailArn: 'arn:aws:bedrock:us-east-1:111122223333:guardrail/gr0example',
          guardrailAction: 'GUARDRAIL_INTERVENED',
          guardrailSource: 'INPUT',
          contentPolicyFilters: [{ ...FILTER, ...filter }],
          ...evaluation,
        },
        ...overrides,
      }),
    ],
  };
}
