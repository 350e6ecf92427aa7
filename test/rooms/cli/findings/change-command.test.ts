import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { serveApi } from '#graphql/server.ts';
import { openEmpty } from '../../../databases.ts';
import { MANY_FINDINGS } from '../../db/many-findings.ts';
import { apiOptions, storeFindings, TOKEN } from '../../graphql/open-api.ts';
import { lines, useFolder, useServer, vedette } from '../run.ts';

const folder = useFolder();
useServer();
const [FIRST = '', SECOND = ''] = MANY_FINDINGS.filter(({ service }) => !service.archived).map(({ id }) => id);

async function shown(...flags: readonly string[]) {
  const { stdout } = await vedette('findings', 'list', '--format=finding', ...flags);
  return lines(stdout).map(({ id }) => id);
}

test('findings are dealt with in the database, and the audit log says so', async () => {
  await using closing = new AsyncDisposableStack();
  const database = closing.adopt(
    await openDatabase(process.env['DATABASE_URL'] || `pglite:${folder.path}/data/database`),
    (each) => each.close(),
  );
  await storeFindings(database, MANY_FINDINGS);
  await closing.disposeAsync();

  expect(await vedette('findings', 'archive', FIRST, SECOND, '--because=ours')).toMatchObject({
    code: 0,
    stderr: '2 findings archived.\n',
  });
  expect(await vedette('findings', 'archive', FIRST)).toMatchObject({
    stderr: '0 findings archived; 1 already were.\n',
  });
  expect(await shown('--archived', '--status=archived')).toEqual(expect.arrayContaining([FIRST, SECOND]));
  await vedette('findings', 'unarchive', SECOND);
  expect(await vedette('findings', 'assign', '--type=Recon:EC2/Portscan', '--to=bob')).toMatchObject({
    stderr: expect.stringMatching(/^[1-9] findings assigned\.\n$/),
  });
  expect(await shown('--assignee=bob')).not.toEqual([]);
  expect(await vedette('findings', 'comment', 'f'.repeat(32), '--text=seen')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`There is no finding ${'f'.repeat(32)}.`),
  });

  const audited = lines((await vedette('audit', 'list', '--json', `--subject=${FIRST}`)).stdout);
  const type = '--type=Recon:EC2/Portscan';
  const [open, away] = [(await shown(type)).length, (await shown(type, '--archived')).length];
  expect(Math.min(open, away)).toBeGreaterThan(1);
  const change = async (...words: readonly string[]) => (await vedette('findings', ...words, type)).stderr;
  expect(await change('archive', '--because=ours')).toBe(`${open} findings archived.\n`);
  expect(await change('unarchive')).toBe(`${open + away} findings brought back.\n`);
  expect(await change('unarchive')).toBe('0 findings brought back.\n');
  expect(await change('comment', '--text=seen')).toBe(`${open + away} findings commented on.\n`);
  expect(audited).toMatchObject([{ entry: { who: 'local', from: 'command line', what: 'finding.decide' } }]);
  const verified = await vedette('audit', 'verify');
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+:[0-9a-f]{64}\n$/) });
  expect(await vedette('audit', 'verify', `--known=99:${'a'.repeat(64)}`)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('are missing'),
  });
  expect(await vedette('audit', 'verify', '--known=99')).toMatchObject({ code: 2 });
});

test('findings of a running service are dealt with there', async () => {
  const database = await openEmpty();
  await storeFindings(database, MANY_FINDINGS);
  const server = await serveApi({ ...apiOptions(database), host: '127.0.0.1', port: 0 });
  process.env['VEDETTE_API_TOKEN'] = TOKEN;
  const at = `--url=${server.url}`;
  for (const [words, said] of [
    [['archive', FIRST, '--because=ours'], '1 finding archived.'],
    [['unarchive', FIRST], '1 finding brought back.'],
    [['resolve', '--severity=Low'], '4 findings resolved.'],
    [['assign', FIRST, '--to=bob'], '1 finding assigned.'],
    [['assign', FIRST, '--nobody'], '1 finding assigned.'],
    [['judge', FIRST, '--useful'], '1 finding judged.'],
    [['judge', FIRST, '--useless'], '1 finding judged.'],
    [['comment', FIRST, '--text=seen'], '1 finding commented on.'],
  ] as const) {
    const { code, stderr } = await vedette('findings', ...words, at);
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 0,
      stderr: said,
    });
  }
  const [audited] = lines((await vedette('audit', 'list', '--json', '--limit=1', at)).stdout);
  const state = { feedback: 'NOT_USEFUL', status: 'NEW' };
  expect(audited).toMatchObject({
    entry: {
      who: 'token:settings',
      from: '127.0.0.1',
      what: 'finding.comment',
      subject: FIRST,
      before: state,
      after: state,
      about: { text: 'seen' },
    },
  });
  delete process.env['VEDETTE_API_TOKEN'];
  await server.close();
  await database.close();
});

test.each([
  [['archive'], 'Which findings?'],
  [['archive', 'abc'], '"abc" is not the id of a finding'],
  [['archive', FIRST, '--type=Recon:EC2/Portscan'], 'not both'],
  [['archive', FIRST, '--because= '], 'because is empty'],
  [['assign', FIRST], '--to=NAME or --nobody'],
  [['assign', FIRST, '--to=bob', '--nobody'], '--to=NAME or --nobody'],
  [['judge', FIRST], '--useful or --useless'],
  [['judge', FIRST, '--useful', '--useless'], '--useful or --useless'],
  [['comment', FIRST], '--text=TEXT'],
  [['list', '--status=gone'], 'is not a status'],
])('%s is a mistake that is told of', async (words, said) => {
  expect(await vedette('findings', ...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
});
