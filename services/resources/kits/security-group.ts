import { z } from 'zod';

export const SecurityGroup = z
  .object({ groupId: z.string().optional(), groupName: z.string().optional() })
  .meta({ title: 'SecurityGroup' });
