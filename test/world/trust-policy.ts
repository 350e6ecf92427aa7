/** Whether a role's trust policy lets an account assume it. Covers what trust policies of member roles use; anything else is a denial. */
export function trusts(
  policy: string,
  caller: { readonly accountId: string; readonly externalId: string | null },
): boolean {
  const { Statement }: { Statement: TrustStatement | readonly TrustStatement[] } = JSON.parse(policy);
  return listOf(Statement).some(
    (statement) =>
      statement.Effect === 'Allow' &&
      listOf(statement.Action).includes('sts:AssumeRole') &&
      namesAccount(statement.Principal, caller.accountId) &&
      Object.entries(statement.Condition ?? {}).every(
        ([operator, keys]) =>
          operator === 'StringEquals' &&
          Object.entries(keys).every(
            ([key, wanted]) =>
              key === 'sts:ExternalId' && caller.externalId !== null && listOf(wanted).includes(caller.externalId),
          ),
      ),
  );
}

interface TrustStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal?: '*' | { readonly AWS?: string | readonly string[] };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

function namesAccount(principal: TrustStatement['Principal'], accountId: string): boolean {
  if (principal === undefined) return false;
  if (principal === '*') return true;
  return listOf(principal.AWS ?? []).some(
    (name) => name === '*' || name === accountId || name.startsWith(`arn:aws:iam::${accountId}:`),
  );
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
