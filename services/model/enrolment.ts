import { z } from 'zod';
import { ACCOUNT_ID, NO_OU_ID, OU_ID } from './account-ids.ts';

/** Features that can be switched on in an account, under the names GuardDuty has for what it can enable there. */
export const FEATURES = [
  'cloudtrail',
  'management-events',
  'vpc-flow',
  'dns-query',
  'eks-audit',
  'security-hub',
] as const;
export type Feature = (typeof FEATURES)[number];

/**
 * The accounts to enable: all, those that join from a day on, none ("UpdateOrganizationConfiguration", Amazon GuardDuty
 * API Reference).
 */
const AUTO_ENABLE = ['ALL', 'NEW', 'NONE'] as const;

/** GuardDuty's words for an account's relation to its administrator ("Member", Amazon GuardDuty API Reference). */
export const MEMBER_STATES = [
  'Enabled',
  'Created',
  'Invited',
  'Disabled',
  'Resigned',
  'Removed',
  'RegionDisabled',
  'AccountSuspended',
] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

const BY_FEATURE = z.strictObject({
  cloudtrail: z.enum(AUTO_ENABLE).exactOptional(),
  'management-events': z.enum(AUTO_ENABLE).exactOptional(),
  'vpc-flow': z.enum(AUTO_ENABLE).exactOptional(),
  'dns-query': z.enum(AUTO_ENABLE).exactOptional(),
  'eks-audit': z.enum(AUTO_ENABLE).exactOptional(),
  'security-hub': z.enum(AUTO_ENABLE).exactOptional(),
} satisfies Record<Feature, z.ZodType>);

const ACCOUNT_OR_UNIT = z
  .string()
  .refine(
    (text) => ACCOUNT_ID.test(text) || OU_ID.test(text),
    'is neither an account id in quotes nor the id of an organizational unit',
  );

/** The features that the owner wants switched on, and where. */
export const ENROLMENT = z
  .strictObject({
    autoEnable: BY_FEATURE.exactOptional().meta({ description: 'Which accounts each feature is switched on for.' }),
    organizationalUnits: z.record(z.string().regex(OU_ID, NO_OU_ID), BY_FEATURE).exactOptional().meta({
      description: 'The same for the accounts below an organizational unit. The nearest unit takes precedence.',
    }),
    exclude: z.array(ACCOUNT_OR_UNIT).readonly().exactOptional().meta({
      description: 'Accounts and organizational units (with everything below them) in which nothing is switched on.',
    }),
    since: z.iso.date().exactOptional().meta({ description: 'NEW means accounts that join from this day on (UTC).' }),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not the name of a bucket')
      .exactOptional()
      .meta({ description: 'The bucket that new logs are delivered to. Its policy must allow AWS to write there.' }),
    eventBus: z
      .string()
      .regex(/^arn:[\w-]+:events:[\w-]+:\d{12}:event-bus\/[\w./-]+$/, 'is not the ARN of an event bus')
      .exactOptional()
      .meta({ description: 'The bus that management events are sent to, by its ARN.' }),
    role: z
      .string()
      .regex(/^[\w+=,.@/-]{1,128}$/, 'must be the name of a role, not its ARN')
      .exactOptional()
      .meta({ description: 'The role from infra/enrolment-role.yaml. Without it there is only a plan.' }),
    automatic: z.boolean().exactOptional().meta({
      description: 'serve carries the plan out automatically, every five minutes; otherwise vedette org apply does.',
    }),
  })
  .superRefine((wanted, { addIssue }) => {
    const said = [wanted.autoEnable, ...Object.values(wanted.organizationalUnits ?? {})];
    const values = said.flatMap((each) => Object.values(each ?? {}));
    if (values.includes('NEW') && wanted.since === undefined)
      addIssue({
        code: 'custom',
        message: 'is refused: NEW means accounts that join from a certain day, so set since.',
      });
    if (wanted.automatic === true && wanted.role === undefined)
      addIssue({ code: 'custom', message: 'is refused: automatic needs role, the role that switches logs on.' });
  });
export type EnrolmentSettings = z.infer<typeof ENROLMENT>;

/** State of one feature in one account and Region. */
const FEATURE_LOOK = z.object({
  feature: z.enum(FEATURES),
  region: z.string(),
  /** Number of resources that have it: VPCs, clusters, the account itself. */
  on: z.number(),
  /** The ids of the resources without it. */
  off: z.array(z.string()).readonly(),
  /** The reason why the state is unknown, or why what is on does not do what is wanted of it. */
  refusal: z.string().nullable(),
});
export type FeatureLook = z.infer<typeof FEATURE_LOOK>;

/**
 * The result of one look at an account. It is stored, so that accounts in which nothing changed are not asked again.
 */
export const ACCOUNT_LOOK = z.object({
  accountId: z.string(),
  /** The reason why nothing could be asked. */
  refusal: z.string().nullable(),
  /** The Regions that are enabled there. */
  regions: z.array(z.string()).readonly(),
  /** The features asked about; each once in every Region that counts. */
  asked: z.array(z.enum(FEATURES)).readonly(),
  /** The bus that management events were to be sent to then. */
  eventBus: z.string().exactOptional(),
  features: z.array(FEATURE_LOOK).readonly(),
});
export type AccountLook = z.infer<typeof ACCOUNT_LOOK>;

/** Something to be switched on in one account and Region. A pure value: the same state gives the same tasks. */
export interface EnrolmentTask {
  /** `111122223333/eu-west-1/vpc-flow`: no two tasks share an id. */
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly feature: Feature;
  /** The resources to switch it on for: VPCs, clusters, the account. */
  readonly resources: readonly string[];
  /** The task in words. */
  readonly does: string;
  readonly price: Price;
}

/** A cost, in US dollars a month. */
export interface Price {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
  /** The basis of the price: rates, and whether the volume was measured or assumed. */
  readonly because: string;
}

/** An obstacle to what the owner wants that no task of Vedette can remove. */
export interface Obstacle {
  /** Undefined: the obstacle is in all accounts. */
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly feature: Feature | undefined;
  readonly detail: string;
  /** The person or role who can remove it. */
  readonly by: string;
  /** The exact call that removes it. */
  readonly call: string | undefined;
}

export interface EnrolledMember {
  readonly accountId: string;
  readonly name: string;
  readonly state: MemberState;
  readonly because: string;
}

/** The outcome of a task. */
export const TASK_OUTCOME = z.object({
  outcome: z.enum(['done', 'refused']),
  detail: z.string(),
  at: z.iso.datetime(),
});
export type TaskOutcome = z.infer<typeof TASK_OUTCOME>;
