import process from 'node:process';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { event } from '#services/sources/cloudtrail/example.ts';
import { lines, useFolder, vedette } from '../rooms/cli/run.ts';

const endpoint = inject('motoUrl');
useFolder();

describe.skipIf(endpoint === undefined)('vedette scan s3://', () => {
  const settings = {
    AWS_ENDPOINT_URL: endpoint ?? '',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const before = { ...process.env };
  const bucket = 'scanned-bucket';
  const prefix = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/111122223333_CloudTrail_us-east-1_20260302T';

  beforeAll(async () => {
    Object.assign(process.env, settings);
    const s3 = new S3Client({ forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    const stopped = event({
      eventName: 'UpdateTrail',
      requestParameters: { name: 'main', isMultiRegionTrail: false },
      eventSource: 'cloudtrail.amazonaws.com',
      errorCode: undefined,
      // By a tool, for which the call is not unusual: otherwise there would be a second finding.
      userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0',
    });
    await put(`${prefix}1005Z_AAAAAAAAAAAAAAAA.json`, JSON.stringify({ Records: [stopped] }));
    await put(
      `${prefix}1000Z_näme with+signs %20.json`,
      JSON.stringify({ Records: [event({ eventName: 'ListTrails' })] }),
    );
    await put('notes.txt', 'nothing');
    s3.destroy();
  });
  afterAll(() => {
    for (const name of Object.keys(settings)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  test('reads every object below the prefix and names objects by their address', async () => {
    const { code, stdout, stderr } = await vedette('scan', `s3://${bucket}/AWSLogs/`, '--format=finding');
    expect(code).toBe(3);
    expect(lines(stdout)).toMatchObject([
      {
        type: 'Stealth:IAMUser/CloudTrailLoggingDisabled',
        service: {
          evidence: { origins: [{ object: `s3://${bucket}/${prefix}1005Z_AAAAAAAAAAAAAAAA.json`, position: 0 }] },
        },
      },
    ]);
    expect(stderr).toMatch(/s3:\/\/scanned-bucket\/AWSLogs\/? +cloudtrail +2 +2 /);
  });

  test('names what in the bucket is no log', async () => {
    const { stderr } = await vedette('scan', `s3://${bucket}`);
    expect(stderr).toContain(`s3://${bucket}/notes.txt`);
  });

  test('a bucket that is not there is an error with a sentence', async () => {
    const { code, stderr } = await vedette('scan', 's3://no-such-bucket-at-all');
    expect(code).toBe(1);
    expect(stderr).toContain('no-such-bucket-at-all');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
