import type { StandardRetryStrategy } from '@smithy/core/retry';
import type { CallBudget } from './call-budget.ts';

/** The part of the SDK's retry strategy that it calls. */
export interface CallStrategy {
  readonly mode: string;
  acquireInitialRetryToken(scope: string | undefined): Promise<CallToken>;
  refreshRetryTokenForRetry(token: CallToken, failed: FailedCall): Promise<CallToken>;
  recordSuccess(token: CallToken): void;
}
type CallToken = Awaited<ReturnType<StandardRetryStrategy['acquireInitialRetryToken']>>;
type FailedCall = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[1];

/** AWS's errors for credentials that are no longer valid: they expired early, or somebody revoked their session. */
const EXPIRED = /^(?:ExpiredToken|ExpiredTokenException|TokenRefreshRequired|RequestExpired)$/;

/**
 * The retry strategy for all calls as one identity in one Region, whichever client makes them: back-off with jitter,
 * slower once AWS throttled any of them, within the account's budget. A strategy for each client would not know of the
 * others.
 *
 * @param budget absent: no limit
 * @param onExpired called when AWS refuses the credentials as expired
 */
export async function openCallStrategy(
  attemptsMax: number,
  budget: CallBudget | undefined,
  onExpired: () => void,
): Promise<CallStrategy> {
  const sdk = await import('@smithy/core/retry');
  const strategy = new sdk.StandardRetryStrategy(attemptsMax);
  const limiter = new sdk.DefaultRateLimiter();
  return {
    mode: 'adaptive',
    async acquireInitialRetryToken(scope: string | undefined) {
      await budget?.take();
      // Clients built on another version of the SDK's core pass no scope.
      const token = await strategy.acquireInitialRetryToken(scope ?? '');
      await limiter.getSendToken();
      return token;
    },
    async refreshRetryTokenForRetry(token, failed) {
      const name = failed.error instanceof Error ? failed.error.name : '';
      if (EXPIRED.test(name)) onExpired();
      limiter.updateClientSendingRate(failed);
      const next = await strategy.refreshRetryTokenForRetry(token, failed);
      // A retry counts as another call.
      await budget?.take();
      await limiter.getSendToken();
      return next;
    },
    recordSuccess(token) {
      limiter.updateClientSendingRate({});
      strategy.recordSuccess(token);
    },
  };
}
