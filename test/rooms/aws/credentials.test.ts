import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memberCredentials } from '#services/aws/credentials.ts';

const ROLE = { name: 'security/VedetteMember', externalId: 'of-the-tests', sessionName: 'vedette' };
const NOW = new Date('2026-11-23T10:00:00Z');

let asked: unknown[];
/** Answers in process, with credentials that last an hour. */
const sts = new STSClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'any' },
});
sts.middlewareStack.add(
  () => async (args) => {
    asked.push(args.input);
    const Expiration = new Date(Date.now() + 3_600_000);
    const Credentials = { AccessKeyId: `ASIA${asked.length}`, SecretAccessKey: 's', SessionToken: 't', Expiration };
    return { output: { Credentials, $metadata: {} }, response: {} };
  },
  { step: 'initialize' },
);

beforeEach(() => {
  asked = [];
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('credentials of member roles', () => {
  test('are asked for by the role with its path, the external id and the name of the session', async () => {
    await memberCredentials(async () => sts, ROLE, 'aws-us-gov')('111122223333');
    expect(asked).toEqual([
      {
        RoleArn: 'arn:aws-us-gov:iam::111122223333:role/security/VedetteMember',
        ExternalId: 'of-the-tests',
        RoleSessionName: 'vedette',
        DurationSeconds: 3600,
      },
    ]);
  });

  test('are kept until five minutes before they expire, then replaced', async () => {
    const credentialsOf = memberCredentials(async () => sts, ROLE, 'aws');
    const keyAt = async (minutes: number) => {
      vi.setSystemTime(NOW.getTime() + minutes * 60_000);
      return (await credentialsOf('111122223333')).accessKeyId;
    };
    expect(await keyAt(0)).toBe('ASIA1');
    expect(await keyAt(54)).toBe('ASIA1');
    expect(await keyAt(56)).toBe('ASIA2');
    expect(await keyAt(100)).toBe('ASIA2');
  });

  test('are asked for once, however many wait for them, and anew when they were dropped', async () => {
    const credentialsOf = memberCredentials(async () => sts, ROLE, 'aws');
    const held = await Promise.all(Array.from({ length: 100 }, () => credentialsOf('111122223333')));
    expect(new Set(held.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['ASIA1']));
    credentialsOf.drop('444455556666');
    expect((await credentialsOf('111122223333')).accessKeyId).toBe('ASIA1');
    credentialsOf.drop('111122223333');
    expect((await credentialsOf('111122223333')).accessKeyId).toBe('ASIA2');
  });

  test('carry the tags that their owner wants', async () => {
    const role = { ...ROLE, sessionTags: { team: 'security', tool: 'vedette' } };
    await memberCredentials(async () => sts, role, 'aws')('111122223333');
    expect(asked).toEqual([
      expect.objectContaining({
        Tags: [
          { Key: 'team', Value: 'security' },
          { Key: 'tool', Value: 'vedette' },
        ],
      }),
    ]);
  });

  test('are of one account each', async () => {
    const credentialsOf = memberCredentials(async () => sts, ROLE, 'aws');
    const [one, two] = await Promise.all([credentialsOf('111122223333'), credentialsOf('444455556666')]);
    expect(one.accessKeyId).not.toBe(two.accessKeyId);
  });
});
