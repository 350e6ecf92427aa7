import { expect, test } from 'vitest';
import ocsf from '#services/formats/ocsf.ts';
import type { CaseStatus } from '#services/model/disposition.ts';
import type { Finding } from '#services/model/finding.ts';
import { BUCKET_MADE_PUBLIC, COMMAND_AND_CONTROL_NAME, SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { ocsfProblems } from '../../formats/ocsf-schema.ts';

const render = (finding: Finding) => ocsf.render(finding, undefined);

function decided(status: CaseStatus, archived: boolean): Finding {
  const service = { ...SSH_BRUTE_FORCE.service, archived };
  return { ...SSH_BRUTE_FORCE, service, disposition: { ...SSH_BRUTE_FORCE.disposition, status, archived } };
}

test('a finding is created, then updated, then closed, and the type says so', () => {
  const { createdAt } = SSH_BRUTE_FORCE;
  const archived = decided('ARCHIVED', true);
  expect([{ ...SSH_BRUTE_FORCE, updatedAt: createdAt }, SSH_BRUTE_FORCE, archived].map(render)).toMatchObject([
    { activity_id: 1, activity_name: 'Create', type_uid: 200401, status: 'New', is_alert: true },
    { activity_id: 2, activity_name: 'Update', type_uid: 200402, status: 'New', is_alert: true },
    { activity_id: 3, activity_name: 'Close', type_uid: 200403, status: 'Archived', is_alert: false },
  ]);
});

test('what people decided is the status', () => {
  const statuses = (['REOPENED', 'IN_PROGRESS', 'RESOLVED'] as const).map((status) =>
    render(decided(status, status === 'RESOLVED')),
  );
  expect(statuses).toMatchObject([
    { status: 'New', activity_name: 'Update' },
    { status: 'In Progress', activity_name: 'Update' },
    { status: 'Resolved', activity_name: 'Close' },
  ]);
  const closedBy = { kind: 'rule', who: 'ada', at: SSH_BRUTE_FORCE.updatedAt, because: 'Ours.' } as const;
  const ruled = decided('ARCHIVED', true);
  const suppressed = render({ ...ruled, disposition: { ...ruled.disposition, closedBy } });
  expect(suppressed).toMatchObject({ status: 'Suppressed', activity_name: 'Close', is_alert: false });
  expect([...statuses, suppressed].flatMap(ocsfProblems)).toEqual([]);
});

test('severity is a number of the schema, and GuardDuty’s stays beside it', () => {
  expect([2, 5, 8, 9.5].map((severity) => render({ ...SSH_BRUTE_FORCE, severity }))).toMatchObject([
    { severity_id: 2, severity: 'Low', unmapped: { severity: 2 } },
    { severity_id: 3, severity: 'Medium' },
    { severity_id: 4, severity: 'High' },
    { severity_id: 5, severity: 'Critical', unmapped: { severity: 9.5 } },
  ]);
  const rated = { ...SSH_BRUTE_FORCE, disposition: { ...SSH_BRUTE_FORCE.disposition, severity: 8 } };
  expect(render(rated)).toMatchObject({ severity: 'High', unmapped: { severity: SSH_BRUTE_FORCE.severity } });
});

test('who connected is the source, and the instance that it connected to the destination', () => {
  expect(render(SSH_BRUTE_FORCE)).toMatchObject({
    evidences: [
      {
        connection_info: { direction_id: 1, direction: 'Inbound', protocol_name: 'tcp' },
        src_endpoint: {
          ip: '203.0.113.9',
          port: 46717,
          location: { country: 'NL', lat: 52.1, long: 5.3 },
          autonomous_system: { number: 64500, name: 'EXAMPLE-NET' },
        },
        dst_endpoint: { ip: '10.0.4.17', port: 22, instance_uid: 'i-0abcd1234ef567890', vpc_uid: expect.any(String) },
      },
    ],
    observables: expect.arrayContaining([
      { type_id: 2, type: 'IP Address', name: 'evidences[0].src_endpoint.ip', value: '203.0.113.9' },
    ]),
  });
});

test('of a connection that the instance opened the ends are the other way round', () => {
  const { action } = SSH_BRUTE_FORCE.service;
  if (action.actionType !== 'NETWORK_CONNECTION') throw new Error('it is a connection');
  const networkConnectionAction = { ...action.networkConnectionAction, connectionDirection: 'OUTBOUND' as const };
  const outbound: Finding = {
    ...SSH_BRUTE_FORCE,
    service: { ...SSH_BRUTE_FORCE.service, action: { ...action, networkConnectionAction } },
  };
  expect(render(outbound)).toMatchObject({
    evidences: [{ src_endpoint: { ip: '10.0.4.17' }, dst_endpoint: { ip: '203.0.113.9' } }],
  });
});

test('who called is the actor, with the account and the key', () => {
  expect(render(BUCKET_MADE_PUBLIC)).toMatchObject({
    evidences: [
      {
        actor: {
          user: {
            name: 'admin',
            type: 'AssumedRole',
            credential_uid: 'ASIAEXAMPLEKEY000001',
            account: { uid: '111122223333' },
          },
        },
        api: { operation: 'PutBucketPolicy', service: { name: 's3.amazonaws.com' } },
        src_endpoint: { ip: '2001:db8::9' },
      },
    ],
    resources: [
      { type: 'AwsIamAccessKey', role: 'Target' },
      { type: 'AwsS3Bucket', uid: 'arn:aws:s3:::customer-exports', name: 'customer-exports' },
    ],
  });
});

test('a name that a list holds is there as the list’s, and so is who asked for it', () => {
  expect(render(COMMAND_AND_CONTROL_NAME)).toMatchObject({
    evidences: [{ query: { hostname: expect.any(String) }, src_endpoint: { interface_uid: expect.any(String) } }],
    osint: [{ type: 'Domain', value: expect.any(String), vendor_name: 'corp-c2-domains', labels: ['bad.example'] }],
  });
});

test('an end of which nothing is known is left out, and so is what is no address', () => {
  const { action } = BUCKET_MADE_PUBLIC.service;
  if (action.actionType !== 'AWS_API_CALL') throw new Error('it is a call');
  const awsApiCallAction = { ...action.awsApiCallAction, remoteIpDetails: { ipAddressV4: 'AWS Internal' } };
  const within = {
    ...BUCKET_MADE_PUBLIC,
    service: { ...BUCKET_MADE_PUBLIC.service, action: { ...action, awsApiCallAction } },
  };
  expect(render(within)).not.toHaveProperty('evidences.0.src_endpoint');
  expect(ocsfProblems(render(within))).toEqual([]);
});

test('the schema that the tests hold documents to notices what is wrong', () => {
  const document = render(SSH_BRUTE_FORCE);
  expect(ocsfProblems({ ...document, severity: 'High' })).toEqual([': severity is not the caption of severity_id']);
  expect(ocsfProblems({ ...document, type_uid: 200401 })).toEqual(['type_uid: is not class_uid * 100 + activity_id']);
  expect(ocsfProblems({ ...document, time: '2026-11-20' })).not.toEqual([]);
  expect(ocsfProblems({ ...document, finding_info: {} })).not.toEqual([]);
  expect(ocsfProblems({ ...document, evidences: [{}] })).not.toEqual([]);
});
