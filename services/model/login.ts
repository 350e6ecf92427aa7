import { z } from 'zod';
import { ROLES, scopeOf, type Grant } from './viewer.ts';

const GROUP = z
  .strictObject({
    group: z.string().min(1).meta({ description: 'Its name or id, as the provider writes it into the claim.' }),
    role: z.enum(ROLES),
    everything: z.boolean().exactOptional().meta({ description: 'Its members see the findings of every account.' }),
    accounts: z.array(z.string()).exactOptional().meta({ description: 'They see these accounts, by id in quotes.' }),
    organizationalUnits: z
      .array(z.string())
      .exactOptional()
      .meta({ description: 'They see the accounts below these organizational units.' }),
  })
  .superRefine((group, { addIssue }) => {
    const scope = scopeOf(group);
    if (typeof scope === 'string') addIssue({ code: 'custom', message: `is refused: ${scope}` });
  });

/** Where people log in, and what their groups there may do here. */
export const OIDC = z.strictObject({
  issuer: z
    .url()
    .refine(isSafeIssuer, 'must be an address with https://')
    .meta({ description: 'The address of the provider, as its discovery document says it.' }),
  clientId: z.string().min(1),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]+$/, 'is no scope'))
    .exactOptional()
    .meta({ description: 'Asked for besides openid, profile and email: where groups have a scope of their own.' }),
  groupsClaim: z
    .string()
    .min(1)
    .exactOptional()
    .meta({ description: 'The claim that lists the groups; groups where it is not said.' }),
  groups: z
    .array(GROUP)
    .min(1)
    .meta({ description: 'What groups may do. The first that somebody belongs to is what counts.' }),
});
export type Oidc = z.infer<typeof OIDC>;

/** Whether a password for tokens may be sent there. */
function isSafeIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost'));
}

/** What somebody who belongs to these groups may do; undefined when nothing. */
export function grantOf({ groups }: Oidc, belongsTo: readonly string[]): Grant | undefined {
  const first = groups.find(({ group }) => belongsTo.includes(group));
  const scope = first && scopeOf(first);
  return first === undefined || scope === undefined || typeof scope === 'string'
    ? undefined
    : { role: first.role, scope };
}

/** The organizational units that groups are for: whose accounts are below them must be known. */
export function unitsOfGroups(oidc: Oidc | undefined): readonly string[] {
  return oidc?.groups.flatMap(({ organizationalUnits = [] }) => organizationalUnits) ?? [];
}
