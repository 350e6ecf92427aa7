import { z } from 'zod';

/** How often something was seen before, in GuardDuty's words. */
export const FREQUENCIES = ['FREQUENT', 'INFREQUENT', 'RARE', 'UNSEEN'] as const;

const PART = z.object({
  part: z.string(),
  bits: z.number(),
  words: z.string(),
  /** Of the part about the most telling act: its code, and the shares of attacks and of days with it. */
  code: z.string().optional(),
  attacks: z.number().optional(),
  expected: z.number().optional(),
  /** The nearest level at which anything is known. */
  level: z.string().optional(),
  /** By level: on how many of how many active days. */
  counts: z.record(z.string(), z.tuple([z.int(), z.int()])).optional(),
  /** The acts or values that the part is about. */
  about: z.array(z.string()).optional(),
  /** How often the identity had this before: the act, days with refused acts, or days with a new value. */
  before: z.int().optional(),
});

const NEAREST = z.object({
  level: z.enum(['identity', 'peers', 'account']),
  identity: z.string(),
  code: z.string(),
  day: z.string(),
  words: z.string(),
});

const FREQUENCY = z.object({
  /** Among whose acts: `UserIdentity` or `Account`. */
  of: z.string(),
  /** What the values are: `APIs`, `ASNs`. */
  things: z.string(),
  frequency: z.enum(FREQUENCIES),
  values: z.array(z.string()),
});
export type Frequency = z.infer<typeof FREQUENCY>;

/** The `additionalInfo` of findings about learned behaviour. */
const ANOMALY = z.object({
  bits: z.number(),
  threshold: z.number(),
  day: z.string(),
  /** The identity whose day it is, where the finding reports several identities. */
  identity: z.string().optional(),
  rates: z.int(),
  activeDays: z.int(),
  /** The days that it was compared with; absent where nothing was known. */
  window: z.object({ from: z.string(), until: z.string() }).optional(),
  parts: z.array(PART),
  /** The most similar earlier event. */
  nearest: NEAREST.optional(),
  ordinary: z.string(),
  frequencies: z.array(FREQUENCY).optional(),
});
export type Anomaly = z.infer<typeof ANOMALY>;
const HOLDER = z.object({ anomaly: ANOMALY });

/** The anomaly in a finding's `additionalInfo`, or in the judgement of its days; undefined: there is none. */
export function anomalyIn(told: unknown): Anomaly | undefined {
  const { data } = HOLDER.safeParse(told);
  return data?.anomaly;
}
