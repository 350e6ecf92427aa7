import { unitTree, type KnownTree } from '#db/queries/organizational-units.ts';
import type { OrganizationalUnit } from '#services/model/organizational-unit.ts';
import { builder } from '../builder.ts';

const UnitObject = builder.objectRef<OrganizationalUnit>('OrganizationalUnit').implement({
  description: 'An organizational unit. Accounts list the units above them.',
  fields: (t) => ({
    unitId: t.exposeString('id', { description: 'The id in AWS: `ou-` followed by letters and digits.' }),
    name: t.exposeString('name', { description: 'Its name in the organization.' }),
    parentId: t.exposeString('parentId', {
      nullable: true,
      description: 'The `unitId` of its parent. Null: it is directly below the root.',
    }),
  }),
});

const TreeObject = builder.objectRef<KnownTree>('OrganizationTree').implement({
  description: 'The organizational units, as last listed.',
  fields: (t) => ({
    units: t.field({
      type: [UnitObject],
      description: 'By name: the units above the accounts that you may see; all units if you see everything.',
      resolve: ({ units }) => units,
    }),
    listedAt: t.expose('listedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the whole tree was last listed. Null: never.',
    }),
    refusal: t.exposeString('refusal', {
      nullable: true,
      description: 'Why it could not be listed the last time, and what to do; only for viewers who see everything.',
    }),
  }),
});

builder.queryField('organizationTree', (t) =>
  t.field({
    type: TreeObject,
    description: 'The tree of organizational units.',
    complexity: { field: 1, multiplier: 50 },
    resolve: (_root, _args, { db, viewer }) => unitTree(db, viewer.scope),
  }),
);
