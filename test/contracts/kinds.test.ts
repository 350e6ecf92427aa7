import { describe, expect, test } from 'vitest';
import { ACTION_KINDS } from '#services/actions/index.ts';
import asff from '#services/formats/asff.ts';
import guardduty from '#services/formats/guardduty.ts';
import type { Resource } from '#services/model/subject.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { BUCKET_MADE_PUBLIC, SSH_BRUTE_FORCE } from '../formats/findings.ts';

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
