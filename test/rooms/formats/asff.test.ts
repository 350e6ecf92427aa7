import { expect, test } from 'vitest';
import asff from '#services/formats/asff.ts';
import type { Finding } from '#services/model/finding.ts';
import {
  BUCKET_MADE_PUBLIC,
  COMMAND_AND_CONTROL_NAME,
  ROOT_AT_THE_CONSOLE,
  SSH_BRUTE_FORCE,
  USER_AT_THE_CONSOLE,
} from '../../formats/findings.ts';

const render = (finding: Finding) =>
  asff.render(finding, { asff: 'TTPs/Initial Access/X', attack: [], respond: ['Look.', 'Act.'], references: [] });

test('severity goes to the provider fields as label and number', () => {
  const labels = [2, 3.9, 4, 6.9, 7, 8.9, 9, 10].map((severity) => render({ ...SSH_BRUTE_FORCE, severity }));
  expect(
    labels.map((document) =>
      JSON.stringify(document)
        .match(/"Label":"(\w+)","Original":"([\d.]+)"/)
        ?.slice(1),
    ),
  ).toEqual([
    ['LOW', '2.0'],
    ['LOW', '3.9'],
    ['MEDIUM', '4.0'],
    ['MEDIUM', '6.9'],
    ['HIGH', '7.0'],
    ['HIGH', '8.9'],
    ['CRITICAL', '9.0'],
    ['CRITICAL', '10.0'],
  ]);
});

test('a title of 256 characters stays whole, one of 257 is cut with an ellipsis', () => {
  expect(render({ ...SSH_BRUTE_FORCE, title: 'x'.repeat(256) })).toMatchObject({ Title: 'x'.repeat(256) });
  expect(render({ ...SSH_BRUTE_FORCE, title: 'x'.repeat(257) })).toMatchObject({ Title: `${'x'.repeat(255)}…` });
});

test('a cut never leaves half a character', () => {
  expect(render({ ...SSH_BRUTE_FORCE, title: `${'x'.repeat(254)}💥💥` })).toMatchObject({
    Title: `${'x'.repeat(254)}…`,
  });
});

test('a blank title becomes the finding type', () => {
  expect(render({ ...SSH_BRUTE_FORCE, title: '\n' })).toMatchObject({ Title: 'UnauthorizedAccess:EC2/SSHBruteForce' });
});

test('the id is the same whenever the finding is updated', () => {
  const updated = render({ ...SSH_BRUTE_FORCE, updatedAt: '2026-12-01T00:00:00.000Z', title: 'Another' });
  expect(updated).toMatchObject({ Id: 'vedette/eu-west-1/111122223333/5ec1a0d4f0b24a7c9d3e6f7081920a1b' });
  expect(updated).toMatchObject({ UpdatedAt: '2026-12-01T00:00:00.000Z', CreatedAt: '2026-11-20T08:14:40.118Z' });
});

test('an instance is shown with its addresses and role', () => {
  expect(render(SSH_BRUTE_FORCE)).toMatchObject({
    Resources: [
      {
        Type: 'AwsEc2Instance',
        Id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0abcd1234ef567890',
        ResourceRole: 'Target',
        Details: { AwsEc2Instance: { IpV4Addresses: ['10.0.4.17'], IpV6Addresses: ['2001:db8::17'] } },
      },
    ],
    Action: {
      NetworkConnectionAction: { RemoteIpDetails: { IpAddressV4: '203.0.113.9', Organization: { Asn: 64500 } } },
    },
    RecordState: 'ACTIVE',
  });
});

test('an interface whose instance is unknown is shown as an interface', () => {
  expect(render(COMMAND_AND_CONTROL_NAME)).toMatchObject({
    Resources: [
      {
        Type: 'AwsEc2NetworkInterface',
        Id: 'arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-0fedcba9876543210',
        ResourceRole: 'Actor',
        Details: { AwsEc2NetworkInterface: { PrivateIpAddresses: [{ PrivateIpAddress: '10.0.9.31' }] } },
      },
    ],
  });
});

test('a bucket stands beside the key that changed it', () => {
  expect(render(BUCKET_MADE_PUBLIC)).toMatchObject({
    Resources: [
      { Type: 'AwsIamAccessKey', Id: 'AWS::IAM::AccessKey:ASIAEXAMPLEKEY000001', ResourceRole: 'Target' },
      { Type: 'AwsS3Bucket', Id: 'arn:aws:s3:::customer-exports' },
    ],
    Action: {
      AwsApiCallAction: { CallerType: 'remoteIp', AffectedResources: { 'AWS::S3::Bucket': 'customer-exports' } },
    },
    ProductFields: { 'vedette/action/remoteIpAddressV6': '2001:db8::9', 'vedette/action/userAgent': 'aws-cli/2.17.9' },
  });
});

test('console sessions without an access key name the account or the user', () => {
  expect(render(ROOT_AT_THE_CONSOLE)).toMatchObject({
    Resources: [{ Type: 'AwsAccount', Id: 'AWS::::Account:111122223333' }],
  });
  expect(render(USER_AT_THE_CONSOLE)).toMatchObject({
    Resources: [{ Type: 'AwsIamUser', Id: 'arn:aws:iam::111122223333:user/bob' }],
  });
});

test('a list match is an indicator, and an archived finding is archived there too', () => {
  expect(render(COMMAND_AND_CONTROL_NAME)).toMatchObject({
    RecordState: 'ARCHIVED',
    Sample: true,
    ThreatIntelIndicators: [
      { Type: 'DOMAIN', Value: 'c2.bad.example', Category: 'COMMAND_AND_CONTROL', Source: 'corp-c2-domains' },
    ],
  });
});

test('the response of the detector is the recommendation, and a detector no longer shipped leaves a partial type', () => {
  expect(render(SSH_BRUTE_FORCE)).toMatchObject({ Remediation: { Recommendation: { Text: 'Look. Act.' } } });
  const orphan = asff.render(SSH_BRUTE_FORCE, undefined);
  expect(orphan).toMatchObject({ FindingProviderFields: { Types: ['TTPs/UnauthorizedAccess:EC2-SSHBruteForce'] } });
  expect(orphan).not.toHaveProperty('Remediation');
});

test('the first records that led to it are named in the product fields', () => {
  expect(render(SSH_BRUTE_FORCE)).toMatchObject({
    ProductFields: {
      'vedette/evidence/origins.0_/object': expect.stringContaining('s3://logs.example/'),
      'vedette/evidence/origins.0_/position': '2',
      'vedette/finding/count': '214',
    },
  });
});
