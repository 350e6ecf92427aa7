import { glob } from '#services/model/glob.ts';
import { operatorOf, statementsAt } from '#services/resources/kits/condition-operator.ts';
import {
  conditionsOf,
  statementsOf,
  type Condition,
  type Statement,
} from '#services/resources/kits/policy-document.ts';

/**
 * Whether a policy document gives full rights: everything on everything, from somewhere at least, and no Deny takes all
 * of it back ("Policies and permissions in AWS IAM").
 *
 * @param time of the call, in ms since the epoch: what ended before it gives nothing
 */
export function isAdministrator(document: unknown, time: number): boolean {
  const whole = statementsAt(document, time).filter(isAboutEverything);
  return (
    whole.some(({ Effect, Condition }) => Effect === 'Allow' && conditionsOf(Condition).every(narrowsNobody)) &&
    !deniesEverything(document, time)
  );
}

/** Whether a policy document takes all rights away, always, at a time. */
export function deniesEverything(document: unknown, time: number): boolean {
  return statementsAt(document, time).some(
    (statement) =>
      statement.Effect === 'Deny' &&
      isAboutEverything(statement) &&
      conditionsOf(statement.Condition).every(isAlwaysMet),
  );
}

/** Whether a policy document can only take rights away: it has nothing but Deny. */
export function onlyDenies(document: unknown): boolean {
  const statements = statementsOf(document);
  return statements.length > 0 && statements.every(({ Effect }) => Effect === 'Deny');
}

function isAboutEverything({ Action, Resource, NotResource }: Statement): boolean {
  return covers(Action, `${UNHEARD}:${UNHEARD}`) && !isExcept(Resource, NotResource, `arn:aws:${UNHEARD}:::${UNHEARD}`);
}

/** Whether a statement leaves a resource out, by not naming it or by naming it as an exception. */
function isExcept(named: Statement['Resource'], excepted: Statement['NotResource'], resource: string): boolean {
  return excepted === undefined ? !covers(named, resource) : covers(excepted, resource);
}

/**
 * Whether any of the patterns matches a name. Names here occur in no policy, so only a pattern for all of their kind
 * matches.
 */
function covers(patterns: readonly string[] = [], name: string): boolean {
  return patterns.some((pattern) => glob(pattern.toLowerCase(), name));
}

const UNHEARD = 'qzx7qzx7';

/**
 * Whether a condition only limits where, when or how somebody calls: full rights in one Region are full rights, too.
 */
function narrowsNobody(condition: Condition): boolean {
  return (
    isAlwaysMet(condition) ||
    /^aws:(RequestedRegion|MultiFactorAuth(Present|Age)|SecureTransport|SourceIp|CurrentTime|EpochTime)$/i.test(
      condition.key,
    )
  );
}

/** Whether every request meets a condition: any value does, and the key is always present or may be absent. */
function isAlwaysMet({ operator, key, values }: Condition): boolean {
  const { test, negated, holdsWithoutKey, takesWildcards } = operatorOf(operator);
  const isThere = /^aws:(Principal(Arn|Account|Type)|userid)$/i.test(key);
  if (test === 'null') return isThere && values.every((value) => value === 'false');
  const takesAll = takesWildcards && !negated && values.some((value) => /^\*+$/.test(value));
  return takesAll && (holdsWithoutKey || isThere);
}

/**
 * Whether a policy document gives all rights over IAM, with which its holder gives himself all others: every action, or
 * every one of IAM, on everything, by what is allowed or by what is left out of an exception.
 *
 * @param time of the call, in ms since the epoch
 */
export function givesIam(document: unknown, time: number): boolean {
  const whole = statementsAt(document, time).filter(({ Resource, NotResource }) =>
    ['role', 'user'].every(
      (kind) => !isExcept(Resource?.map(inNoAccount), NotResource, `arn:aws:iam:::${kind}/${UNHEARD}`),
    ),
  );
  return (
    whole.some((statement) => statement.Effect === 'Allow' && isAboutIam(statement) && isAlwaysHeld(statement)) &&
    !whole.some(
      ({ Effect, Condition, ...actions }) =>
        Effect === 'Deny' && conditionsOf(Condition).every(isAlwaysMet) && isAboutIam(actions),
    )
  );
}

/** Whether a policy is one of AWS, besides AdministratorAccess, whose holders may give themselves all rights. */
export function isIamPolicy(arn: string): boolean {
  return ALL_OF_IAM.test(arn);
}

const ALL_OF_IAM =
  /^arn:aws[a-z-]*:iam::aws:policy\/(IAMFullAccess|AdministratorAccess-(Amplify|AWSElasticBeanstalk)|job-function\/SystemAdministrator)$/;

function isAlwaysHeld({ Condition }: Statement): boolean {
  return conditionsOf(Condition).every(narrowsNobody);
}

function isAboutIam({ Action, NotAction }: Pick<Statement, 'Action' | 'NotAction'>): boolean {
  const any = `iam:${UNHEARD}`;
  return NotAction === undefined
    ? covers(Action, any)
    : !NotAction.some((action) => /^iam:/i.test(action)) && !covers(NotAction, any);
}

/** Policies of IAM are about their own account, and may name it and its partition. */
function inNoAccount(resource: string): string {
  return resource.replace(/^arn:aws[a-z-]*:iam::[\d*]*:/, 'arn:aws:iam:::');
}
