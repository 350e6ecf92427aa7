import { expect, test } from 'vitest';
import type { LogRecord } from '#services/model/log-record.ts';
import { event, functionSession, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { auditEvent, subscriptionOf } from '#services/sources/eks-audit/example.ts';
import { newDecoder, plain, recordsOf, trail } from './decoding.ts';

const OBJECT = { bucketName: 'invoices', key: 'a "b" \u00e9\ud800.csv' };
const [whole = ''] = /\{"eventID.*\}/.exec(trail(event())) ?? [];

const TEXTS: Readonly<Record<string, string>> = {
  'callers of all kinds': trail(
    event(),
    event({ userIdentity: rootUser(), recipientAccountId: undefined }),
    event({ userIdentity: roleSession(), vpcEndpointId: 'vpce-0123', sessionCredentialFromConsole: 'true' }),
    event({ userIdentity: functionSession(), errorCode: 'AccessDenied', readOnly: 'false', userAgent: '' }),
    event({ userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' }, awsRegion: 'nowhere' }),
    event({ userIdentity: { type: 'Unknown', accountId: 5, userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' } }),
  ),
  'requests and replies': trail(
    event({ requestParameters: OBJECT, resources: [{ type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::invoices' }] }),
    event({ requestParameters: JSON.stringify(OBJECT), responseElements: '{"credentials":{"accessKeyId":"ASIAX"}}' }),
    event({ requestParameters: { bucketName: 7, key: [1] }, resources: 'none', additionalEventData: 1 }),
    event({
      responseElements: { credentials: { accessKeyId: 'ASIAX' }, assumedRoleUser: { arn: 'arn:aws:sts::9:x' } },
    }),
    event({ addendum: { reason: 'UPDATED_DATA', originalEventID: 'first' } }),
  ),
  'members told twice, and names spelt with escapes': `{"Records":[${whole.replace('{', '{"eventName":"First",')},${whole.replace('"eventName"', '"event\\u004eame"')}]}`,
  'requests to a cluster, of which the carrier tells': `${JSON.stringify(
    subscriptionOf([auditEvent(), auditEvent({ verb: 'create', userAgent: '' }), auditEvent({ sourceIPs: [] })]),
  )}\n`,
};

test.each(Object.entries(TEXTS))('a record that is kept says for ever what it said in its batch: %s', (_, text) => {
  const decoder = newDecoder();
  const said: unknown[] = [];
  const kept: (LogRecord | undefined)[] = [];
  recordsOf(decoder, text, (batch) => {
    for (let row = 0; row < batch.rows; row++) {
      said.push(plain(batch.record(row)));
      kept.push(batch.keep?.(row));
      expect(batch.keep?.(row), 'one for all that keep it').toBe(kept.at(-1));
    }
  });
  // The text of another object replaces that of the records.
  recordsOf(decoder, trail(...Array.from({ length: 20 }, (__, i) => event({ eventName: `Other${i}` }))), () => {});
  expect(said.length).toBeGreaterThan(1);
  expect(kept.map(plain)).toEqual(said);
});

test('a record is not kept whose text is long', () => {
  recordsOf(newDecoder(), trail(event({ requestParameters: { policy: 'x'.repeat(9000) } })), (batch) => {
    expect(batch.keep?.(0)).toBeUndefined();
  });
  expect.assertions(1);
});
