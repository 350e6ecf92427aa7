import { z } from 'zod';
import { ROLES, scopeOf, type Grant } from './viewer.ts';

const GROUP = z
  .strictObject({
    group: z
      .string()
      .min(1)
      .meta({ description: 'The name or id of the group, as the provider puts it into the claim.' }),
    role: z.enum(ROLES),
    everything: z.boolean().exactOptional().meta({ description: 'Its members see the findings of every account.' }),
    accounts: z
      .array(z.string())
      .exactOptional()
      .meta({ description: 'Its members see these accounts, by id in quotes.' }),
    organizationalUnits: z
      .array(z.string())
      .exactOptional()
      .meta({ description: 'Its members see the accounts below these organizational units.' }),
  })
  .superRefine((group, { addIssue }) => {
    const scope = scopeOf(group);
    if (typeof scope === 'string') addIssue({ code: 'custom', message: `is refused: ${scope}` });
  });

/** The login service of people, and the roles that their groups there have here. */
export const OIDC = z.strictObject({
  issuer: z
    .url()
    .refine(isSafeIssuer, 'must be an address with https://')
    .meta({ description: 'The address of the provider, as in its discovery document.' }),
  clientId: z.string().min(1),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]+$/, 'is no scope'))
    .exactOptional()
    .meta({
      description:
        'Scopes to request in addition to openid, profile and email, for providers that need one for groups.',
    }),
  groupsClaim: z
    .string()
    .min(1)
    .exactOptional()
    .meta({ description: 'The claim that lists the groups; the default is groups.' }),
  groups: z
    .array(GROUP)
    .min(1)
    .meta({ description: 'What groups may do. The first group that somebody belongs to applies.' }),
});
export type Oidc = z.infer<typeof OIDC>;

/** Whether it is safe to send a password for tokens there. */
function isSafeIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost'));
}

/** The grant of somebody in these groups; undefined when there is none. */
export function grantOf({ groups }: Oidc, belongsTo: readonly string[]): Grant | undefined {
  const first = groups.find(({ group }) => belongsTo.includes(group));
  const scope = first && scopeOf(first);
  return first === undefined || scope === undefined || typeof scope === 'string'
    ? undefined
    : { role: first.role, scope };
}

/** The organizational units that groups' grants name: the accounts below them must be known. */
export function unitsOfGroups(oidc: Oidc | undefined): readonly string[] {
  return oidc?.groups.flatMap(({ organizationalUnits = [] }) => organizationalUnits) ?? [];
}
