import type { Look } from '#services/model/look.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';

/** Whether the owner named an identity of IAM as a pipeline, which deploys what others wrote. */
export function isPipeline(
  { user, accountId, time }: Pick<EksAuditRecord, 'user' | 'accountId' | 'time'>,
  { organization }: Pick<Look, 'organization'>,
): boolean {
  const [arn] = [...(user.extra['canonicalArn'] ?? []), ...(user.extra['arn'] ?? [])];
  return arn !== undefined && organization.serves('pipeline', { accountId, arn }, time);
}
