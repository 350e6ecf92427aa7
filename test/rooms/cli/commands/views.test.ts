import process from 'node:process';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { serveApi } from '#graphql/server.ts';
import { openEmpty } from '../../../databases.ts';
import { MANY_FINDINGS } from '../../db/many-findings.ts';
import { apiOptions, storeFindings, TOKEN } from '../../graphql/open-api.ts';
import { lines, useFolder, useServer, vedette } from '../run.ts';

const folder = useFolder();
useServer();

/** Saves a view, lists findings with it, and removes it. */
async function kept(...at: readonly string[]) {
  const filter = '--filter={"or":[{"assigned":true},{"text":"i 17"}]}';
  const saved = await vedette('views', 'save', 'In hand', '--region=us-east-1', filter, ...at);
  const [view] = lines((await vedette('views', 'list', '--json', ...at)).stdout);
  const table = await vedette('views', 'list', ...at);
  const found = await vedette('findings', 'list', '--view=In hand', '--format=finding', ...at);
  const narrowed = await vedette(
    'findings',
    'list',
    `--view=${saved.stdout.trim()}`,
    '--assignee=carol',
    '--format=finding',
    ...at,
  );
  const removed = await vedette('views', 'remove', saved.stdout.trim(), ...at);
  const none = await vedette('views', 'list', ...at);
  const ids = ({ stdout }: typeof found) => lines(stdout).map(({ id }) => Number(`${id}`));
  return {
    saved: saved.code,
    view,
    table: table.stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | ')),
    found: ids(found).toSorted(),
    narrowed: ids(narrowed),
    removed: removed.code,
    none: [none.stdout, none.stderr],
  };
}

const KEPT = {
  saved: 0,
  view: expect.objectContaining({
    name: 'In hand',
    shared: false,
    filter: { regions: ['us-east-1'], archived: false, and: [{ or: [{ assigned: true }, { text: 'i 17' }] }] },
  }),
  table: [
    'id | name | owner | shared | filter',
    expect.stringMatching(/^\S+ \| In hand \| \S+ \| no \| \{"regions":\["us-east-1"\],.*\}$/),
    '',
  ],
  found: [3, 4],
  narrowed: [4],
  removed: 0,
  none: ['', 'There are no views.\n'],
};

test('a filter that has a name is kept in the database', async () => {
  const database = await openDatabase(process.env['DATABASE_URL'] || `pglite:${folder.path}/data/database`);
  await storeFindings(database, MANY_FINDINGS);
  await database.close();
  expect(await kept()).toEqual(KEPT);
  expect(await vedette('findings', 'list', '--view=In hand')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'There is no view "In hand".\nvedette views list shows them.\n',
  });
  expect(await vedette('views', 'remove', 'x')).toEqual({ code: 1, stdout: '', stderr: 'There is no view x.\n' });
  expect(await vedette('views', 'save', ' ')).toMatchObject({ code: 2 });
});

test('or by a running service', async () => {
  await using closing = new AsyncDisposableStack();
  const database = closing.adopt(await openEmpty(), (each) => each.close());
  await storeFindings(database, MANY_FINDINGS);
  const server = closing.adopt(await serveApi({ ...apiOptions(database), host: '127.0.0.1', port: 0 }), (each) =>
    each.close(),
  );
  process.env['VEDETTE_API_TOKEN'] = TOKEN;
  closing.defer(() => void delete process.env['VEDETTE_API_TOKEN']);
  expect(await kept(`--url=${server.url}`)).toEqual(KEPT);
  expect(await vedette('views', 'remove', 'x', `--url=${server.url}`)).toMatchObject({ code: 1 });
});
