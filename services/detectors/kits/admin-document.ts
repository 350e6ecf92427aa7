import { operatorOf } from '#services/resources/kits/condition-operator.ts';
import {
  conditionsOf,
  statementsOf,
  type Condition,
  type Statement,
} from '#services/resources/kits/policy-document.ts';

/**
 * Whether a policy document gives full rights: everything on everything, at least under some conditions of place or
 * time, and no unconditional Deny takes all of it back ("Policies and permissions in AWS IAM").
 */
export function isAdministrator(document: unknown): boolean {
  const whole = statementsOf(document).filter(isAboutEverything);
  return (
    whole.some(({ Effect, Condition }) => Effect === 'Allow' && conditionsOf(Condition).every(narrowsNobody)) &&
    !whole.some(({ Effect, Condition }) => Effect === 'Deny' && conditionsOf(Condition).every(isAlwaysMet))
  );
}

function isAboutEverything({ Action = [], Resource = [] }: Statement): boolean {
  return Action.some((action) => /^\*(:\*)?$/.test(action)) && Resource.includes('*');
}

/** Conditions on where, when and how somebody calls: full rights in one Region are still full rights. */
function narrowsNobody({ key }: { readonly key: string }): boolean {
  return /^aws:(RequestedRegion|MultiFactorAuth(Present|Age)|SecureTransport|SourceIp|CurrentTime|EpochTime)$/i.test(
    key,
  );
}

/** Whether a condition is none: any value meets it, and the key is always there or need not be. */
function isAlwaysMet({ operator, key, values }: Condition): boolean {
  const { test, negated, holdsWithoutKey, takesWildcards } = operatorOf(operator);
  const isThere = /^aws:(Principal(Arn|Account|Type)|userid)$/i.test(key);
  if (test === 'null') return isThere && values.every((value) => value === 'false');
  const takesAll = takesWildcards && !negated && values.some((value) => /^\*+$/.test(value));
  return takesAll && (holdsWithoutKey || isThere);
}

/**
 * Whether a policy document gives all rights over IAM, with which its holder can get all others: every action, or every
 * action of IAM, on everything, either by `Action` or by a `NotAction` that leaves IAM in.
 */
export function givesIam(document: unknown): boolean {
  const whole = statementsOf(document).filter(({ Resource = [] }) => Resource.includes('*'));
  return (
    whole.some((statement) => statement.Effect === 'Allow' && isAboutIam(statement) && isAlwaysHeld(statement)) &&
    !whole.some(
      ({ Effect, Condition, ...actions }) =>
        Effect === 'Deny' && conditionsOf(Condition).every(isAlwaysMet) && isAboutIam(actions),
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
