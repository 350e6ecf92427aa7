import type { AwsApiCallAction } from '#services/actions/aws-api-call.ts';
import type { Action } from '#services/model/action.ts';
import type { JsonRow } from '../json-row.ts';
import type { InvocationRecord } from './record.ts';

/** The record of a row. */
export class Invocation implements InvocationRecord {
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
  }

  get id(): string | undefined {
    return this.#row.text('requestId');
  }
  get time(): number {
    return this.#row.time;
  }
  get accountId(): string {
    return this.#row.accountId;
  }
  get region(): string {
    return this.#row.region;
  }
  get operation(): string {
    return this.#row.text('operation') ?? '';
  }
  get modelId(): string | undefined {
    return this.#row.text('modelId');
  }
  get arn(): string | undefined {
    return this.#row.text('identity.arn');
  }
  get errorCode(): string | undefined {
    return this.#row.text('errorCode');
  }
  get tokens(): number {
    return COUNTS.reduce((sum, count) => sum + countOf(this.#row.text(count)), 0);
  }
}

/** Tokens that are read from the prompt cache cost a tenth, and are left out. */
export const COUNTS = ['input.inputTokenCount', 'input.cacheWriteInputTokenCount', 'output.outputTokenCount'] as const;

function countOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** The call in the format of GuardDuty's `awsApiCallAction`. */
export function invocationCall({ operation, errorCode }: InvocationRecord): Action {
  const awsApiCallAction: AwsApiCallAction = {
    api: operation,
    serviceName: 'bedrock.amazonaws.com',
    callerType: 'Remote IP',
    ...(errorCode !== undefined && { errorCode }),
  };
  return { actionType: 'AWS_API_CALL', awsApiCallAction };
}
