import { z } from 'zod';

/** One value or a list of values, because policies use both nearly everywhere. */
const many = <T extends z.ZodType>(item: T) =>
  z.union([z.array(item), item.transform((one) => [one])]).transform((values): readonly z.output<T>[] => values);

const Text = z.union([z.string(), z.boolean(), z.number()]).transform(String);
const Principal = z.union([z.string(), z.record(z.string(), many(z.string()))]);
const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: Principal.optional(),
  NotPrincipal: Principal.optional(),
  Action: many(z.string()).optional(),
  NotAction: many(z.string()).optional(),
  Resource: many(z.string()).optional(),
  NotResource: many(z.string()).optional(),
  Condition: z.record(z.string(), z.record(z.string(), many(Text))).default({}),
});
export type Statement = z.output<typeof Statement>;
const Policy = z.object({ Statement: many(z.unknown()) });

/** One line of a policy's Condition block. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * The statements of a policy that can be parsed.
 *
 * @param policy an object, or JSON text, URL-encoded or not
 */
export function statementsOf(policy: unknown): readonly Statement[] {
  const statements = Policy.safeParse(objectOf(policy)).data?.Statement ?? [];
  return statements.flatMap((statement) => Statement.safeParse(statement).data ?? []);
}

export function conditionsOf(block: Statement['Condition']): readonly Condition[] {
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

/**
 * Whether a principal is everybody: `"*"`, `{"AWS": "*"}`, or a list with it. `{"CanonicalUser": "*"}` and the like
 * name nobody.
 */
export function isEverybody(principal: Statement['Principal']): boolean {
  return typeof principal === 'string' ? principal === '*' : (principal?.['AWS']?.includes('*') ?? false);
}

function objectOf(policy: unknown): unknown {
  if (typeof policy !== 'string') return policy;
  for (const decode of [(text: string) => text, decodeURIComponent]) {
    try {
      return JSON.parse(decode(policy));
    } catch {
      // Not in this encoding: try the next.
    }
  }
  return undefined;
}
