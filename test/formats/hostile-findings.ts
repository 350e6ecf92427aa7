import type { Finding } from '#services/model/finding.ts';
import { BUCKET_MADE_PUBLIC, SSH_BRUTE_FORCE } from './findings.ts';

const HOSTILE = [
  '',
  ' ',
  '\u0000\u0007\n\r\t',
  '<script>alert(1)</script>',
  '"}],"Resources":[{',
  '\uD83D',
  '\u2028\u2029',
  '💥'.repeat(400),
  'x'.repeat(3000),
  '\u202Egnp.exe',
  '__proto__',
];

/** Findings in which every text that an outsider may choose is replaced by each hostile text in turn. */
export const HOSTILE_FINDINGS: readonly Finding[] = HOSTILE.flatMap((text) => [
  {
    ...SSH_BRUTE_FORCE,
    title: text,
    description: text,
    resource: {
      id: text,
      resourceType: 'Instance',
      instanceDetails: {
        instanceType: text,
        imageId: text,
        launchTime: text,
        iamInstanceProfile: { arn: text, id: text },
        tags: [{ key: text, value: text }],
        networkInterfaces: [
          {
            privateIpAddress: text,
            publicIp: text,
            vpcId: text,
            ipv6Addresses: [text],
            securityGroups: [{ groupId: text, groupName: text }],
          },
        ],
      },
    },
    service: {
      ...SSH_BRUTE_FORCE.service,
      action: {
        actionType: 'DNS_REQUEST',
        dnsRequestAction: { domain: text, domainWithSuffix: text, protocol: text, blocked: false },
      },
      evidence: {
        threatIntelligenceDetails: Array.from({ length: 20 }, () => ({
          threatListName: text,
          threatNames: [text],
          threatFileSha256: text,
        })),
        origins: Array.from({ length: 100 }, () => ({
          object: text,
          position: 1,
          id: text,
          time: '2026-11-20T08:01:12.000Z',
        })),
        tallies: { [text]: text },
      },
    },
  },
  {
    ...BUCKET_MADE_PUBLIC,
    region: 'a-region-with-a-long-name-1',
    resource: {
      id: text,
      resourceType: 'S3Bucket',
      accessKeyDetails: { accessKeyId: text, principalId: text, userName: text, userType: text },
      s3BucketDetails: Array.from({ length: 40 }, () => ({ name: text })),
    },
    service: {
      ...BUCKET_MADE_PUBLIC.service,
      action: {
        actionType: 'AWS_API_CALL',
        awsApiCallAction: {
          api: text,
          serviceName: text,
          callerType: 'Remote IP',
          userAgent: text,
          errorCode: text,
          remoteIpDetails: {
            ipAddressV4: text,
            country: { countryCode: text, countryName: text },
            organization: { asn: text, asnOrg: text },
          },
          affectedResources: { [text]: text, 'AWS::S3::Bucket': text },
        },
      },
    },
  },
]);
