import { z } from 'zod';

/** The `additionalInfo` of findings about learned behaviour. */
const ANOMALY = z.object({
  bits: z.number(),
  threshold: z.number(),
  day: z.string(),
  /** Whose day it is, where the finding tells of those of several. */
  identity: z.string().optional(),
  rates: z.int(),
  activeDays: z.int(),
  parts: z.array(z.object({ part: z.string(), bits: z.number(), words: z.string() })),
  ordinary: z.string(),
});
export type Anomaly = z.infer<typeof ANOMALY>;
const HOLDER = z.object({ anomaly: ANOMALY });

/** The anomaly in a finding's `additionalInfo`, or in the judgement of its days; undefined: there is none. */
export function anomalyIn(told: unknown): Anomaly | undefined {
  const { data } = HOLDER.safeParse(told);
  return data?.anomaly;
}
