import type { CoverageReason } from '#services/model/coverage.ts';
import type { MemberAccount } from '#services/model/member-account.ts';
import type { Probe, Refusal } from '#services/model/probe.ts';

/** Why an account is not asked at all; undefined when its member role is to be assumed. */
export function refusalByStatus({ id, status }: Pick<MemberAccount, 'id' | 'status'>): Refusal | undefined {
  const known = BY_STATUS[status];
  return known && { reason: known.reason, detail: `Account ${id} ${known.says}` };
}

/** States of an account, from "Account" in the AWS Organizations API Reference. `ACTIVE` and states yet unknown are asked. */
const BY_STATUS: Readonly<Record<string, { readonly reason: CoverageReason; readonly says: string }>> = {
  SUSPENDED: {
    reason: 'account-suspended',
    says: 'is suspended or closed: nobody can act in it until AWS Support restores it.',
  },
  CLOSED: {
    reason: 'account-suspended',
    says: 'is closed: nobody can act in it.',
  },
  PENDING_CLOSURE: {
    reason: 'account-pending-closure',
    says: 'is being closed: its role is no longer used.',
  },
  PENDING_ACTIVATION: {
    reason: 'account-suspended',
    says: 'is not activated yet: its owner has to complete the registration.',
  },
};

/** The probe of an account that could not be asked. */
export function refusedProbe(accountId: string, refusal: Refusal): Probe {
  return { accountId, refusal, buckets: [], regions: [] };
}
