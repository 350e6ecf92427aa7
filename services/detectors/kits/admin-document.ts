import { conditionsOf, statementsOf, type Statement } from './policy.ts';

/**
 * Whether a policy document gives full rights: everything on everything, from somewhere at least, and no Deny takes all
 * of it back ("Policies and permissions in AWS IAM").
 */
export function isAdministrator(document: unknown): boolean {
  const whole = statementsOf(document).filter(isAboutEverything);
  return (
    whole.some(({ Effect, Condition }) => Effect === 'Allow' && conditionsOf(Condition).every(narrowsNobody)) &&
    !whole.some(({ Effect, Condition }) => Effect === 'Deny' && conditionsOf(Condition).length === 0)
  );
}

function isAboutEverything({ Action = [], Resource = [] }: Statement): boolean {
  return Action.some((action) => /^\*(:\*)?$/.test(action)) && Resource.includes('*');
}

/** Where, when and how somebody calls: full rights are full rights in one Region, too. */
function narrowsNobody({ key }: { readonly key: string }): boolean {
  return /^aws:(RequestedRegion|MultiFactorAuth(Present|Age)|SecureTransport|SourceIp|CurrentTime|EpochTime)$/i.test(
    key,
  );
}
