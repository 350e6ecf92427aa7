import { z } from 'zod';

/**
 * The `detail` of a GuardDuty event as consumers expect it, according to AWS's public samples and the schema that
 * EventBridge's registry shows for `aws.guardduty@GuardDutyFinding`: every member that each event has, with its type,
 * and an instance id in each event about an instance.
 */
const TIME = z.iso.datetime();
const MEMBERS: Readonly<Record<string, string>> = {
  AWS_API_CALL: 'awsApiCallAction',
  DNS_REQUEST: 'dnsRequestAction',
  KUBERNETES_API_CALL: 'kubernetesApiCallAction',
  NETWORK_CONNECTION: 'networkConnectionAction',
  PORT_PROBE: 'portProbeAction',
  RDS_LOGIN_ATTEMPT: 'rdsLoginAttemptAction',
};

const action = z
  .looseObject({ actionType: z.enum(Object.keys(MEMBERS)) })
  .refine((value) => typeof value[MEMBERS[value.actionType] ?? ''] === 'object', 'its details are not there');

const detail = z.strictObject({
  schemaVersion: z.literal('2.0'),
  accountId: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  partition: z.enum(['aws', 'aws-cn', 'aws-us-gov']),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  arn: z.string().regex(/^arn:aws[a-z-]*:guardduty:[a-z0-9-]+:\d{12}:detector\/[0-9a-f]{32}\/finding\/[0-9a-f]{32}$/),
  type: z.string().regex(/^[A-Za-z]+:[A-Za-z0-9]+\/[A-Za-z0-9.&!-]+$/),
  resource: z.looseObject({ resourceType: z.string().min(1) }),
  service: z.looseObject({
    serviceName: z.string(),
    detectorId: z.string().regex(/^[0-9a-f]{32}$/),
    action,
    resourceRole: z.enum(['ACTOR', 'TARGET']),
    additionalInfo: z.looseObject({ value: z.string(), type: z.literal('default') }),
    evidence: z.strictObject({ threatIntelligenceDetails: z.array(z.looseObject({ threatListName: z.string() })) }),
    eventFirstSeen: TIME,
    eventLastSeen: TIME,
    archived: z.boolean(),
    count: z.int().positive(),
  }),
  severity: z.number().min(1).max(10),
  createdAt: TIME,
  updatedAt: TIME,
  title: z.string().min(1),
  description: z.string().min(1),
});

/** Deviations from GuardDuty's events, with their paths. @param document as it is sent */
export function eventProblems(document: object): readonly string[] {
  const { error } = detail.safeParse(JSON.parse(JSON.stringify(document)));
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}
