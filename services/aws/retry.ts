/**
 * The SDK retries throttling and transient failures, with jitter and back-off. `adaptive` also slows the client down
 * once AWS has throttled it, which a walk over hundreds of accounts needs: AWS Organizations allows few requests a
 * second, and one account's EC2 API is shared with that account's own automation.
 */
export const RETRY_MODE = 'adaptive';

/** Includes the first try. With back-off this outlasts a throttling burst of some ten seconds. */
export const ATTEMPTS_MAX = 6;
