import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { settleDeliveries } from '#db/queries/deliveries.ts';
import { serveApi } from '#graphql/server.ts';
import { readConfig } from '#services/config.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { created, finding, nothingMore, NOW, turn } from '../../../db/turns.ts';
import { apiOptions, TOKEN } from '../../../graphql/open-api.ts';
import { lines, useFolder, useServer, vedette } from '../../run.ts';

const folder = useFolder();
useServer();

const FINDINGS = [finding(1), finding(2)];
const [FIRST, SECOND] = FINDINGS.map(({ id }) => id);
if (FIRST === undefined || SECOND === undefined) throw new Error('There are two.');

beforeEach(async () => {
  const { db, close } = await openDatabase(readConfig(process.env).databaseUrl);
  await db.execute('truncate findings, deliveries cascade');
  const orders = FINDINGS.map(({ id }) => ({
    sink: 'security-hub',
    terms: EVERY_VERSION,
    findingId: id,
    partition: 'p',
  }));
  await commitTurn(db, turn({ findings: created(...FINDINGS), deliveries: orders }), nothingMore);
  const failed = { outcome: 'failed', error: 'InvalidInput: /Title', nextAttemptAt: NOW } as const;
  const settled = [{ ...failed, findingId: FIRST, version: finding(1).updatedAt }];
  await settleDeliveries(db, 'security-hub', settled, NOW);
  await close();
});

test('what failed is listed with the reason, and everything is counted', async () => {
  const { code, stdout, stderr } = await vedette('deliveries', 'list');
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'sink | state | finding | account | region | attempts | error',
    `security-hub | failed | ${FIRST} | 111122223333 | eu-west-1 | 1 | InvalidInput: /Title`,
    '',
  ]);
  expect(stderr.split('\n').toSorted()).toEqual(['', 'security-hub: 1 failed', 'security-hub: 1 pending']);
  expect(await vedette('deliveries', 'list', '--sink=pager')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no sink "pager".'),
  });
  const json = await vedette('deliveries', 'list', '--state=pending', '--sink=security-hub', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ findingId: SECOND, state: 'pending', lastError: null });
});

test('one finding is shown with what became of it everywhere, or as the document that a sink gets', async () => {
  const { stdout } = await vedette('deliveries', 'show', FIRST);
  expect(stdout).toContain('security-hub: failed, as it was at 2026-03-02T12:00:00.001Z, after 1 attempt');
  expect(stdout).toContain('not taken: InvalidInput: /Title');
  const document = await vedette('deliveries', 'show', FIRST, '--sink=security-hub');
  expect(JSON.parse(document.stdout)).toMatchObject({ SchemaVersion: '2018-10-08' });
  expect(await vedette('deliveries', 'show', 'f'.repeat(32))).toEqual({
    code: 1,
    stdout: '',
    stderr: `There is no finding ${'f'.repeat(32)}.\n`,
  });
  expect(await vedette('deliveries', 'show', 'f'.repeat(32), '--sink=security-hub')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `There is no finding ${'f'.repeat(32)} that security-hub gets.\n`,
  });
});

test('of a delivery is said when it is due, and when the sink last took it', async () => {
  const waiting = (await vedette('deliveries', 'show', SECOND)).stdout.split('\n');
  expect(waiting).toEqual([
    'security-hub: pending, as it was at 2026-03-02T12:00:00.002Z, after 0 attempts',
    expect.stringMatching(/^ {2}due: 20\d\d-\d\d-\d\dT/),
    '',
  ]);
  const { db, close } = await openDatabase(readConfig(process.env).databaseUrl);
  const settled = [
    {
      outcome: 'delivered',
      error: undefined,
      findingId: SECOND,
      version: finding(2).updatedAt,
      nextAttemptAt: NOW,
    } as const,
  ];
  await settleDeliveries(db, 'security-hub', settled, NOW);
  const taken = await vedette('deliveries', 'show', SECOND);
  await db.execute('truncate deliveries');
  await close();
  expect(taken.stdout).toMatch(
    /^security-hub: delivered, as it was at .*, after \d attempts?\n {2}last taken: 2026-03-02T12:00:00.000Z\n$/,
  );
  expect(await vedette('deliveries', 'show', SECOND)).toEqual({
    code: 0,
    stdout: '',
    stderr: 'It was ordered to no sink.\n',
  });
});

test('a sink that is no longer configured is known by what was sent to it', async () => {
  const { db, close } = await openDatabase(readConfig(process.env).databaseUrl);
  await db.execute(`update deliveries set sink = 'webhook/old' where finding_id = '${FIRST}'`);
  await close();
  const listed = await vedette('deliveries', 'list', '--sink=webhook/old', '--json');
  expect(lines(listed.stdout)).toMatchObject([{ sink: 'webhook/old', findingId: FIRST }]);
  expect((await vedette('deliveries', 'redrive', '--sink=webhook/old')).stderr).toContain('1 dead letter');
});

test('where more deliveries are listed than asked for, that is said', async () => {
  const all = ['deliveries', 'list', '--state=failed', '--state=PENDING'];
  const one = await vedette(...all, '--limit=1', '--json');
  expect(lines(one.stdout)).toHaveLength(1);
  expect(one.stderr).toContain('The first 1; --limit=N shows more.');
  const more = await vedette(...all, '--limit=3', '--json');
  expect(lines(more.stdout)).toHaveLength(2);
  expect(more.stderr).not.toContain('--limit');
});

test('what failed is sent again when somebody says so, and only that', async () => {
  expect((await vedette('deliveries', 'redrive', SECOND)).stderr).toContain('Nothing in this selection failed.');
  expect(await vedette('deliveries', 'redrive', 'f'.repeat(32))).toMatchObject({
    code: 2,
    stderr: `There is no finding ${'f'.repeat(32)}.\nvedette deliveries list shows those that failed.\n`,
  });
  expect((await vedette('deliveries', 'redrive', '--sink=security-hub')).stderr).toContain(
    '1 dead letter will be retried',
  );
  expect((await vedette('deliveries', 'list', '--state=failed')).stdout).toBe('');
  expect((await vedette('deliveries', 'list', '--state=pending')).stdout).toContain(FIRST);
  expect((await vedette('deliveries', 'redrive', '--all')).stderr).toContain('Nothing in this selection failed.');
});

test('a running service is asked instead of its database', async () => {
  await using closing = new AsyncDisposableStack();
  const database = closing.adopt(await openDatabase(readConfig(process.env).databaseUrl), (each) => each.close());
  const sinks = [{ name: 'security-hub', render: ({ id }: { id: string }) => ({ sent: id }) }];
  const options = { ...apiOptions(database, { sinks }), host: '127.0.0.1', port: 0 };
  const server = closing.adopt(await serveApi(options), (each) => each.close());
  process.env['VEDETTE_API_TOKEN'] = TOKEN;
  closing.defer(() => void delete process.env['VEDETTE_API_TOKEN']);
  const at = `--url=${server.url}`;
  const listed = await vedette('deliveries', 'list', '--json', at);
  expect(lines(listed.stdout)).toMatchObject([{ findingId: FIRST, state: 'failed', nextAttemptAt: null }]);
  expect(listed.stderr).toContain('security-hub: 1 failed');
  expect((await vedette('deliveries', 'show', FIRST, at)).stdout).toContain('security-hub: failed, as it was at');
  const document = await vedette('deliveries', 'show', FIRST, '--sink=security-hub', at);
  expect(JSON.parse(document.stdout)).toEqual({ sent: FIRST });
  expect((await vedette('deliveries', 'show', 'f'.repeat(32), at)).code).toBe(1);
  expect((await vedette('deliveries', 'redrive', '--all', at)).stderr).toContain('1 dead letter will be retried');
  const [audited] = lines((await vedette('audit', 'list', '--json', '--limit=1', at)).stdout);
  expect(audited).toEqual(lines((await vedette('audit', 'list', '--json', '--limit=1')).stdout)[0]);
  expect(audited).toMatchObject({
    entry: { who: 'token:settings', what: 'deliveries.redriven', about: { redriven: 1 } },
  });
  expect(await vedette('objects', 'list', '--troubled', at)).toMatchObject({ code: 0, stdout: '' });
  expect((await vedette('objects', 'redrive', '--source=cloudtrail', at)).stderr).toContain(
    'Nothing in this selection',
  );
  expect(await vedette('objects', 'redrive', 's3://logs/x', at)).toEqual({
    code: 2,
    stdout: '',
    stderr: 's3://logs/x is not in the ledger.\nvedette objects list shows what was given up.\n',
  });
  expect(await vedette('objects', 'redrive', at)).toEqual({
    code: 2,
    stdout: '',
    stderr: 'Say what is to be read again: names of objects, --account=ID, --source=NAME, or --all.\n',
  });
});

test('several webhooks are known by their names', async () => {
  const secret = `whsec_${'a'.repeat(32)}`;
  const file = join(folder.path, 'webhooks.yaml');
  writeFileSync(
    file,
    `sinks: { webhook: { pager: { url: "https://hooks.example/x", secrets: [${secret}], format: ocsf } } }`,
  );
  const shown = await vedette('deliveries', 'show', FIRST, '--sink=webhook/pager', `--config=${file}`);
  expect(JSON.parse(shown.stdout)).toMatchObject({ class_uid: 2004 });
  expect((await vedette('deliveries', 'backfill', 'webhook/pager', `--config=${file}`)).stderr).toContain('Queued 2');
  const settings = (await vedette('config', 'show', `--config=${file}`)).stdout;
  expect(settings).toContain('sinks: webhook: pager: format');
  expect(settings).not.toContain(secret);
  expect(settings).not.toContain('hooks.example');
});

test.each([
  [['list', '--state=lost'], '"lost" is not a state: use pending, delivered, withheld, failed.'],
  [['list', '--limit=0'], '--limit must be a whole number from 1'],
  [['redrive'], 'Say what to send again'],
  [['redrive', 'all'], '"all" is not the id of a finding'],
  [['redrive', '--sink=security-hup'], 'Did you mean security-hub?'],
])('%j is told what is wrong with it', async (args, sentence) => {
  expect(await vedette('deliveries', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
});
