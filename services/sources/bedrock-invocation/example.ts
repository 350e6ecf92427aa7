import { guidOf } from '../example-id.ts';

/**
 * A record as Bedrock writes it, for detectors' examples: a session of a person runs a model. Top-level members are
 * replaced by `overrides`; one that is undefined is left out. `requestId` is computed from the rest, so that calls that
 * differ have different ids.
 */
export function invocation(overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  const content = {
    timestamp: '2026-03-02T10:00:00Z',
    accountId: '111122223333',
    identity: { arn: personArn() },
    region: 'us-east-1',
    operation: 'Converse',
    modelId: 'example.haiku-v1:0',
    input: { inputContentType: 'application/json', inputBodyJson: { messages: [] }, inputTokenCount: 900 },
    output: answer(),
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    ...overrides,
  };
  return { requestId: guidOf(JSON.stringify(content)), ...content };
}

/** The `output` of a call: `answer({ stopReason: 'guardrail_intervened' })`. */
export function answer(body: unknown = { stopReason: 'end_turn' }, tokens = 100): Readonly<Record<string, unknown>> {
  return { outputContentType: 'application/json', outputBodyJson: body, outputTokenCount: tokens };
}

/** The ARN of a session of IAM Identity Center. */
export function personArn(name = 'alice@example.com'): string {
  return `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Developers_0123456789abcdef/${name}`;
}
