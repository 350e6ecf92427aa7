import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { asking, AwsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'securityhub:BatchImportFindings',
    principals: ['member'],
    why: "put findings into the account's own Security Hub: the default product takes them from nobody else",
    resource: 'arn:${Partition}:securityhub:*:*:product/*/default',
  },
  {
    action: 'securityhub:DescribeHub',
    principals: ['member'],
    why: 'know whether Security Hub is enabled, before findings wait for it',
  },
];

/**
 * Whether importing findings would work; imports none.
 *
 * @throws AwsError when the role may not do so
 */
export async function importState(config: ClientConfig): Promise<'ready' | 'not-enabled'> {
  if (!(await isHubEnabled(config))) return 'not-enabled';
  const { SecurityHubClient, BatchImportFindingsCommand } = await import('@aws-sdk/client-securityhub');
  try {
    // A request without findings is invalid; a caller that may not import at all gets that refusal first.
    await asking(`import findings in ${config.region}`, () =>
      sharedClient(SecurityHubClient, config).send(new BatchImportFindingsCommand({ Findings: [] })),
    );
    return 'ready';
  } catch (error) {
    if (error instanceof AwsError && error.awsName === 'InvalidInputException') return 'ready';
    throw error;
  }
}

/** Whether Security Hub is enabled in an account and Region. @throws AwsError */
export async function isHubEnabled(config: ClientConfig): Promise<boolean> {
  const { SecurityHubClient, DescribeHubCommand } = await import('@aws-sdk/client-securityhub');
  try {
    await asking(`see whether Security Hub is enabled in ${config.region}`, () =>
      sharedClient(SecurityHubClient, config).send(new DescribeHubCommand({})),
    );
    return true;
  } catch (error) {
    const isNone =
      error instanceof AwsError && ['InvalidAccessException', 'ResourceNotFoundException'].includes(error.awsName);
    if (isNone) return false;
    throw error;
  }
}

export interface ImportFailure {
  /** The finding's `Id` in the AWS Security Finding Format. */
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Imports findings of one account and Region; returns the rejected ones.
 *
 * @param config acts as the account in `AwsAccountId`, in the Region of `ProductArn`
 * @param findings in the AWS Security Finding Format, at most 100 and 6 MB together
 * @throws AwsError when the call as a whole was refused: one finding that breaks the API's own rules is enough for that
 */
export async function importFindings(
  config: ClientConfig,
  findings: readonly object[],
): Promise<readonly ImportFailure[]> {
  const { SecurityHubClient, BatchImportFindingsCommand } = await import('@aws-sdk/client-securityhub');
  if (!findings.every(isAsff)) throw new Error('what is imported must be in the AWS Security Finding Format');
  return asking(`import findings in ${config.region}`, async () => {
    const { FailedFindings = [] } = await sharedClient(SecurityHubClient, config).send(
      new BatchImportFindingsCommand({ Findings: [...findings] }),
    );
    return FailedFindings.map(({ Id, ErrorCode, ErrorMessage }) => ({
      id: Id ?? '',
      code: ErrorCode ?? 'Unknown',
      message: ErrorMessage ?? '',
    }));
  });
}

/** Checks the members that identify a finding; the format guarantees the others, and its tests check that. */
function isAsff(finding: object): finding is AwsSecurityFinding {
  return ['Id', 'ProductArn', 'AwsAccountId', 'UpdatedAt'].every((name) => name in finding);
}
