import { conditionsOf, statementsOf, type Statement } from '#services/resources/kits/policy-document.ts';

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

/**
 * Whether a policy document gives all rights over IAM, with which its holder gives himself all others: every action, or
 * every one of IAM, on everything, by what is allowed or by what is left out of an exception.
 */
export function givesIam(document: unknown): boolean {
  const whole = statementsOf(document).filter(({ Resource = [] }) => Resource.includes('*'));
  return (
    whole.some((statement) => statement.Effect === 'Allow' && isAboutIam(statement) && isAlwaysHeld(statement)) &&
    !whole.some(
      ({ Effect, Condition, ...actions }) =>
        Effect === 'Deny' && conditionsOf(Condition).length === 0 && isAboutIam(actions),
    )
  );
}

function isAlwaysHeld({ Condition }: Statement): boolean {
  return conditionsOf(Condition).every(narrowsNobody);
}

function isAboutIam({ Action, NotAction }: Pick<Statement, 'Action' | 'NotAction'>): boolean {
  if (NotAction !== undefined) return !NotAction.some((action) => /^(\*|iam:)/i.test(action));
  return (Action ?? []).some((action) => /^(\*|\*:\*|iam:\*)$/i.test(action));
}
