import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { Client } from 'pg';
import { openDatabase } from '#db/client.ts';
import { createDatabase } from '../../databases.ts';
import { useFolder, vedette } from './run.ts';

const folder = useFolder();
const at = (name: string) => join(folder.path, name);

beforeAll(() => {
  writeFileSync(at('file'), 'no folder');
  mkdirSync(at('empty'));
  writeFileSync(at('none.json'), '{"Records":[]}');
});

/** Runs a command with environment variables set, and restores them. */
async function withEnv(variables: Readonly<Record<string, string>>, ...argv: readonly string[]) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  try {
    return await vedette(...argv);
  } finally {
    vi.unstubAllEnvs();
  }
}

/** Expects one line about the problem, without a place in the program. */
function expectSentence({ code, stderr }: { code: number; stderr: string }, sentence: string) {
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/^\s+at |node:internal|\.ts:\d/m);
  expect([1, 2]).toContain(code);
}

describe('what is in the way is said in a sentence', () => {
  test.each([['findings', 'list'], ['migrate'], ['demo', '--exit'], ['scan', 'package.json', '--store']])(
    'a file where the data should be: %s %s',
    async (...argv) => {
      expectSentence(await withEnv({ VEDETTE_DATA_DIR: at('file') }, ...argv), 'part of the path is not a folder');
    },
  );

  test('a folder to write to that is a file', async () => {
    expectSentence(await vedette('simulate', `--out=${at('file')}`), 'it already exists');
  });

  test.skipIf(process.platform !== 'linux')('a folder where none can be made', async () => {
    expectSentence(await vedette('simulate', '--out=/proc/nothing/here'), '/proc/nothing: it does not exist.');
  });

  test.each([
    [['--nope'], "Unknown option '--nope'."],
    [['detector', 'nope'], '"nope" is no finding type'],
  ])('a tool of npm with %j', (argv, sentence) => {
    const tool = fileURLToPath(new URL('../../../scripts/new.ts', import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [tool, ...argv], { encoding: 'utf8' });
    expectSentence({ code: status ?? 0, stderr }, sentence);
  });

  test.skipIf(process.platform === 'win32')('a disk that is full', () => {
    const main = fileURLToPath(new URL('../../../services/main.ts', import.meta.url));
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${main}" help > /dev/full`], {
      encoding: 'utf8',
    });
    expectSentence({ code: status ?? 0, stderr }, 'cannot be written: the disk is full.');
  });

  test.each([
    [
      'postgres://user:secret@127.0.0.1:1/name',
      'PostgreSQL at 127.0.0.1:1/name cannot be used: the connection was refused',
    ],
    ['postgres://nowhere.invalid/name', 'PostgreSQL at nowhere.invalid/name cannot be used: '],
    ['mysql://127.0.0.1/name', 'postgres://'],
  ])('a database at %s', async (url, sentence) => {
    for (const argv of [['migrate'], ['findings', 'list'], ['scan', at('none.json'), '--store'], ['serve']]) {
      const outcome = await withEnv({ DATABASE_URL: url }, ...argv);
      expectSentence(outcome, sentence);
      expect(outcome.stderr).not.toContain('secret');
    }
  });

  test('a server that takes the connection and says nothing', async () => {
    const silent = createServer(() => undefined);
    const port = await new Promise<number>((ready) => {
      silent.listen(0, '127.0.0.1', () => {
        const address = silent.address();
        ready(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const opening = openDatabase(`postgres://127.0.0.1:${port}/name`, { answersWithinMs: 50 });
    await expect(opening).rejects.toThrow(`PostgreSQL at 127.0.0.1:${port}/name cannot be used: it does not answer.`);
    silent.close();
  });

  test.skipIf(inject('postgresUrl') === undefined)('tables that a newer version made', async () => {
    const url = await createDatabase();
    const database = await openDatabase(url);
    await database.close();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(
      `insert into drizzle.__drizzle_migrations (hash, created_at, name) values ('x', 9999999999999, '29990101000000_future')`,
    );
    await client.end();
    expectSentence(await withEnv({ DATABASE_URL: url }, 'migrate'), 'A newer version of Vedette made the tables');
  });
});

describe('why nothing was found is said', () => {
  test.each([
    ['empty', 1, 'there was no file to read'],
    ['file', 1, 'nothing could be read'],
    ['none.json', 0, 'the files have no records'],
  ])('%s', async (name, code, sentence) => {
    const outcome = await vedette('scan', at(name));
    expect(outcome.stderr).toContain(sentence);
    expect(outcome.code).toBe(code);
  });
});

const asked = async (variables: Readonly<Record<string, string>>) => {
  writeFileSync(
    at('config'),
    `[default]\nregion = eu-west-1\n[profile other]\nregion = eu-north-1
[profile work]\nsso_session = corporate\nregion = ap-southeast-2
[sso-session corporate]\nsso_region = us-west-2\nsso_start_url = https://corporate.example/start
[profile legacy]\nsso_region = us-west-2\n`,
  );
  const { stdout } = await withEnv(
    { AWS_CONFIG_FILE: at('config'), AWS_REGION: '', AWS_DEFAULT_REGION: '', ...variables },
    'config',
    'show',
  );
  return /^awsRegion +(\S+)/m.exec(stdout)?.[1];
};

describe('the Region', () => {
  test.each([
    [{}, 'eu-west-1'],
    [{ AWS_PROFILE: 'other' }, 'eu-north-1'],
    [{ AWS_PROFILE: 'work' }, 'ap-southeast-2'],
    [{ AWS_PROFILE: 'legacy' }, 'us-east-1'],
    [{ AWS_PROFILE: 'other', AWS_DEFAULT_REGION: 'ap-south-1' }, 'ap-south-1'],
    [{ AWS_DEFAULT_REGION: 'ap-south-1', AWS_REGION: 'us-west-2' }, 'us-west-2'],
    [{ AWS_CONFIG_FILE: '/nowhere' }, 'us-east-1'],
  ])('with %j is %s', async (variables, region) => {
    expect(await asked(variables)).toBe(region);
  });
});
