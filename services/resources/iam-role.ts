import { z } from 'zod';
import { line, otherResource } from '#services/model/asff.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';
import { Trust } from './kits/trust.ts';

const schema = z
  .object({
    roleName: z.string().describe('Its name.'),
    arn: z.string().optional(),
    roleId: z.string().optional().describe('Its unique id: another role with the same name has another id.'),
    path: z.string().optional(),
    createdAt: z.number().optional().describe('Seconds since the epoch.'),
    maxSessionDuration: z.number().optional().describe('Seconds.'),
    trust: Trust.optional().describe('Its trust policy when the finding was last seen, as far as it is known.'),
  })
  .describe('A role.');

export type IamRoleDetails = Described<typeof schema>;

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly iamRoleDetails: IamRoleDetails;
  }
}

/** The most accounts that a sentence names. */
const ACCOUNTS_SHOWN = 5;

/** A role that was created, changed or assumed: appears beside the identity that did it. */
export default defineResourceKind({
  member: 'iamRoleDetails',
  guardduty: false,
  schema,
  id: ({ roleName }) => roleName,
  words: ({ roleName }) => `role ${roleName}`,
  remarks({ roleName, trust }) {
    if (trust === undefined) return [];
    const { accounts, withExternalId, everybody, anyToken } = trust;
    const asked = accounts.filter((account) => withExternalId.includes(account));
    const free = accounts.filter((account) => !withExternalId.includes(account));
    const says = [
      ...(everybody ? ['anybody'] : []),
      ...anyToken.map((provider) => `any token of ${provider}`),
      ...(free.length > 0 ? [`${named(free)} without an external ID`] : []),
      ...(asked.length > 0 ? [`${named(asked)} with an external ID only, as partners present it`] : []),
    ];
    return says.length === 0
      ? [`The trust policy of role ${roleName} lets no account in.`]
      : [`The trust policy of role ${roleName} lets in ${says.join('; ')}.`];
  },
  asff({ roleName, arn, roleId, path, createdAt, maxSessionDuration }, { id }) {
    if (arn === undefined) return otherResource(id, { RoleName: roleName });
    return {
      Type: 'AwsIamRole',
      Id: arn,
      Details: {
        AwsIamRole: {
          RoleName: line(roleName, 64),
          RoleId: line(roleId, 64),
          Path: line(path, 512),
          CreateDate: createdAt === undefined ? undefined : new Date(createdAt * 1000).toISOString(),
          MaxSessionDuration: maxSessionDuration,
        },
      },
    };
  },
  ocsf: ({ roleName }) => ({ name: roleName }),
});

function named(accounts: readonly string[]): string {
  const more = accounts.length - ACCOUNTS_SHOWN;
  const told = accounts.slice(0, ACCOUNTS_SHOWN).join(', ');
  return `${accounts.length === 1 ? 'account' : 'accounts'} ${told}${more > 0 ? ` and ${more} more` : ''}`;
}
