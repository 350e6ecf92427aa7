import { describe, expect, test } from 'vitest';
import type { Intel } from '#services/model/intel.ts';
import { organizationView } from '#services/organization/view.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { flowV5, FLOW_V5_HEADER } from '#services/sources/vpc-flow/example.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { HOME, lines, newDecoder, trail, UNNAMED } from './decoding.ts';
import { onlyBatch } from '../../only-batch.ts';

const INTEL: Intel = {
  version: '1',
  has: () => false,
  address: () => undefined,
  domain: () => undefined,
  location: () => ({
    countryCode: 'NL',
    countryName: 'Netherlands',
    lat: 52.1,
    lon: 5.3,
    asn: 64496,
    asnOrg: 'Example',
  }),
  amazon: () => false,
};
const PLACE = {
  country: { countryCode: 'NL', countryName: 'Netherlands' },
  geoLocation: { lat: 52.1, lon: 5.3 },
  organization: { asn: '64496', asnOrg: 'Example' },
};

const LOOK = { intel: INTEL, organization: organizationView({ members: new Map([['444455556666', []]]) }) };

function actionOf(text: string) {
  const { report, batch } = onlyBatch(newDecoder(), UNNAMED, Buffer.from(text), HOME);
  return sourceNamed(report.source!).action(batch!.record(0), LOOK);
}

function call(overrides: object) {
  return actionOf(trail(event({ ...overrides })));
}

describe('API calls', () => {
  test('a call from an address on a bucket', () => {
    const requestParameters = { bucketName: 'shop-data' };
    expect(
      call({
        eventName: 'PutBucketPolicy',
        eventSource: 's3.amazonaws.com',
        userAgent: 'ua',
        requestParameters,
        errorCode: 'AccessDenied',
      }),
    ).toEqual({
      actionType: 'AWS_API_CALL',
      awsApiCallAction: {
        api: 'PutBucketPolicy',
        serviceName: 's3.amazonaws.com',
        callerType: 'Remote IP',
        userAgent: 'ua',
        errorCode: 'AccessDenied',
        remoteIpDetails: { ipAddressV4: '198.51.100.7', ...PLACE },
        affectedResources: { 'AWS::S3::Bucket': 'shop-data' },
      },
    });
  });

  test('a call by a service has its name and no address', () => {
    expect(call({ sourceIPAddress: 'autoscaling.amazonaws.com' })).toMatchObject({
      awsApiCallAction: { callerType: 'Domain', domainDetails: { domain: 'autoscaling.amazonaws.com' } },
    });
  });

  test.each(['AWS Internal', 'AWS Internal/3', '08.1.250.216', '10', '::1%eth0'])(
    '%s is no address',
    (sourceIPAddress) => {
      expect(call({ sourceIPAddress })).toMatchObject({ awsApiCallAction: { callerType: 'Domain' } });
    },
  );

  test.each([
    ['777788889999', false],
    ['444455556666', true],
  ])('a caller of the other account %s is affiliated when it is a member: %j', (accountId, affiliated) => {
    expect(call({ userIdentity: iamUser('eve', accountId) })).toMatchObject({
      awsApiCallAction: { remoteAccountDetails: { accountId, affiliated } },
    });
  });

  test('a caller of another account is named, affected resources come with it', () => {
    const arn = 'arn:aws:s3:::shop-data';
    const resources = [
      { ARN: `${arn}/k`, type: 'AWS::S3::Object' },
      { ARN: arn, type: 'AWS::S3::Bucket' },
    ];
    expect(call({ userIdentity: iamUser('eve', '777788889999'), resources })).toMatchObject({
      awsApiCallAction: {
        remoteAccountDetails: { accountId: '777788889999', affiliated: false },
        affectedResources: { 'AWS::S3::Object': `${arn}/k`, 'AWS::S3::Bucket': 'shop-data' },
      },
    });
  });
});

test('a connection to an instance', () => {
  const inbound = { srcaddr: '198.51.100.7', dstaddr: '10.0.0.10', srcport: 51234, dstport: 22, action: 'REJECT' };
  expect(actionOf(lines(FLOW_V5_HEADER, flowV5({ ...inbound, flow_direction: 'ingress', tcp_flags: 2 })))).toEqual({
    actionType: 'NETWORK_CONNECTION',
    networkConnectionAction: {
      connectionDirection: 'INBOUND',
      protocol: 'TCP',
      blocked: true,
      localPortDetails: { port: 22, portName: 'SSH' },
      remotePortDetails: { port: 51234, portName: 'Unknown' },
      localIpDetails: { ipAddressV4: '10.0.0.10' },
      localNetworkInterface: 'eni-0123456789abcdef0',
      remoteIpDetails: { ipAddressV4: '198.51.100.7', ...PLACE },
    },
  });
});

test.each([
  ['a.b.shop.co.uk.', 'shop.co.uk', undefined],
  ['_x._tcp.pool.example.', 'pool.example', 'BLOCK'],
  ['localhost.', undefined, 'ALERT'],
])('a query of %s', (query_name, domainWithSuffix, firewall_rule_action) => {
  expect(actionOf(lines(query({ query_name, firewall_rule_action })))).toEqual({
    actionType: 'DNS_REQUEST',
    dnsRequestAction: {
      domain: query_name.slice(0, -1),
      ...(domainWithSuffix === undefined ? {} : { domainWithSuffix }),
      protocol: 'UDP',
      blocked: firewall_rule_action === 'BLOCK',
    },
  });
});
