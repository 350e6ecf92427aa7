import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lines, useFolder, vedette } from './run.ts';

const folder = useFolder();

function at(name: string): string {
  return `${folder.path}/${name}`;
}

/** A configuration without feeds, whose data is the test's. */
function config(): string {
  const file = at('vedette.yaml');
  writeFileSync(file, `dataDir: ${at('data')}\nfeeds: []\n`);
  return `--config=${file}`;
}

test('a list of one’s own is kept, is in force, and is removed', async () => {
  const file = at('Incident 7.txt');
  writeFileSync(file, '10.1.2.3\n2001:db8::/48\nbad.example\nnonsense\n');
  const added = await vedette('intel', 'add', `custom=${file}`, '--expires=2999-12-31', config());
  expect(added.code).toBe(0);
  expect(added.stderr).toContain('line 4: "nonsense" is no entry');
  expect(added.stderr).toContain('incident-7 (custom) is in force with 3 entries, until 2999-12-31');

  for (const name of ['10.1.2.3', '2001:db8::1', 'www.bad.example']) {
    const [found] = lines((await vedette('intel', 'lookup', name, '--json', config())).stdout);
    expect(found?.['lists']).toMatchObject([{ category: 'custom', list: 'incident-7' }]);
  }
  const listed = lines((await vedette('intel', 'list', '--json', config())).stdout);
  expect(listed).toMatchObject([
    { name: 'ip-ranges', asOf: null },
    { name: 'incident-7', of: 'custom', entries: 3, remarks: [expect.stringContaining('Until 2999-12-31')] },
  ]);

  expect((await vedette('intel', 'remove', 'incident-7', config())).code).toBe(0);
  const [gone] = lines((await vedette('intel', 'lookup', '10.1.2.3', '--json', config())).stdout);
  expect(gone?.['lists']).toEqual([]);
});

test.each([
  [['add', 'custom=none.txt'], 'none.txt cannot be read'],
  [['add', 'custom'], 'does not say what the list is about'],
  [['add', 'custom=FILE', '--expires=2020-01-01'], 'is past'],
  [['add', 'custom=FILE', '--expires=2999-02-30'], 'is no day'],
  [['add', 'custom=FILE', '--name=../up'], 'is no name of a list'],
  [['add', 'custom=EMPTY'], 'has no entry'],
  [['remove', 'nobody'], 'there is none'],
  [['sync', 'nobody'], 'No feed that is on is called "nobody"'],
  [['sync', '--accept=nobody'], 'No feed that is on is called "nobody"'],
])('vedette intel %j says what is wrong', async (args, why) => {
  writeFileSync(at('list.txt'), '192.0.2.1\n');
  writeFileSync(at('empty.txt'), '# nothing\n');
  const given = args.map((each) => each.replace('FILE', at('list.txt')).replace('EMPTY', at('empty.txt')));
  const { code, stderr } = await vedette('intel', ...given, config());
  expect(code).toBe(2);
  expect(stderr).toContain(why);
});

test('what could not be fetched is told, and ends with an error', async () => {
  const url = '--url=http://127.0.0.1:1/ip-ranges.json';
  const { code, stdout } = await vedette('intel', 'sync', url, '--json', config());
  expect(code).toBe(1);
  expect(lines(stdout)).toMatchObject([{ name: 'ip-ranges', outcome: 'unreachable' }]);
});
