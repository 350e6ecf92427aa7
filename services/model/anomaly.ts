import { z } from 'zod';

/** What findings about learned behaviour say of themselves, in `additionalInfo`. */
const ANOMALY = z.object({
  bits: z.number(),
  threshold: z.number(),
  day: z.string(),
  rates: z.int(),
  activeDays: z.int(),
  parts: z.array(z.object({ part: z.string(), bits: z.number(), words: z.string() })),
  ordinary: z.string(),
});
export type Anomaly = z.infer<typeof ANOMALY>;
const HOLDER = z.object({ anomaly: ANOMALY });

/** The anomaly that a finding's `additionalInfo`, or the judgement of its days, tells of; undefined: it tells of none. */
export function anomalyIn(told: unknown): Anomaly | undefined {
  const { data } = HOLDER.safeParse(told);
  return data?.anomaly;
}
