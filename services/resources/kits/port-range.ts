import { z } from 'zod';

export const PortRange = z
  .object({
    protocol: z.number().describe('The number that IANA gave it: 6 is TCP, 17 is UDP.'),
    from: z.number().describe('The first port.'),
    to: z.number().describe('The last port.'),
  })
  .meta({ title: 'PortRange', description: 'Ports of a protocol, from the first to the last.' });
