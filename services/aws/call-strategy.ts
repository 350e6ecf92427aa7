import type { StandardRetryStrategy } from '@smithy/core/retry';
import type { CallBudget } from './call-budget.ts';

/** As much of the SDK's strategy for retries as it asks for. */
export interface CallStrategy {
  readonly mode: string;
  acquireInitialRetryToken(scope: string | undefined): Promise<CallToken>;
  refreshRetryTokenForRetry(token: CallToken, failed: FailedCall): Promise<CallToken>;
  recordSuccess(token: CallToken): void;
}
type CallToken = Awaited<ReturnType<StandardRetryStrategy['acquireInitialRetryToken']>>;
type FailedCall = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[1];

/** Told of AWS's word that credentials are not good any more: they expired early, or somebody revoked their session. */
const EXPIRED = /^(?:ExpiredToken|ExpiredTokenException|TokenRefreshRequired|RequestExpired)$/;

/**
 * How calls as one identity in one Region are made and made again, whichever client makes them: back-off with jitter, slower
 * once AWS throttled any of them, within the account's budget. A client of its own for each call would know nothing of the
 * others.
 *
 * @param budget absent: as many as one likes
 * @param onExpired told when AWS refuses the credentials as expired
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
      // Clients that are made on another version of the SDK's core say none.
      const token = await strategy.acquireInitialRetryToken(scope ?? '');
      await limiter.getSendToken();
      return token;
    },
    async refreshRetryTokenForRetry(token, failed) {
      const name = failed.error instanceof Error ? failed.error.name : '';
      if (EXPIRED.test(name)) onExpired();
      limiter.updateClientSendingRate(failed);
      const next = await strategy.refreshRetryTokenForRetry(token, failed);
      // Another try is another call.
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
