import type { STSClient } from '@aws-sdk/client-sts';
import { CallBudget } from './call-budget.ts';
import { callLog, type CallLog, type EndedCall } from './call-log.ts';
import { openCallStrategy, type CallStrategy } from './call-strategy.ts';
import { memberCredentials, type Credentials, type MemberRole } from './credentials.ts';
import { ATTEMPTS_MAX, RETRY_MODE } from './retry.ts';

/** The service's own identity, used where an account id would stand for that account's member role. */
export const ADMINISTRATOR = 'administrator';

export interface AwsSettings {
  /** Region of the service, and of the endpoints of services that have no Region. */
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly memberRole: MemberRole;
  /** The address of an emulator, which then answers for every AWS service. */
  readonly endpoint?: string;
  /** Undefined: the SDK's own chain (environment, profile, container, instance). */
  readonly credentials?: () => Promise<Credentials>;
  /** Tries of one call, the first included; `ATTEMPTS_MAX` when absent. */
  readonly attemptsMax?: number;
  /** Told of every call that ended. */
  readonly onCall?: ((call: EndedCall) => void) | undefined;
}

/** The configuration of every client of the SDK. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: () => Promise<Credentials>;
  readonly requestHandler?: STSClient['config']['requestHandler'];
  readonly maxAttempts: number;
  readonly retryMode: string;
  /** Shared by all clients of the identity and Region. */
  readonly retryStrategy?: CallStrategy;
  /** The same for S3, without the account's budget: logs are read as fast as S3 delivers them. */
  readonly s3Strategy?: CallStrategy;
  readonly customUserAgent: string;
  readonly logger?: CallLog;
}

/** Access to AWS: configurations of clients, by identity and Region. Disposing of it closes the connections. */
export interface Aws extends AsyncDisposable {
  readonly settings: AwsSettings;
  /**
   * @param as `ADMINISTRATOR`, or the account whose member role to act as: `client` assumes the role where needed
   * @returns the same object for the same identity and Region, so that callers may cache clients by it
   * @throws AwsError when the role cannot be assumed
   */
  client(as: string, region?: string): Promise<ClientConfig>;
}

/** After a longer wait no answer will come; the call is tried again. */
const TIMEOUTS = {
  connectionTimeout: 10_000,
  requestTimeout: 60_000,
  socketTimeout: 60_000,
  throwOnRequestTimeout: true,
};

/**
 * Opens access to AWS, without a call yet. The SDK is loaded when it is first needed, because loading costs half a
 * second at the start.
 */
export function openAws(settings: AwsSettings): Aws {
  let sts: Promise<STSClient> | undefined;
  const openSts = () => (sts ??= createSts(settings));
  const credentialsOf = memberCredentials(openSts, settings.memberRole, settings.partition);

  const configs = new Map<string, ClientConfig>();
  const budgets = new Map<string, CallBudget>();

  return {
    settings,
    async client(as, region = settings.region) {
      // One handler for all clients: thousands of short-lived clients then share their connections.
      const { requestHandler } = (await openSts()).config;
      const isMember = as !== ADMINISTRATOR;
      if (isMember) await credentialsOf(as);
      const name = `${as}/${region}`;
      const known = configs.get(name);
      if (known !== undefined) return known;
      const budget = isMember ? (budgets.get(as) ?? new CallBudget()) : undefined;
      if (budget !== undefined) budgets.set(as, budget);
      // Clients keep their credentials: drop the configuration, so that the next caller gets new ones.
      const drop = () => {
        // Of many calls that fail at once only the first drops it: a later one would drop its replacement.
        if (!isMember || configs.get(name) !== config) return;
        credentialsOf.drop(as);
        for (const held of configs.keys()) if (held.startsWith(`${as}/`)) configs.delete(held);
      };
      const common = plain(settings, region);
      const [retryStrategy, s3Strategy] = await Promise.all([
        openCallStrategy(common.maxAttempts, budget, drop),
        openCallStrategy(common.maxAttempts, undefined, drop),
      ]);
      // Another caller may have made it meanwhile.
      const made = configs.get(name);
      if (made !== undefined) return made;
      const config: ClientConfig = {
        ...common,
        requestHandler,
        retryStrategy,
        s3Strategy,
        ...(isMember ? { credentials: () => credentialsOf(as) } : {}),
      };
      configs.set(name, config);
      return config;
    },
    async [Symbol.asyncDispose]() {
      (await sts)?.destroy();
      sts = undefined;
    },
  };
}

async function createSts(settings: AwsSettings): Promise<STSClient> {
  const sdk = await import('@aws-sdk/client-sts');
  return new sdk.STSClient({ ...plain(settings, settings.region), requestHandler: TIMEOUTS });
}

function plain({ endpoint, credentials, onCall, attemptsMax = ATTEMPTS_MAX }: AwsSettings, region: string) {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(onCall === undefined ? {} : { logger: callLog(onCall) }),
    maxAttempts: attemptsMax,
    retryMode: RETRY_MODE,
    customUserAgent: 'vedette',
  };
}
