import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { asking } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'securityhub:BatchImportFindings',
    principals: ['member'],
    why: "put findings into the account's own Security Hub: the default product takes them from nobody else",
    resource: 'arn:${Partition}:securityhub:*:*:product/*/default',
  },
];

export interface ImportFailure {
  /** The finding's `Id` in the AWS Security Finding Format. */
  readonly id: string;
  readonly code: string;
  readonly message: string;
}

/**
 * Imports findings of one account and Region; says which were not taken.
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
    const { FailedFindings = [] } = await new SecurityHubClient(config).send(
      new BatchImportFindingsCommand({ Findings: [...findings] }),
    );
    return FailedFindings.map(({ Id, ErrorCode, ErrorMessage }) => ({
      id: Id ?? '',
      code: ErrorCode ?? 'Unknown',
      message: ErrorMessage ?? '',
    }));
  });
}

/** The members that name a finding; that the rest is as it should be is the format's promise, and tested there. */
function isAsff(finding: object): finding is AwsSecurityFinding {
  return ['Id', 'ProductArn', 'AwsAccountId', 'UpdatedAt'].every((name) => name in finding);
}
