import type { Role } from '@aws-sdk/client-iam';
import { roleFacts } from '#services/inventory/kits/role-facts.ts';
import { paged } from '../aws-error.ts';
import type { InventoryCalls } from '../inventory.ts';
import { sharedClient } from '../shared-client.ts';

/** Roles, and the principals they admit. Service-linked roles are left out: their trust is fixed. */
const roles: InventoryCalls = {
  what: 'roles',
  scope: 'account',
  tellsAll: 'iamRoleDetails',
  permissions: [
    {
      action: 'iam:ListRoles',
      principals: ['member'],
      why: 'show whom the roles that findings name admit',
    },
  ],

  async *pages(config) {
    const { IAMClient, paginateListRoles } = await import('@aws-sdk/client-iam');
    const pages = paginateListRoles({ client: sharedClient(IAMClient, config), pageSize: 1000 }, {});
    for await (const { Roles = [] } of paged('list the roles of the account', pages))
      yield Roles.filter(({ Path }) => !Path?.startsWith('/aws-service-role/')).flatMap((role) =>
        roleFacts(toldOf(role)),
      );
  },
};
export default roles;

function toldOf({ RoleName, Arn, RoleId, Path, CreateDate, MaxSessionDuration, AssumeRolePolicyDocument }: Role) {
  return {
    roleName: RoleName,
    arn: Arn,
    roleId: RoleId,
    path: Path,
    createdAt: CreateDate && Math.floor(CreateDate.getTime() / 1000),
    maxSessionDuration: MaxSessionDuration,
    document: AssumeRolePolicyDocument,
  };
}
