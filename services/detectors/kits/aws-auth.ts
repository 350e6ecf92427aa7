import { z } from 'zod';
import { library } from '#services/model/library.ts';
import { memberOf, sentObject } from '#services/sources/eks-audit/sent-object.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';

/** An identity of IAM and its groups in the cluster. A mapped account has no groups: its users keep their own names. */
export interface Mapping {
  /** An ARN, or the id of an account. */
  readonly who: string;
  readonly groups: readonly string[];
}

/**
 * Whether the request is about the table that maps identities of IAM to rights in the cluster ("Add IAM principals to
 * your Kubernetes cluster").
 */
export function isAboutAwsAuth(record: Pick<EksAuditRecord, 'name' | 'requestObject'>): boolean {
  return (record.name ?? memberOf(sentObject(record), 'metadata')['name']) === 'aws-auth';
}

/** The identities to which the sent table gives more than the rights of nodes. */
export function mappingsIn(record: Pick<EksAuditRecord, 'requestObject'>): readonly Mapping[] {
  const { mapRoles, mapUsers, mapAccounts } = memberOf(sentObject(record), 'data');
  const identities = [mapRoles, mapUsers].flatMap((text) => entries(text, Entries));
  const mapped = identities.flatMap(({ rolearn, userarn, groups }) => {
    const who = rolearn ?? userarn;
    return who === undefined ? [] : [{ who, groups }];
  });
  const accounts = entries(mapAccounts, Accounts).map((who) => ({ who: String(who).padStart(12, '0'), groups: [] }));
  return [...mapped.filter(({ groups }) => !groups.every((group) => OF_NODES.has(group))), ...accounts];
}

/** The groups of nodes. */
const OF_NODES: ReadonlySet<string> = new Set([
  'system:bootstrappers',
  'system:nodes',
  'system:node-proxier',
  'eks:kube-proxy-windows',
]);

const Entries = z.array(
  z.object({
    rolearn: z.string().optional(),
    userarn: z.string().optional(),
    groups: z
      .array(z.string())
      .nullish()
      .transform((groups) => groups ?? []),
  }),
);
const Accounts = z.array(z.union([z.string(), z.number()]));

const yamlLibrary = library((require): typeof import('yaml') => require('yaml'));

/**
 * The table holds YAML as text, or JSON, which is YAML too. A text that cannot be parsed maps nobody. Keys are not
 * compared with each other, which would take a time that grows with the square of their number.
 */
function entries<T>(text: unknown, schema: z.ZodType<readonly T[]>): readonly T[] {
  if (typeof text !== 'string') return [];
  try {
    const table: unknown = yamlLibrary().parse(text, { maxAliasCount: 0, uniqueKeys: false, logLevel: 'silent' });
    return schema.safeParse(table).data ?? [];
  } catch {
    return [];
  }
}
