import { z } from 'zod';
import { admitsAnonymous, type Condition, holdsForAnonymous } from './policy-condition.ts';

/** One value or a list of values, as policies write nearly everything. */
const many = <T extends z.ZodType>(item: T) =>
  z.union([z.array(item), item.transform((one) => [one])]).transform((values): readonly z.output<T>[] => values);

const Text = z.union([z.string(), z.boolean(), z.number()]).transform(String);
const Principal = z.union([z.string(), z.record(z.string(), many(z.string()))]);
const Statement = z.object({
  Effect: z.string(),
  Principal: Principal.optional(),
  NotPrincipal: Principal.optional(),
  Action: many(z.string()).optional(),
  NotAction: many(z.string()).optional(),
  Resource: many(z.string()).optional(),
  NotResource: many(z.string()).optional(),
  Condition: z.record(z.string(), z.record(z.string(), many(Text))).default({}),
});
type Statement = z.output<typeof Statement>;
const Policy = z.object({ Statement: many(z.unknown()) });

/**
 * What a bucket policy lets anyone on the Internet do: the actions that it allows everyone, that no condition narrows
 * and no Deny takes back. Empty for a policy that names principals, however foreign, and for statements that cannot be
 * understood: a finding must be sure.
 *
 * @param policy an object, or JSON text, URL-encoded or not
 */
export function anonymousActions(policy: unknown): readonly string[] {
  const statements = (Policy.safeParse(objectOf(policy)).data?.Statement ?? []).flatMap(
    (statement) => Statement.safeParse(statement).data ?? [],
  );
  const denials = statements.filter(deniesAnonymous);
  const open = statements
    .filter(allowsAnonymous)
    .flatMap((statement) =>
      actionsOf(statement).filter((action) =>
        (statement.Resource ?? ['*']).some((resource) => !denials.some((denial) => covers(denial, action, resource))),
      ),
    );
  return [...new Set(open)];
}

function objectOf(policy: unknown): unknown {
  if (typeof policy !== 'string') return policy;
  for (const decode of [(text: string) => text, decodeURIComponent]) {
    try {
      return JSON.parse(decode(policy));
    } catch {
      // Not in this spelling.
    }
  }
  return undefined;
}

/** An Allow with NotPrincipal reaches everyone but those it names, the anonymous included ("AWS JSON policy elements: NotPrincipal"). */
function allowsAnonymous({ Effect, Principal: principal, NotPrincipal, Condition }: Statement): boolean {
  const everyone = NotPrincipal === undefined ? isEveryone(principal) : !isEveryone(NotPrincipal);
  return Effect === 'Allow' && everyone && conditionsOf(Condition).every(admitsAnonymous);
}

/** A Deny counts when every anonymous caller meets it, whatever they write into the request. */
function deniesAnonymous({ Effect, Principal: principal, NotPrincipal, Condition }: Statement): boolean {
  const everyone = NotPrincipal === undefined ? isEveryone(principal) : !isEveryone(NotPrincipal);
  return Effect === 'Deny' && everyone && conditionsOf(Condition).every(holdsForAnonymous);
}

/** `"*"`, `{"AWS": "*"}` and lists that hold it. `{"CanonicalUser": "*"}` and the like reach nobody. */
function isEveryone(principal: Statement['Principal']): boolean {
  if (typeof principal === 'string') return principal === '*';
  return principal?.['AWS']?.includes('*') ?? false;
}

function conditionsOf(block: Statement['Condition']): readonly Condition[] {
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

/** What NotAction leaves is nearly everything. */
function actionsOf({ Action, NotAction }: Statement): readonly string[] {
  return Action ?? (NotAction ? ['s3:*'] : []);
}

function covers(denial: Statement, action: string, resource: string): boolean {
  const actions = denial.Action?.map((pattern) => pattern.toLowerCase());
  return (
    (actions?.some((pattern) => glob(pattern, action.toLowerCase())) ?? false) &&
    (denial.Resource?.some((pattern) => glob(pattern, resource)) ?? false)
  );
}

/**
 * Whether the pattern matches the text, in which `*` stands for anything and `?` for one character. A text that is a
 * pattern itself is covered when it matches letter by letter. No regular expression: whoever writes the policy would
 * decide how long it takes.
 */
function glob(pattern: string, text: string): boolean {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      from = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      // The last star takes one character more.
      p = star + 1;
      t = ++from;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}
