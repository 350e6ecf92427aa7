import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { waitingListActs } from '#services/workers/adapters/list-acts.ts';
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
  expect(added.stderr).toContain('line 4: "nonsense" is not an entry');
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
  const list = { category: 'custom', entries: 3, expiresAt: '2999-12-31T00:00:00.000Z' };
  expect(waitingListActs(at('data')).acts.map(({ entry }) => entry)).toMatchObject([
    { who: 'local', what: 'list.added', subject: 'incident-7', after: list },
    { who: 'local', what: 'list.removed', subject: 'incident-7', before: list },
  ]);
});

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const flow = (accountId: string) =>
  `2 ${accountId} eni-0123456789abcdef0 10.0.0.5 198.51.100.7 40000 443 6 10 840 1772445600 1772445660 ACCEPT OK`;

test('a list for some accounts says so, and speaks in a scan of theirs alone', async () => {
  const file = at('plant.txt');
  writeFileSync(file, '198.51.100.7\n');
  const ours = ['--account=111122223333', '--ou=ou-ab12-cd34ef56'];
  const added = await vedette('intel', 'add', `custom=${file}`, ...ours, config());
  expect(added.stderr).toContain('1 organizational unit and 1 account (ou-ab12-cd34ef56, 111122223333)');
  const listed = await vedette('intel', 'list', '--json', config());
  expect(lines(listed.stdout)[1]).toMatchObject({
    name: 'plant',
    scope: { organizationalUnits: ['ou-ab12-cd34ef56'], accounts: ['111122223333'] },
    remarks: [expect.stringContaining('Only in')],
  });
  expect(listed.stderr).toContain('cannot fire except in the accounts that such a list applies to');

  writeFileSync(at('flow.log'), `${HEADER}\n${flow('111122223333')}\n${flow('444455556666')}\n`);
  const scanned = lines((await vedette('scan', at('flow.log'), '--format=finding', config())).stdout);
  expect(scanned.map(({ type, accountId }) => [type, accountId])).toEqual([
    ['UnauthorizedAccess:EC2/MaliciousIPCaller.Custom', '111122223333'],
  ]);
  expect((await vedette('intel', 'remove', 'plant', config())).code).toBe(0);
});

test('a list of the configuration may be for some accounts', async () => {
  writeFileSync(at('plant.txt'), '198.51.100.7\n');
  writeFileSync(at('flow.log'), `${HEADER}\n${flow('111122223333')}\n${flow('444455556666')}\n`);
  const scan = async (scope: string) => {
    const file = at('scoped.yaml');
    writeFileSync(
      file,
      `dataDir: ${at('data')}\nfeeds: []\nlists:\n  custom:\n    - file: plant.txt\n      ${scope}\n`,
    );
    return vedette('scan', at('flow.log'), '--format=finding', `--config=${file}`);
  };
  const found = lines((await scan('accounts: ["444455556666"]')).stdout);
  expect(found.map(({ accountId }) => accountId)).toEqual(['444455556666']);
  expect((await scan('accounts: [everybody]')).code).toBe(2);
});

test('a list is called after its file, in letters that a name may have', async () => {
  const file = at('--Our (own) LIST--.2.txt');
  writeFileSync(file, '192.0.2.1\n');
  const { stderr } = await vedette('intel', 'add', `custom=${file}`, config());
  const [, name = ''] =
    /^(\S+) \(custom\) is in force with 1 entries, until vedette intel remove (\S+)\.$/m.exec(stderr) ?? [];
  expect(name).toBe('our-own-list-2');
  expect((await vedette('intel', 'remove', name, config())).code).toBe(0);
});

test('a list that takes the place of another is told with both, and of a name that is too long nothing is made', async () => {
  const file = at('plant.txt');
  writeFileSync(file, '192.0.2.1\n');
  const add = (...flags: readonly string[]) => vedette('intel', 'add', `custom=${file}`, ...flags, config());
  expect((await add(`--name=${'x'.repeat(65)}`)).code).toBe(2);
  expect((await add(`--name=${'x'.repeat(64)}`)).code).toBe(0);
  expect((await vedette('intel', 'remove', 'x'.repeat(64), config())).code).toBe(0);
  await add();
  writeFileSync(file, '192.0.2.1\n192.0.2.2\n');
  await add('--account=444455556666', '--account=111122223333', '--ou=ou-ab12-cd34ef56');
  const scope = { organizationalUnits: ['ou-ab12-cd34ef56'], accounts: ['111122223333', '444455556666'] };
  const acts = waitingListActs(at('data')).acts.map(({ entry }) => entry);
  expect(acts.at(-1)).toMatchObject({
    who: 'local',
    what: 'list.added',
    subject: 'plant',
    before: { category: 'custom', entries: 1 },
    after: { category: 'custom', entries: 2, scope },
  });
  expect(acts.at(-1)?.before).not.toHaveProperty('scope');
  const [, listed] = lines((await vedette('intel', 'list', '--json', config())).stdout);
  expect(listed).toMatchObject({ name: 'plant', entries: 2, scope });
  expect(await vedette('intel', 'remove', 'nobody', config())).toMatchObject({
    code: 2,
    stderr: 'No added list is called "nobody". Added lists: plant.\n',
  });
  expect((await vedette('intel', 'remove', 'plant', config())).code).toBe(0);
});

test.each([
  [['add', 'custom=none.txt'], 'none.txt cannot be read'],
  [['add', 'custom'], 'does not name the category of the list'],
  [['add', 'custom=FILE', '--expires=2020-01-01'], 'is in the past'],
  [['add', 'custom=FILE', '--expires=2999-02-30'], 'is not a day'],
  [['add', 'custom=FILE', '--expires=2999-12-31T00:00:00Z'], '"2999-12-31T00:00:00Z" is not a day such as 2026-12-31.'],
  [['lookup', '192.0.2.1', 'no name'], '"no name" is neither an address nor a domain.'],
  [['add', 'custom=FILE', '--name=../up'], 'is not a name for a list'],
  [['add', 'custom=EMPTY'], 'has no entries'],
  [['add', 'custom=FILE', '--ou=plant'], '"plant" is not the id of an organizational unit'],
  [['add', 'custom=FILE', '--account=12'], '"12" is not an account id'],
  [['add', 'popular=FILE', '--account=111122223333'], 'always applies to all accounts'],
  [['remove', 'nobody'], 'Added lists: none'],
  [['sync', 'nobody'], 'No enabled feed is called "nobody"'],
  [['sync', 'nobody'], 'Enabled: ip-ranges.'],
  [['sync', '--accept=nobody'], 'No enabled feed is called "nobody"'],
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

test('what is known of an address and a domain stands in a line each', async () => {
  writeFileSync(at('ours.txt'), '193.0.0.0/24\nbad.example\n');
  const list = `--list=custom=${at('ours.txt')}`;
  const { stdout, stderr } = await vedette(
    'intel',
    'lookup',
    '193.0.0.1',
    '205.251.192.1',
    'www.bad.example',
    list,
    config(),
  );
  const [head, ...rows] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.replaceAll(/ {2,}/g, ' | '));
  expect(head).toBe('name | lists | country | network | AWS');
  expect(rows).toEqual([
    expect.stringMatching(
      /^193\.0\.0\.1 \| custom: ours \(193\.0\.0\.0\/24\) \| .*Netherlands.* \| AS3333 \S.* \| no$/,
    ),
    expect.stringMatching(/^205\.251\.192\.1 \| none \| .* \| AS16509 \S.* \| yes$/),
    'www.bad.example | custom: ours (bad.example)',
  ]);
  expect(stderr).toMatch(/^List ours \(custom\): 1 addresses and ranges, 1 domains/m);
  expect(stderr).toMatch(/^AWS: recognized by autonomous system/m);
});

test('lists are shown with their age and what there is to say of them', async () => {
  const file = at('vpn.txt');
  writeFileSync(file, '10.9.0.0/16\n');
  expect(await vedette('intel', 'add', `trusted=${file}`, '--name=our-vpn', config())).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(
      'our-vpn (trusted) is in force with 1 entries, until vedette intel remove our-vpn.',
    ),
  });
  const { stdout, stderr } = await vedette('intel', 'list', config());
  const lists = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.replaceAll(/ {2,}/g, ' | '));
  expect(lists).toEqual([
    'list | of | entries | age | remarks',
    expect.stringMatching(/^ip-ranges \| addresses of AWS \| never fetched/),
    'our-vpn | trusted | 1 | 0 minutes',
  ]);
  expect(stderr).toContain('No list of tor-exit');
  expect(await vedette('intel', 'remove', 'our-vpn', config())).toMatchObject({
    stderr: 'our-vpn was removed.\n',
  });
});

test('what came of asking for a list is told in a line, and a list that shrank is taken from who says so', async () => {
  let prefixes = 1000;
  const server = createServer((_, response) => {
    const list = Array.from({ length: prefixes }, (_each, n) => ({ ip_prefix: `198.18.${n >> 8}.${n & 255}/32` }));
    response.end(JSON.stringify({ createDate: '2026-03-02-10-15-00', prefixes: list, ipv6_prefixes: [] }));
  });
  const url = await new Promise<string>((ready) => {
    server.listen(0, '127.0.0.1', () => ready(`--url=http://127.0.0.1:${Object(server.address()).port}/ranges.json`));
  });
  const gone = await vedette('intel', 'sync', '--url=http://127.0.0.1:1/ranges.json', config());
  expect(gone.stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'list | entries | result',
    expect.stringMatching(/^ip-ranges \| unreachable: \S/),
    '',
  ]);
  const sync = async (...args: readonly string[]) => {
    const { code, stdout } = await vedette('intel', 'sync', url, ...args, config());
    return [code, stdout.split('\n')[1]?.replaceAll(/ {2,}/g, ' | ')];
  };
  expect(await sync()).toEqual([0, 'ip-ranges | 1,000 | fetched']);
  expect(await sync('ip-ranges')).toEqual([0, 'ip-ranges | 1,000 | unchanged']);
  prefixes = 1;
  expect(await sync()).toEqual([1, expect.stringMatching(/^ip-ranges \| 1,000 \| refused: It shrank/)]);
  const [shrunk] = lines((await vedette('intel', 'list', '--json', config())).stdout);
  expect(shrunk).toMatchObject({ remarks: [expect.stringMatching(/^Last download rejected: It shrank/)] });
  expect(await sync('--accept=ip-ranges')).toEqual([0, 'ip-ranges | 1 | fetched']);
  expect(lines((await vedette('intel', 'list', '--json', config())).stdout)[0]).toMatchObject({
    name: 'ip-ranges',
    entries: 1,
    asOf: expect.any(Number),
    remarks: [],
  });
  const looked = await vedette('intel', 'lookup', '198.18.0.0', '198.18.0.1', config());
  expect(looked.stdout).toMatch(/^198\.18\.0\.0 +none .*yes$/m);
  expect(looked.stdout).toMatch(/^198\.18\.0\.1 +none .*no$/m);
  expect(looked.stderr).toMatch(/^AWS: 1 published ranges, \d+ \S+ old\.$/m);
  server.closeAllConnections();
  server.close();
});
