import type { IamRoleDetails } from '#services/resources/iam-role.ts';
import { trustIn } from '#services/resources/kits/trust.ts';
import type { Seen } from '../seen.ts';
import { compact } from './compact.ts';

/** A role as AWS tells of it. */
export interface ToldRole extends Partial<Omit<IamRoleDetails, 'trust'>> {
  /** Its trust policy, URL-encoded. */
  readonly document: string | undefined;
}

/** What is known of a role. Since when it lets in whom it does, AWS does not say: a trust policy has no date. */
export function roleFacts({ document, ...told }: ToldRole): readonly Seen[] {
  const { roleName } = told;
  if (roleName === undefined) return [];
  const details = compact({ ...told, roleName, trust: document === undefined ? undefined : trustIn(document) });
  return [{ member: 'iamRoleDetails', alias: roleName, since: undefined, details }];
}
