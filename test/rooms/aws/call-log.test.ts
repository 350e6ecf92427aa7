import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { ADMINISTRATOR, openAws } from '#services/aws/aws.ts';
import type { EndedCall } from '#services/aws/call-log.ts';
import { listBuckets } from '#services/aws/s3.ts';
import { receiveMessages } from '#services/aws/sqs.ts';

test('every call is told once when it has ended, by service and kind of failure, and none that was given up', async () => {
  const answers = [
    [200, '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>'],
    // A call that succeeds after a failed first attempt is no failed call.
    [503, '<Error><Code>SlowDown</Code></Error>'],
    [200, '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>'],
    [403, '<Error><Code>AccessDenied</Code></Error>'],
    [403, '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>'],
  ] as const;
  let asked = 0;
  const server = createServer((request, response) => {
    const answer = answers[asked++];
    if (answer !== undefined) response.writeHead(answer[0], { 'content-type': 'application/xml' }).end(answer[1]);
    request.resume();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port }: { port: number } = Object(server.address());
  const told: EndedCall[] = [];
  const aws = openAws({
    region: 'us-east-1',
    partition: 'aws',
    memberRole: { name: 'VedetteMember', externalId: undefined, sessionName: 'vedette' },
    endpoint: `http://127.0.0.1:${port}`,
    credentials: async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' }),
    onCall: (call) => told.push(call),
  });
  const own = await aws.client(ADMINISTRATOR);
  await listBuckets(own);
  await listBuckets(own);
  await expect(listBuckets(own)).rejects.toMatchObject({ kind: 'access-denied' });
  await expect(aws.client('111122223333')).rejects.toMatchObject({ kind: 'access-denied' });
  const stop = new AbortController();
  const heard = receiveMessages(own, `http://127.0.0.1:${port}/111122223333/logs`, stop.signal);
  await expect.poll(() => asked).toBe(answers.length + 1);
  stop.abort();
  await expect(heard).rejects.toThrow('hear from');
  expect(told).toEqual([
    { service: 'S3', outcome: 'ok' },
    { service: 'S3', outcome: 'ok' },
    { service: 'S3', outcome: 'access-denied' },
    { service: 'STS', outcome: 'access-denied' },
  ]);
  await aws[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});
