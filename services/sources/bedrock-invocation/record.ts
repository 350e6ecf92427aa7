import type { LogRecord } from '#services/model/log-record.ts';
import type { From } from '#services/model/source.ts';

/**
 * A call that ran a model of Amazon Bedrock, from model invocation logging ("Monitor model invocation using CloudWatch
 * Logs and Amazon S3", Amazon Bedrock User Guide). Prompts and answers are in the log, but not in this record: they are
 * private, and no question needs them.
 */
export interface InvocationRecord extends LogRecord {
  /** The id of the request, which CloudTrail's event of the call has as well. */
  readonly id: string | undefined;
  /** `InvokeModel`, `ConverseStream`. */
  readonly operation: string;
  /** The model that the call named: an id, an ARN, or a profile that spreads calls over Regions. */
  readonly modelId: string | undefined;
  /** The caller's ARN: of a user, or of a session of a role. */
  readonly arn: string | undefined;
  readonly errorCode: string | undefined;
  /** Tokens that are paid for in full: those of input and output, and those written to the prompt cache. */
  readonly tokens: number;
}

export interface InvocationFields {
  readonly operation: string;
  readonly modelId: string;
  readonly errorCode: string;
  readonly 'identity.arn': string;
  /** Whether a guardrail blocked the prompt or the answer. */
  readonly blocked: 'true' | 'false';
  /** Never set: the log does not say where calls come from. */
  readonly address: string;
}

/** Calls of these operations; all calls when none is given. */
export function bedrockInvocation(...operations: readonly string[]): From<InvocationRecord, InvocationFields> {
  return { source: 'bedrock-invocation', routes: operations };
}
