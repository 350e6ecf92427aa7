import { beforeEach, describe, expect, test } from 'vitest';
import { CallBudget } from '#services/aws/call-budget.ts';
import { openCallStrategy } from '#services/aws/call-strategy.ts';

let expired = 0;
const onExpired = () => expired++;
beforeEach(() => {
  expired = 0;
});

class Refused extends Error {
  override readonly name: string;
  declare readonly cause?: Error;

  constructor(name: string) {
    super('no');
    this.name = name;
  }
}

describe('calls', () => {
  test('that AWS refuses for expired credentials are told of, and not made again with the same', async () => {
    const strategy = await openCallStrategy(6, undefined, onExpired);
    const token = await strategy.acquireInitialRetryToken('');
    const again = strategy.refreshRetryTokenForRetry(token, {
      error: new Refused('ExpiredToken'),
      errorType: 'CLIENT_ERROR',
    });
    await expect(again).rejects.toThrow('No retry token');
    expect(expired).toBe(1);
  });

  test('that fail otherwise are made again, as often as they may', async () => {
    const strategy = await openCallStrategy(3, undefined, onExpired);
    const failed = { error: new Refused('InternalError'), errorType: 'TRANSIENT' } as const;
    let token = await strategy.acquireInitialRetryToken('');
    token = await strategy.refreshRetryTokenForRetry(token, failed);
    token = await strategy.refreshRetryTokenForRetry(token, failed);
    await expect(strategy.refreshRetryTokenForRetry(token, failed)).rejects.toThrow('No retry token');
    expect(expired).toBe(0);
  });

  test('and tries take from the budget, and none is taken for what is not tried', async () => {
    const budget = new CallBudget({ perSecond: 0.001, burst: 10 });
    const taken = () => {
      // The rest of the budget of ten: as many calls as may go at once.
      let left = 0;
      while (budget.reserve(performance.now()) === 0) left++;
      return 10 - left;
    };
    const strategy = await openCallStrategy(2, budget, onExpired);
    const token = await strategy.acquireInitialRetryToken('');
    const failed = { error: new Refused('InternalError'), errorType: 'TRANSIENT' } as const;
    const next = await strategy.refreshRetryTokenForRetry(token, failed);
    await expect(strategy.refreshRetryTokenForRetry(next, failed)).rejects.toThrow('No retry token');
    expect(taken()).toBe(2);
  });
});
