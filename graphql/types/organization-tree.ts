import { unitTree, type KnownTree } from '#db/queries/organizational-units.ts';
import type { OrganizationalUnit } from '#services/model/organizational-unit.ts';
import { builder } from '../builder.ts';

const UnitObject = builder.objectRef<OrganizationalUnit>('OrganizationalUnit').implement({
  description: 'A unit of the organization. Which accounts are below it, accounts say.',
  fields: (t) => ({
    unitId: t.exposeString('id', { description: 'As AWS writes it: `ou-` and letters and digits.' }),
    name: t.exposeString('name', { description: 'As the organization calls it.' }),
    parentId: t.exposeString('parentId', {
      nullable: true,
      description: 'The `unitId` of the unit that it is in. Null: it stands right below the root.',
    }),
  }),
});

const TreeObject = builder.objectRef<KnownTree>('OrganizationTree').implement({
  description: 'The organizational units, as last listed.',
  fields: (t) => ({
    units: t.field({
      type: [UnitObject],
      description: 'By name: those that accounts which you may see are below; all of them for who sees everything.',
      resolve: ({ units }) => units,
    }),
    listedAt: t.expose('listedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the whole tree was last listed. Null: never.',
    }),
    refusal: t.exposeString('refusal', {
      nullable: true,
      description: 'Why it could not be listed the last time, and what to do; told to who sees everything.',
    }),
  }),
});

builder.queryField('organizationTree', (t) =>
  t.field({
    type: TreeObject,
    description: 'The tree that accounts stand in.',
    complexity: { field: 1, multiplier: 50 },
    resolve: (_root, _args, { db, viewer }) => unitTree(db, viewer.scope),
  }),
);
