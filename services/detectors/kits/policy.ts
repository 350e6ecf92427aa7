import { conditionsOf, isEverybody, statementsOf, type Statement } from '#services/resources/kits/policy-document.ts';
import { complement, EVERYWHERE, intersection, isBroad, NOWHERE, union, type AddressSet } from './address-set.ts';
import { glob } from '#services/model/glob.ts';
import { anonymousAt, authenticatedAt, holds, type Stranger, type StrangersAt } from './policy-condition.ts';
import { S3_ACTIONS } from './s3-actions.ts';

/** The bucket that a policy is put on, and the time. */
export interface Target {
  readonly bucketName: string;
  /** The partition in the bucket's ARN. */
  readonly partition: string;
  /** ms since the epoch */
  readonly time: number;
}

/**
 * The actions that a bucket policy lets anyone take. The policy is asked about requests of strangers, now and in the
 * future: an action is open if some statement allows it on part of the bucket, from more of the Internet than one
 * network, and no Deny takes it back. A pattern stands for its actions where all of them are open. Empty for a policy
 * that names principals, however foreign, and for statements that cannot be understood: a finding must be sure.
 *
 * @param policy an object, or JSON text, URL-encoded or not
 */
export function anonymousActions(policy: unknown, target: Target): readonly string[] {
  return openActions(policy, target, anonymousAt);
}

/**
 * The actions that a bucket policy lets anyone with an AWS account take, but not everyone: like `anonymousActions`,
 * with requests that are signed in an account that no policy names.
 */
export function authenticatedActions(policy: unknown, target: Target): readonly string[] {
  const anonymous = new Set(anonymousActions(policy, target));
  return openActions(policy, target, authenticatedAt).filter((action) => !anonymous.has(action));
}

function openActions(policy: unknown, target: Target, strangersAt: StrangersAt): readonly string[] {
  const statements = statementsOf(policy).filter(isAboutEveryone);
  const allowing = statements.filter(({ Effect }) => Effect === 'Allow');
  if (allowing.length === 0) return [];
  const names = [...new Set([...S3_ACTIONS, ...allowing.flatMap(literalActions)])];
  const conditions = allowing.flatMap((statement) => conditionsOf(statement.Condition));
  const strangers = [target.time, LATER].flatMap((time) => strangersAt(time, conditions));
  const resources = resourcesOf(statements, target);
  const open = new Set(names.filter(opener(statements, strangers, resources)));
  return [...new Set(allowing.flatMap((statement) => namesOf(statement, names, open)))];
}

/** A time long after every date that a policy may name. */
const LATER = Date.UTC(9999, 0);

/**
 * `NotPrincipal` covers everyone except those it names, anonymous callers included ("AWS JSON policy elements:
 * NotPrincipal").
 */
function isAboutEveryone({ Principal: principal, NotPrincipal }: Statement): boolean {
  return NotPrincipal === undefined ? isEverybody(principal) : !isEverybody(NotPrincipal);
}

/** Actions of S3 that a statement lists by name, including newer ones that `S3_ACTIONS` lacks. */
function literalActions({ Action = [] }: Statement): readonly string[] {
  return Action.filter((action) => /^s3[a-z-]*:[a-z]+$/i.test(action));
}

/** The actions that a statement opens: a pattern where all actions under it are open, else each open action. */
function namesOf(
  { Action, NotAction }: Statement,
  names: readonly string[],
  open: ReadonlySet<string>,
): readonly string[] {
  const patterns = Action ?? (NotAction === undefined ? [] : ['s3:*']);
  return patterns.flatMap((pattern) => {
    const meant = names.filter((name) => isOf([pattern], name));
    const opened = meant.filter((name) => open.has(name));
    if (opened.length < meant.length || meant.length === 1) return opened;
    return meant.length === 0 ? [] : [pattern === '*' ? 's3:*' : pattern];
  });
}

function isOf(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => glob(pattern.toLowerCase(), action.toLowerCase()));
}

/**
 * Resources to ask about, at most `RESOURCES_MAX`: the bucket, an object that no statement names, and one object for
 * each pattern of the policy. Patterns for other buckets do not count.
 */
export function resourcesOf(statements: readonly Statement[], { bucketName, partition }: Target): readonly string[] {
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  const patterns = statements.flatMap(({ Resource = [], NotResource = [] }) => [...Resource, ...NotResource]);
  const keys = patterns.flatMap((pattern) => {
    const slash = pattern.indexOf('/');
    const isOwn = slash > 0 && pattern.length <= PATTERN_MAX && glob(pattern.slice(0, slash), bucket);
    return isOwn
      ? [
          pattern
            .slice(slash + 1)
            .replaceAll('*', ODD)
            .replaceAll('?', ODD.charAt(0)),
        ]
      : [];
  });
  return [bucket, ...[...new Set([ODD, ...keys])].map((key) => `${bucket}/${key}`)].slice(0, RESOURCES_MAX);
}

/** Replaces a wildcard: no policy has this text. */
const ODD = 'qzx7qzx7';
const RESOURCES_MAX = 24;
/** Longer patterns lead to no object to ask about: comparing all of them with each other would take too long. */
const PATTERN_MAX = 300;
/** Combinations of statements that are looked at. Real policies, within the 20 KB that S3 accepts, have fewer. */
const COMBINATIONS_MAX = 500;

/**
 * Returns a function that tells whether an action is open to a stranger on some resource. Actions covered by the same
 * statements have the same answer, so each such set of statements is worked out once.
 */
export function opener(
  statements: readonly Statement[],
  strangers: readonly Stranger[],
  resources: readonly string[],
  isOpen: (addresses: AddressSet) => boolean = isBroad,
): (action: string) => boolean {
  const reached = statements.map((statement) => strangers.map((stranger) => reach(statement, stranger)));
  const touched = resources.map((resource) => statements.map((statement) => isOn(statement, resource)));
  const answers = new Map<string, boolean>();
  return (action) => {
    const speaking = statements.map((statement) => speaksOf(statement, action));
    return touched.some((touches) => {
      const applies = statements.flatMap((_, i) => (speaking[i] && touches[i] ? [i] : []));
      const key = applies.join();
      const known = answers.get(key);
      if (known !== undefined) return known;
      if (answers.size >= COMBINATIONS_MAX) return false;
      const answer = strangers.some((_, s) => isOpen(remaining(applies, s)));
      answers.set(key, answer);
      return answer;
    });
  };

  function remaining(applies: readonly number[], stranger: number): AddressSet {
    const sets = (effect: Statement['Effect']) =>
      union(applies.filter((i) => statements[i]?.Effect === effect).map((i) => reached[i]?.[stranger] ?? NOWHERE));
    return intersection(sets('Allow'), complement(sets('Deny')));
  }
}

/**
 * The addresses from which a statement applies to a stranger: an Allow where they can meet it, a Deny where they cannot
 * avoid it.
 */
function reach({ Effect, Condition: block }: Statement, stranger: Stranger): AddressSet {
  return conditionsOf(block)
    .map((condition) => holds(condition, stranger))
    .map(({ surely, possibly }) => (Effect === 'Allow' ? possibly : surely))
    .reduce(intersection, EVERYWHERE);
}

function speaksOf({ Action, NotAction }: Statement, action: string): boolean {
  return Action === undefined ? NotAction !== undefined && !isOf(NotAction, action) : isOf(Action, action);
}

/** A pattern with a variable of the caller's, such as a user name, matches nothing in a stranger's request. */
function isOn({ Resource, NotResource }: Statement, resource: string): boolean {
  const matches = (patterns: readonly string[]) =>
    patterns.some((pattern) => !pattern.includes('${') && glob(pattern, resource));
  return Resource === undefined ? NotResource !== undefined && !matches(NotResource) : matches(Resource);
}
