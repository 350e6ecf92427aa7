import { isIP } from 'node:net';
import { z } from 'zod';

/**
 * Class 2004, "Detection Finding", of the schema that the Open Cybersecurity Schema Framework published as 1.9.0, as
 * far as the documents here use it: every used member with its type, the required members, the values of enumerations,
 * and the members of which a class requires one. Other members of the schema are left out, so that a developer who adds
 * one has to look it up and write it here.
 */

const text = z.string();
const whole = z.int();
/** `timestamp_t`: ms since the epoch. */
const time = z.int().min(0);
/** `datetime_t` of the profile `datetime`: RFC 3339. */
const datetime = z.iso.datetime();
const ip = text.refine((value) => isIP(value) !== 0, 'is no address');
/** `port_t` */
const port = z.int().min(0).max(65_535);

function oneOf<Schema extends z.ZodObject>(schema: Schema, ...names: readonly string[]) {
  return schema.refine((value) => names.some((name) => value[name] !== undefined), {
    error: `has none of ${names.join(', ')}`,
  });
}

/** An id for which the schema defines a caption. */
function captioned<Schema extends z.ZodObject>(
  schema: Schema,
  id: string,
  caption: string,
  captions: Readonly<Record<number, string>>,
) {
  return schema.refine(
    (value) => captions[Number(value[id])] === undefined || captions[Number(value[id])] === value[caption],
    {
      error: `${caption} is not the caption of ${id}`,
    },
  );
}

const account = oneOf(
  z.strictObject({
    name: text.optional(),
    uid: text.optional(),
    type: text.optional(),
    type_id: z.literal(10).optional(),
  }),
  'name',
  'uid',
);
const group = oneOf(z.strictObject({ name: text.optional(), uid: text.optional() }), 'name', 'uid');
const user = oneOf(
  z.strictObject({
    name: text.optional(),
    uid: text.optional(),
    uid_alt: text.optional(),
    type: text.optional(),
    type_id: z.literal([0, 1, 2, 3, 4, 5, 99]).optional(),
    credential_uid: text.optional(),
    account: account.optional(),
    groups: z.array(group).optional(),
  }),
  'account',
  'name',
  'uid',
);
const location = oneOf(
  z.strictObject({
    city: text.optional(),
    country: text.optional(),
    lat: z.number().min(-90).max(90).optional(),
    long: z.number().min(-180).max(180).optional(),
    postal_code: text.optional(),
    region: text.optional(),
  }),
  'city',
  'country',
  'postal_code',
  'region',
);
const autonomousSystem = oneOf(z.strictObject({ number: whole.optional(), name: text.optional() }), 'number', 'name');
const endpoint = oneOf(
  z.strictObject({
    ip: ip.optional(),
    port: port.optional(),
    hostname: text.optional(),
    svc_name: text.optional(),
    instance_uid: text.optional(),
    interface_uid: text.optional(),
    subnet_uid: text.optional(),
    vpc_uid: text.optional(),
    location: location.optional(),
    autonomous_system: autonomousSystem.optional(),
  }),
  'ip',
  'uid',
  'name',
  'hostname',
  'svc_name',
  'instance_uid',
  'interface_uid',
  'interface_name',
);
const api = z.strictObject({
  operation: text,
  service: oneOf(z.strictObject({ name: text.optional(), uid: text.optional() }), 'name', 'uid').optional(),
  response: z.strictObject({ code: whole.optional(), error: text.optional(), message: text.optional() }).optional(),
});
const DIRECTIONS = { 0: 'Unknown', 1: 'Inbound', 2: 'Outbound', 3: 'Lateral', 4: 'Local' };
const connectionInfo = captioned(
  z.strictObject({
    direction_id: z.literal([0, 1, 2, 3, 4, 99]),
    direction: text.optional(),
    protocol_name: text.optional(),
    protocol_num: whole.optional(),
  }),
  'direction_id',
  'direction',
  DIRECTIONS,
);
const evidence = oneOf(
  z.strictObject({
    actor: z
      .strictObject({ user: user.optional() })
      .refine((actor) => actor.user !== undefined)
      .optional(),
    api: api.optional(),
    connection_info: connectionInfo.optional(),
    http_request: z.strictObject({ user_agent: text.optional() }).optional(),
    query: z.strictObject({ hostname: text, type: text.optional() }).optional(),
    src_endpoint: endpoint.optional(),
    dst_endpoint: endpoint.optional(),
  }),
  'actor',
  'api',
  'connection_info',
  'data',
  'dst_endpoint',
  'query',
  'src_endpoint',
);
const keyValue = oneOf(
  z.strictObject({ name: text, value: text.optional(), values: z.array(text).optional() }),
  'value',
  'values',
);
const ROLES = { 0: 'Unknown', 1: 'Target', 2: 'Actor', 3: 'Affected', 4: 'Related' };
const resource = captioned(
  oneOf(
    z.strictObject({
      name: text.optional(),
      uid: text.optional(),
      type: text.optional(),
      tags: z.array(keyValue).optional(),
      data: z.union([z.record(text, z.unknown()), z.array(z.unknown())]).optional(),
      cloud_partition: text.optional(),
      region: text.optional(),
      owner: user.optional(),
      role_id: z.literal([0, 1, 2, 3, 4, 99]).optional(),
      role: text.optional(),
    }),
    'name',
    'uid',
  ),
  'role_id',
  'role',
  ROLES,
);
const entity = z.strictObject({ uid: text.optional(), name: text.optional() });
const attack = oneOf(
  z.strictObject({
    tactic: oneOf(entity, 'uid', 'name').optional(),
    technique: oneOf(entity, 'uid', 'name').optional(),
    sub_technique: oneOf(entity, 'uid', 'name').optional(),
    version: text.optional(),
  }),
  'tactic',
  'technique',
  'sub_technique',
);
const ANALYTICS = { 0: 'Unknown', 1: 'Rule', 2: 'Behavioral', 3: 'Statistical', 4: 'Learning (ML/DL)' };
const findingInfo = z.strictObject({
  uid: text,
  uid_alt: text.optional(),
  title: text.optional(),
  desc: text.optional(),
  types: z.array(text).optional(),
  created_time: time.optional(),
  created_time_dt: datetime.optional(),
  modified_time: time.optional(),
  modified_time_dt: datetime.optional(),
  first_seen_time: time.optional(),
  first_seen_time_dt: datetime.optional(),
  last_seen_time: time.optional(),
  last_seen_time_dt: datetime.optional(),
  src_url: z.url().optional(),
  attacks: z.array(attack).optional(),
  analytic: captioned(
    oneOf(
      z.strictObject({
        uid: text.optional(),
        name: text.optional(),
        category: text.optional(),
        type_id: z.literal([0, 1, 2, 3, 4, 99]),
        type: text.optional(),
      }),
      'uid',
      'name',
    ),
    'type_id',
    'type',
    ANALYTICS,
  ).optional(),
});
const INDICATORS = { 1: 'IP Address', 2: 'Domain' };
const osint = captioned(
  z.strictObject({
    value: text,
    type_id: z.literal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 99]),
    type: text.optional(),
    vendor_name: text.optional(),
    labels: z.array(text).optional(),
  }),
  'type_id',
  'type',
  INDICATORS,
);
const OBSERVABLES = {
  1: 'Hostname',
  2: 'IP Address',
  4: 'User Name',
  10: 'Resource UID',
  16: 'HTTP User-Agent',
  19: 'User Credential ID',
};
const observable = captioned(
  z.strictObject({ name: text, type_id: z.int().min(0).max(99), type: text.optional(), value: text.optional() }),
  'type_id',
  'type',
  OBSERVABLES,
);
const metadata = z.strictObject({
  version: z.literal('1.9.0'),
  profiles: z.array(z.enum(['cloud', 'datetime', 'osint'])),
  uid: text.optional(),
  modified_time: time.optional(),
  modified_time_dt: datetime.optional(),
  log_version: text.optional(),
  product: z.strictObject({ name: text, vendor_name: text.optional(), uid: text.optional() }),
});

const ACTIVITIES = { 1: 'Create', 2: 'Update', 3: 'Close' };
const SEVERITIES = { 1: 'Informational', 2: 'Low', 3: 'Medium', 4: 'High', 5: 'Critical', 6: 'Fatal' };
const STATES = { 1: 'New', 2: 'In Progress', 3: 'Suppressed', 4: 'Resolved', 5: 'Archived', 6: 'Deleted' };
const members = z.strictObject({
  category_uid: z.literal(2),
  category_name: z.literal('Findings'),
  class_uid: z.literal(2004),
  class_name: z.literal('Detection Finding'),
  activity_id: z.literal([1, 2, 3]),
  activity_name: text,
  type_uid: whole,
  type_name: text,
  time,
  time_dt: datetime,
  start_time: time,
  start_time_dt: datetime,
  end_time: time,
  end_time_dt: datetime,
  count: z.int().positive(),
  severity_id: z.literal([2, 3, 4, 5]),
  severity: text,
  status_id: z.literal([1, 2, 3, 4, 5, 6]),
  status: text,
  is_alert: z.boolean(),
  message: text,
  metadata,
  // The profile `cloud` requires it.
  cloud: z.strictObject({ provider: z.literal('AWS'), account, region: text }),
  finding_info: findingInfo,
  resources: z.array(resource).min(1),
  evidences: z.array(evidence).min(1),
  osint: z.array(osint).optional(),
  observables: z.array(observable).optional(),
  remediation: z.strictObject({ desc: text, references: z.array(text).optional() }).optional(),
  unmapped: z.record(text, z.unknown()).optional(),
});
const detectionFinding = captioned(
  captioned(
    captioned(
      members.refine(({ type_uid, class_uid, activity_id }) => type_uid === class_uid * 100 + activity_id, {
        path: ['type_uid'],
        error: 'is not class_uid * 100 + activity_id',
      }),
      'activity_id',
      'activity_name',
      ACTIVITIES,
    ),
    'severity_id',
    'severity',
    SEVERITIES,
  ),
  'status_id',
  'status',
  STATES,
);

/** Violations of the schema in a document, with their paths. */
export function ocsfProblems(document: object): readonly string[] {
  const { error } = detectionFinding.safeParse(document);
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}
