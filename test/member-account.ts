import type { MemberAccount } from '#services/model/member-account.ts';

/** An account as AWS Organizations lists it. */
export function memberAccount(id: string, rest: Partial<MemberAccount> = {}): MemberAccount {
  return {
    id,
    name: `account ${id}`,
    email: undefined,
    status: 'ACTIVE',
    management: false,
    joinedAt: undefined,
    ...rest,
  };
}
