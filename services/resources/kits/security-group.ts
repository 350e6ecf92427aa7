import { z } from 'zod';

export const SecurityGroup = z
  .object({
    groupId: z.string().optional().describe('Its id: `sg-…`.'),
    groupName: z.string().optional().describe('Its name.'),
  })
  .meta({ title: 'SecurityGroup', description: 'A security group.' });
