import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ACTION_KINDS } from '#services/actions/index.ts';
import { loadDetectors } from '#services/detectors.ts';
import asff from '#services/formats/asff.ts';
import guardduty from '#services/formats/guardduty.ts';
import { kindOf } from '#services/model/action-kind.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import type { Resource } from '#services/model/subject.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { openStories } from '../example-run.ts';
import { DESCRIBED_FINDINGS } from '../formats/described-findings.ts';
import { BUCKET_MADE_PUBLIC, FINDINGS, SSH_BRUTE_FORCE } from '../formats/findings.ts';

/** What every example of every detector tells of resources and actions. */
const detectors = await loadDetectors();
const tell = await openStories();
const observations = detectors.flatMap(({ from, examples }) =>
  Object.values(examples.fires).flatMap((example) => tell(from.source, example).observations),
);
const resources = [
  ...[...FINDINGS, ...DESCRIBED_FINDINGS].map(({ resource }) => resource),
  ...observations.map(({ subject }) => subject.resource),
];
const actions = [...FINDINGS.map(({ service }) => service.action), ...observations.map(({ action }) => action)];

/** The schema with nothing allowed that it does not describe. */
function strict(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodObject)
    return z.strictObject(Object.fromEntries(Object.entries(schema.shape).map(([key, value]) => [key, strict(value)])));
  if (schema instanceof z.ZodArray) return z.array(strict(schema.element));
  if (schema instanceof z.ZodOptional) return strict(schema.unwrap()).optional();
  if (schema instanceof z.ZodType) return schema;
  throw new Error('no schema');
}

describe.each(RESOURCE_KINDS)('$member', (kind) => {
  const told = resources.filter((resource) => resource[kind.member] !== undefined);

  test('the examples tell of it, and of nothing that its fields do not describe', () => {
    expect(told.length).toBeGreaterThan(0);
    for (const resource of told) expect(strict(kind.schema).safeParse(resource[kind.member]).error).toBeUndefined();
  });

  test('each has an id, words and a resource of Security Hub', () => {
    for (const resource of told)
      for (const details of detailsOf(kind, resource)) {
        const place = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333', id: resource.id };
        expect(kind.words(details)).toMatch(/^\S.*[^.\s]$/);
        expect(kind.asff(details, place)).toMatchObject({ Type: expect.any(String), Id: expect.any(String) });
      }
  });
});

describe.each(ACTION_KINDS)('$type', (kind) => {
  const told = actions.filter(({ actionType }) => actionType === kind.type);

  test('the examples tell of it, and of nothing that its fields do not describe', () => {
    expect(told.length).toBeGreaterThan(0);
    for (const action of told)
      expect(strict(kind.schema).safeParse(kindOf(ACTION_KINDS, action).details).error).toBeUndefined();
  });

  test('each has words and another end that they name', () => {
    for (const action of told) {
      const { details } = kindOf(ACTION_KINDS, action);
      const { address, domain } = kind.remote(details);
      expect(kind.words(details)).toContain(address ?? domain ?? '');
      expect(kind.words(details)).not.toMatch(/undefined|\n/);
    }
  });
});

test('a kind of resource or action is there once', () => {
  for (const names of [
    RESOURCE_KINDS.map(({ member }) => member),
    RESOURCE_KINDS.flatMap(({ type }) => type ?? []),
    ACTION_KINDS.map(({ member }) => member),
    ACTION_KINDS.map(({ type }) => type),
  ])
    expect(new Set(names).size).toBe(names.length);
});

describe('further resources', () => {
  const further: NonNullable<Resource['further']> = [
    { id: 'i-0fedcba9876543210', resourceType: 'Instance', instanceDetails: { instanceId: 'i-0fedcba9876543210' } },
    { id: 'i-0abcdef0123456789', resourceType: 'Instance', instanceDetails: { instanceId: 'i-0abcdef0123456789' } },
    { id: 'backups', resourceType: 'S3Bucket', s3BucketDetails: [{ name: 'backups' }] },
    { ...BUCKET_MADE_PUBLIC.resource, resourceType: 'S3Bucket' },
  ];
  const finding = { ...BUCKET_MADE_PUBLIC, resource: { ...BUCKET_MADE_PUBLIC.resource, further } };

  test('stand beside the first in GuardDuty’s JSON, as far as it has room', () => {
    const document = guardduty.render(finding, undefined);
    expect(document).toHaveProperty('resource.resourceType', 'AccessKey');
    expect(document).toHaveProperty('resource.accessKeyDetails.accessKeyId', 'ASIAEXAMPLEKEY000001');
    expect(document).toHaveProperty('resource.instanceDetails.instanceId', 'i-0fedcba9876543210');
    expect(document).toMatchObject({
      resource: { s3BucketDetails: [{ name: 'customer-exports' }, { name: 'backups' }, { name: 'customer-exports' }] },
    });
    expect(document).not.toHaveProperty('resource.further');
  });

  test('are listed for Security Hub, each once, and only the first has a role', () => {
    const document = asff.render(finding, undefined);
    expect(document).toHaveProperty('Resources.length', 5);
    expect(document).toMatchObject({
      Resources: [
        { Id: 'AWS::IAM::AccessKey:ASIAEXAMPLEKEY000001', ResourceRole: 'Target' },
        { Id: 'arn:aws:s3:::customer-exports' },
        { Id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0fedcba9876543210' },
        { Id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0abcdef0123456789' },
        { Id: 'arn:aws:s3:::backups' },
      ],
    });
    expect(JSON.stringify(document).match(/"ResourceRole":/g)).toHaveLength(1);
  });

  test('one that nothing is told of is listed by its id', () => {
    const resource: Resource = { ...SSH_BRUTE_FORCE.resource, further: [{ id: 'eni-1', resourceType: 'Instance' }] };
    expect(asff.render({ ...SSH_BRUTE_FORCE, resource }, undefined)).toMatchObject({
      Resources: [{ Type: 'AwsEc2Instance' }, { Type: 'Other', Id: 'eni-1' }],
    });
  });
});
