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

/** Whether any of the patterns matches a name. No policy has `UNHEARD`: only a pattern for all of a kind matches it. */
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
 * Calls of IAM by which their caller gives himself all other rights, with the kind of resource that each is about
 * ("Actions, resources, and condition keys for AWS Identity and Access Management").
 */
const DECISIVE = [
  ['AttachUserPolicy', 'user'],
  ['PutUserPolicy', 'user'],
  ['AttachGroupPolicy', 'group'],
  ['PutGroupPolicy', 'group'],
  ['AttachRolePolicy', 'role'],
  ['PutRolePolicy', 'role'],
  ['UpdateAssumeRolePolicy', 'role'],
  ['CreatePolicyVersion', 'policy'],
] as const;

/**
 * Whether a policy document gives rights over IAM with which its holder gives himself all others: a decisive call, on
 * everything of its kind, by a pattern or by what is left out of an exception. Documents that name the call are those
 * of tools that deploy, and count as less.
 *
 * @param time of the call, in ms since the epoch
 */
export function givesIam(document: unknown, time: number): boolean {
  const statements = statementsAt(document, time);
  const allowing = statements.filter(({ Effect, Condition }) => Effect === 'Allow' && isAlwaysHeld(Condition));
  const denying = statements.filter(
    ({ Effect, Condition }) => Effect === 'Deny' && conditionsOf(Condition).every(isAlwaysMet),
  );
  return DECISIVE.some(
    ([call, kind]) =>
      allowing.some((statement) => isOnAll(kind, statement) && allowsInPassing(call, statement)) &&
      !denying.some((statement) => isOnAll(kind, statement) && speaksOf(call, statement)),
  );
}

/** Whether a policy is one of AWS, besides AdministratorAccess, whose holders may give themselves all rights. */
export function isIamPolicy(arn: string): boolean {
  return ALL_OF_IAM.test(arn);
}

const ALL_OF_IAM =
  /^arn:aws[a-z-]*:iam::aws:policy\/(IAMFullAccess|AdministratorAccess-(Amplify|AWSElasticBeanstalk)|job-function\/SystemAdministrator)$/;

function isAlwaysHeld(block: Statement['Condition']): boolean {
  return conditionsOf(block).every(narrowsNobody);
}

/** Whether a statement is about everything of a kind. Policies of IAM may name their own account and its partition. */
function isOnAll(kind: string, { Resource, NotResource }: Statement): boolean {
  return !isExcept(Resource?.map(inNoAccount), NotResource, `arn:aws:iam:::${kind}/${UNHEARD}`);
}

/** Whether a statement is about a call of IAM. */
function speaksOf(call: string, { Action, NotAction }: Statement): boolean {
  const name = `iam:${call}`.toLowerCase();
  return NotAction === undefined ? covers(Action, name) : !covers(NotAction, name);
}

/** Whether a statement allows a call of IAM among others, without its name. */
function allowsInPassing(call: string, { Action, ...rest }: Statement): boolean {
  return speaksOf(call, { ...rest, Action: Action?.filter((action) => /[*?]/.test(action)) });
}

function inNoAccount(resource: string): string {
  return resource.replace(/^arn:aws[a-z-]*:iam::[\d*]*:/, 'arn:aws:iam:::');
}
