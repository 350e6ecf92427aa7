import type { Resource } from '#services/model/subject.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { builder, ONE_OF_SEVERAL } from '../builder.ts';
import { capitalized, describedType, meaningOf } from '../described.ts';
import { ResourceType } from './enums.ts';

type One = Omit<Resource, 'further'>;

export const ResourceObject = builder.objectRef<One>('Resource').implement({
  description: 'A resource, with its related parts: a bucket, and the access key that changed it.',
  fields: (t) => ({
    resourceId: t.exposeString('id', {
      description: 'Identifies it within account and Region: key, instance or interface, bucket.',
    }),
    resourceType: t.expose('resourceType', {
      type: ResourceType,
      description: 'The kind of resource, in GuardDuty’s words.',
    }),
    ...Object.fromEntries(
      RESOURCE_KINDS.map(({ member, schema }) => {
        const { type, list } = describedType(capitalized(member), schema);
        const description = meaningOf(schema);
        return [
          member,
          t.field({
            type: list ? [type] : type,
            nullable: !list,
            complexity: ONE_OF_SEVERAL,
            ...(description !== undefined && { description }),
            resolve: (resource: One) => resource[member] ?? (list ? [] : null),
          }),
        ];
      }),
    ),
  }),
});
