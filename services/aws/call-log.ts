import type { FailureKind } from '#services/model/failure.ts';
import { awsError } from './aws-error.ts';

/** A call to AWS that ended, after the SDK's own retries. */
export interface EndedCall {
  /** As the SDK names it: `S3`, `STS`, `ElasticLoadBalancingV2`. */
  readonly service: string;
  readonly outcome: 'ok' | FailureKind;
}

/** The part of the SDK's logger that clients call. */
export interface CallLog {
  debug(): void;
  info(entry: unknown): void;
  warn(): void;
  error(entry: unknown): void;
}

/**
 * A logger for clients of the SDK that reports every call that ended. The logger is the only hook that every client calls
 * at the end of every call. Calls that were aborted are not reported.
 */
export function callLog(tell: (call: EndedCall) => void): CallLog {
  return {
    debug: ignore,
    warn: ignore,
    info: (entry) => {
      const service = serviceOf(entry);
      if (service !== undefined) tell({ service, outcome: 'ok' });
    },
    error: (entry) => {
      const service = serviceOf(entry);
      const error = typeof entry === 'object' && entry !== null && 'error' in entry ? entry.error : undefined;
      if (service === undefined || (error instanceof Error && error.name === 'AbortError')) return;
      tell({ service, outcome: awsError('ask AWS', error).kind });
    },
  };
}

/** Undefined for messages that are about no call. */
function serviceOf(entry: unknown): string | undefined {
  return typeof entry === 'object' && entry !== null && 'clientName' in entry && typeof entry.clientName === 'string'
    ? entry.clientName.replace(/Client$/, '')
    : undefined;
}

function ignore(): void {}
