import { asking } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import { sharedClient } from './shared-client.ts';

export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
}

/**
 * The identity that AWS sees. Everybody may ask ("GetCallerIdentity" in the AWS STS API Reference), so no permission is
 * declared.
 */
export async function callerIdentity(config: ClientConfig): Promise<CallerIdentity> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = sharedClient(STSClient, config);
  const { Account = 'unknown', Arn = 'unknown' } = await asking('learn who we are', () =>
    client.send(new GetCallerIdentityCommand({})),
  );
  return { accountId: Account, arn: Arn };
}
