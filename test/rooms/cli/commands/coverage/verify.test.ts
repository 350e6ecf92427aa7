import { createServer } from 'node:http';
import { expect, test, vi } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { putListing } from '#db/queries/listings.ts';
import { lines, useFolder, useServer, vedette, vedetteOnScreen } from '../../run.ts';

useFolder();
useServer();

const verify = (...args: readonly string[]) => vedette('coverage', 'verify', ...args);

test.each([
  [['--from=yesterday'], '--from must be a day or a time in UTC, such as 2026-11-01'],
  [['--from=2026-11-01T12'], '--from must be a day or a time in UTC'],
  [['--from=2026-13-01'], 'not "2026-13-01"'],
  [['--from=2026-03-01', '--to=x2026-03-02'], '--to must be a day or a time in UTC'],
  [['--from=2026-03-02', '--to=2026-03-02'], '--to must be after --from.'],
  [['--from=2026-03-01', '--to=2026-04-01T00:00:01Z'], '--to must be within 31 days of --from.'],
  [['--from=2026-03-01', '--to=2026-03-02', '--account=1'], 'not an account id'],
  [['--from=2026-03-01', '--to=2026-03-02', '--region=nowhere'], 'nowhere'],
])('%j is told what is wrong with it', async (args, sentence) => {
  expect(await verify(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) });
});

test.each([[['--from=2026-03-01', '--to=2026-04-01']], [['--from=2026-03-01T12:00Z', '--to=2026-03-01T12:00:01Z']]])(
  '%j: where no trail is known that is said',
  async (args) => {
    expect(await verify(...args)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('No trail with digests is known'),
    });
  },
);

/** AWS as the account `ACCOUNT` sees it: no role can be assumed, and the object in its bucket is no digest. */
const ACCOUNT = '111122223333';
const DIGESTS = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/eu-west-1/`;
const FORGED = `${DIGESTS}2026/03/01/${ACCOUNT}_CloudTrail-Digest_eu-west-1_audit_us-east-1_20260301T020000Z.json.gz`;
const aws = createServer(({ method, url = '', headers }, response) => {
  if (headers['x-amz-target'] !== undefined) response.end('{"PublicKeyList":[]}');
  else if (method === 'POST')
    response.writeHead(403).end('<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>');
  else if (url.includes('list-type=2'))
    response.end(
      `<ListBucketResult><Contents><Key>${FORGED}</Key><LastModified>2026-03-01T02:10:00.000Z</LastModified><ETag>"e"</ETag><Size>1</Size></Contents></ListBucketResult>`,
    );
  else response.end('x');
});

/** Remembers that a place of logs was listed, with or without digests. */
async function listed(accountId: string, as: string, digests: object | undefined): Promise<void> {
  const { db, close } = await openDatabase(process.env['DATABASE_URL'] ?? '');
  const place = { source: 'cloudtrail', accountId, region: 'eu-west-1', bucket: 'trail', prefix: `${accountId}/` };
  const at = { keyTime: 0, modified: 0, listedAt: 0 };
  const marker = { ...at, deep: at, as, liveAt: 0, digestsSince: 0, place: { ...place, hive: false, digests } };
  await putListing(db, { place, marker: JSON.stringify(marker), listedAt: new Date(), late: undefined });
  await close();
}

test('what is not as delivered is named with what to do, and so is what cannot be verified', async () => {
  await new Promise<void>((ready) => aws.listen(0, '127.0.0.1', ready));
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'nobody');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${Object(aws.address()).port}`);
  const digests = { prefix: DIGESTS, trails: ['audit_us-east-1'] };
  await listed(ACCOUNT, 'administrator', digests);
  await listed('444455556666', '444455556666', { ...digests, prefix: 'other/' });
  await listed('777788889999', 'administrator', undefined);
  const span = ['--from=2026-03-01', '--to=2026-03-02'];
  const all = await verify(...span);
  expect(all.stdout).toMatch(/^not as delivered +of +which +problem, and what to do$/m);
  expect(all.stdout).toMatch(
    new RegExp(`^${ACCOUNT} eu-west-1 +2026-03-01T02:00Z +s3://trail/${FORGED} +\\S.* \\S.*\\n$`, 'm'),
  );
  expect(all.stderr).toMatch(/^444455556666 eu-west-1 cannot be verified: .*/m);
  expect(all.stderr).toContain('1 digest of 2 folders prove 0 log files; 1 not as delivered.');
  expect(all.code).toBe(3);
  const screen = await vedetteOnScreen(500, 'coverage', 'verify', ...span);
  expect(screen.stderr).toContain('Verifying: 0 of 2 folders');
  const one = await verify(...span, `--account=${ACCOUNT}`, '--region=eu-west-1', '--format=json');
  expect(one).toMatchObject({ code: 3, stderr: expect.stringContaining('1 digest of 1 folder') });
  expect(lines(one.stdout)).toMatchObject([{ kind: 'digest-forged', key: FORGED }]);
  expect((await verify(...span, '--account=444455556666')).code).toBe(1);
  expect((await verify(...span, '--region=us-east-1')).stderr).toContain('No trail with digests is known');
  vi.unstubAllEnvs();
  aws.closeAllConnections();
  aws.close();
});
