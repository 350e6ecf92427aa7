import { findingsById } from '#db/queries/findings.ts';
import { recordsKeptWith } from '#db/queries/kept-records.ts';
import { RECORDS_AT_ONCE_MAX, type RawRecord } from '#services/model/evidence.ts';
import type { Evidence, Finding, FindingService, ThreatIntelligenceDetail } from '#services/model/finding.ts';
import type { Origin } from '#services/model/observation.ts';
import { remarksOf } from '#services/model/resource-kind.ts';
import { severityLabel } from '#services/model/severity.ts';
import { traceIdOf } from '#services/model/trace-id.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { builder, ONE_OF_SEVERAL } from '../builder.ts';
import { IN_OUTLINE } from '../finding-outline.ts';
import { inOrder } from '../nodes.ts';
import { ActionType, namedDetails } from './action.ts';
import { DocumentFormat, ResourceRole, SeverityLabel } from './enums.ts';
import { ResourceObject } from './resource.ts';

const OriginObject = builder.objectRef<Origin>('Origin').implement({
  description: 'A record that led to the finding, with its place in the logs.',
  fields: (t) => ({
    object: t.exposeString('object', { description: 'The log object: s3://bucket/key, or the path of a file.' }),
    position: t.exposeInt('position', { description: 'Index in Records (from 0), or line number (from 1).' }),
    eventId: t.exposeString('id', { nullable: true, description: 'The eventID of CloudTrail.' }),
    time: t.expose('time', { type: 'DateTime' }),
    traceId: t.string({
      description: 'The trace of its log object, if traces are exported to OpenTelemetry.',
      resolve: ({ object }) => traceIdOf(object),
    }),
    traceUrl: t.string({
      nullable: true,
      description: 'The address of the trace. Null: `traceUrl` is not set.',
      resolve: ({ object }, _args, { traceUrl }) => traceUrl?.replaceAll('{traceId}', traceIdOf(object)) ?? null,
    }),
  }),
});

const RawRecordObject = builder.objectRef<RawRecord>('RawRecord').implement({
  description: 'A record that led to the finding, as it is in its log object, or why it cannot be read.',
  fields: (t) => ({
    origin: t.expose('origin', { type: OriginObject, description: 'Its place in the logs.' }),
    text: t.string({
      nullable: true,
      description:
        'The JSON of an event, or a line. It may contain text from an attacker: display it as text only. Null: see trouble.',
      resolve: (record) => ('text' in record ? record.text : null),
    }),
    isCut: t.boolean({
      description: 'Whether the text was cut, at 65,536 characters, or at 8,192 where it is kept.',
      resolve: (record) => 'text' in record && record.isCut,
    }),
    isKept: t.boolean({
      description: 'Whether it is stored with the finding. Then its object was not read now, and may be gone.',
      resolve: (record) => 'text' in record && record.isKept,
    }),
    trouble: t.string({
      nullable: true,
      description: 'Why it cannot be read, in a sentence: its object is gone, denied, replaced, or too large.',
      resolve: (record) => ('trouble' in record ? record.trouble : null),
    }),
  }),
});

/** Complexity: each record needs an object to be fetched and unpacked, so it is too high for a page of findings. */
const RECORDS_COST = 2000;
const RECORDS = 5;
/** Complexity: a row of the database per finding, with up to 160 kB of text. */
const KEPT_COST = 60;

const Threat = builder.objectRef<ThreatIntelligenceDetail>('ThreatIntelligenceDetail').implement({
  fields: (t) => ({
    threatListName: t.exposeString('threatListName'),
    threatNames: t.exposeStringList('threatNames'),
    threatFileSha256: t.exposeString('threatFileSha256'),
  }),
});

const EvidenceObject = builder.objectRef<Evidence>('Evidence').implement({
  fields: (t) => ({
    threatIntelligenceDetails: t.expose('threatIntelligenceDetails', { type: [Threat] }),
    origins: t.expose('origins', { type: [OriginObject] }),
    tallies: t.expose('tallies', { type: 'JSON', description: 'What was counted.' }),
  }),
});

const Service = builder.objectRef<FindingService>('FindingService').implement({
  fields: (t) => ({
    serviceName: t.exposeString('serviceName'),
    detectorId: t.exposeString('detectorId'),
    resourceRole: t.expose('resourceRole', { type: ResourceRole }),
    archived: t.exposeBoolean('archived'),
    count: t.exposeFloat('count'),
    eventFirstSeen: t.expose('eventFirstSeen', { type: 'DateTime' }),
    eventLastSeen: t.expose('eventLastSeen', { type: 'DateTime' }),
    action: t.field({ type: ActionType, complexity: ONE_OF_SEVERAL, resolve: ({ action }) => namedDetails(action) }),
    additionalInfo: t.expose('additionalInfo', { type: 'JSON' }),
    evidence: t.expose('evidence', { type: EvidenceObject }),
  }),
});

export const FindingObject = builder.node(builder.objectRef<Finding>('Finding'), {
  id: { resolve: ({ id }) => id },
  loadMany: async (ids, { db, viewer }) => inOrder(ids, await findingsById(db, viewer.scope, ids)),
  description: 'A security issue, with the field names of GuardDuty’s finding JSON.',
  fields: (t) => ({
    arn: t.exposeString('arn'),
    type: t.expose('type', { type: 'FindingType' }),
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region'),
    partition: t.exposeString('partition'),
    severity: t.exposeFloat('severity', { description: '1 to 10.' }),
    severityLabel: t.field({
      type: SeverityLabel,
      extensions: IN_OUTLINE,
      resolve: ({ severity }) => severityLabel(severity),
    }),
    title: t.exposeString('title'),
    description: t.exposeString('description'),
    remarks: t.field({
      type: ['String'],
      description: 'Facts about its resources that matter for judging it, one sentence each.',
      resolve: ({ resource }) => remarksOf(RESOURCE_KINDS, resource),
    }),
    resource: t.expose('resource', { type: ResourceObject, description: 'What the finding is about.' }),
    resources: t.field({
      type: [ResourceObject],
      description: 'All affected resources, nearest first: the resource that the finding is about, then others.',
      resolve: ({ resource }) => [resource, ...(resource.further ?? [])],
    }),
    service: t.expose('service', { type: Service }),
    keptRecords: t.field({
      type: [RawRecordObject],
      authScopes: { role: 'analyst' },
      complexity: KEPT_COST,
      description:
        'The raw records that are stored with it, in order of time. They outlast the bucket, and are few: its earliest ones that were at hand when it was written.',
      extensions: IN_OUTLINE,
      resolve: async ({ id }, _args, { db, viewer }) =>
        (await recordsKeptWith(db, viewer.scope, id)).map((record) => ({ ...record, isKept: true })),
    }),
    records: t.field({
      type: [RawRecordObject],
      authScopes: { role: 'analyst' },
      complexity: RECORDS_COST,
      description: `The records behind it, as they are in the logs, in the order of \`evidence.origins\`: ${RECORDS} by default, at most ${RECORDS_AT_ONCE_MAX}. Those that are not kept are read again from the bucket, so thirty such requests a minute are allowed.`,
      args: {
        first: t.arg.int({ required: true, defaultValue: RECORDS, description: 'The number of records.' }),
        from: t.arg.int({
          required: true,
          defaultValue: 0,
          description: 'The index of the first record in the origins.',
        }),
      },
      resolve: ({ id, service }, page, { db, evidence, viewer }) =>
        evidence.read(viewer.id, service.evidence.origins, () => recordsKeptWith(db, viewer.scope, id), page),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    document: t.field({
      type: 'JSON',
      description: 'The finding in a format for other tools.',
      args: { format: t.arg({ type: DocumentFormat, required: true }) },
      complexity: 10,
      resolve: async (finding, { format }, { renderers }) => (await renderers(format))(finding),
    }),
  }),
});
