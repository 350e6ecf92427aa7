import { readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '#services/cli/command-index.ts';
import { useFolder, vedette } from './run.ts';

useFolder();

test('without a command the overview names every command, and that is wrong use', async () => {
  const { code, stdout } = await vedette();
  expect(code).toBe(2);
  for (const { name, summary } of COMMANDS)
    expect(stdout).toMatch(new RegExp(`^  ${name} +${RegExp.escape(summary)}$`, 'm'));
});

test('the overview says what this is, how it is called, and what its exit codes mean', async () => {
  const lines = (await vedette('--help')).stdout.split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'Vedette: self-hosted threat detection for a whole AWS Organization.',
    '',
    'Usage: vedette COMMAND [OPTIONS]',
    '',
  ]);
  expect(lines.slice(-3)).toEqual([
    '',
    'vedette COMMAND --help shows its options and examples. Exit codes: 0 success, 1 error, 2 wrong usage, 3 findings are present.',
    '',
  ]);
});

test('the help of a command says how often its argument may be given, and ends with its examples', async () => {
  const scan = (await vedette('scan', '--help')).stdout;
  expect(scan).toMatch(/vedette scan .*<PATH>…/);
  expect(scan).toContain('--list=<CATEGORY=FILE>');
  expect((await vedette('sample', '--help')).stdout).toMatch(/vedette sample .*<TYPE>(?!…)/);
  const help = (await vedette('migrate', '--help')).stdout;
  expect(help).not.toMatch(/ $/m);
  expect(help.slice(help.indexOf('\n\nEXAMPLES'))).toBe(
    [
      '',
      '',
      'EXAMPLES',
      '',
      '  DATABASE_URL=postgres://… vedette migrate',
      '      Before you roll out a new version; every other command does it too',
      '',
    ].join('\n'),
  );
});

test('every file in the folder of commands is one', () => {
  const files = readdirSync(new URL('../../../services/cli/commands', import.meta.url), { recursive: true });
  const names = files.map(String).filter((file) => file.endsWith('.ts'));
  expect(COMMANDS.map(({ name }) => `${name.replaceAll(' ', sep)}.ts`).toSorted()).toEqual(names.toSorted());
});

test.each(['--help', '-h', 'help'])('%s shows the overview', async (flag) => {
  expect(await vedette(flag)).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('vedette COMMAND'),
  });
});

test.each(COMMANDS.map(({ name }) => name))('%s --help shows its flags and whole examples', async (name) => {
  const { code, stdout } = await vedette(...name.split(' '), '--help');
  const entry = COMMANDS.find((each) => each.name === name)!;
  const { default: command } = await entry.load();
  expect(code).toBe(0);
  expect(command.summary).toBe(entry.summary);
  for (const [flag, { type, description, valueHint }] of Object.entries(command.args)) {
    expect(['boolean', 'enum', 'positional', 'string']).toContain(type);
    expect(stdout).toContain(type === 'positional' ? flag.toUpperCase() : `--${flag}`);
    // Every flag is described for people.
    expect(description).toMatch(/\w/);
    expect(valueHint).not.toBe('');
  }
  expect(Object.keys(command.examples).length).toBeGreaterThan(0);
  for (const [line, does] of Object.entries(command.examples)) {
    expect(stdout).toContain(line);
    expect(does).toMatch(/\w/);
  }
  expect(stdout).not.toContain('\u001B');
});

test.each([[['help', 'findings']], [['findings', '--help']], [['findings', '-h']]])(
  '%j shows the commands that begin so',
  async (argv) => {
    const { code, stdout, stderr } = await vedette(...argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: vedette findings COMMAND [OPTIONS]');
    expect(stdout).toMatch(/^ {2}findings list +\S/m);
    expect(stdout).not.toContain('  scan ');
  },
);

test("the version is the package's", async () => {
  expect(await vedette('--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' });
});

test.each([
  [['scna'], 'There is no command "scna".', 'Did you mean vedette scan?'],
  [
    ['findings'],
    'vedette findings needs a second word: archive, assign, comment, judge, list, records, resolve, show, unarchive.',
    'See vedette findings --help.',
  ],
  [['findings', '--json'], 'vedette findings needs a second word: archive, ', 'See vedette findings --help.'],
  [['findings', 'lst'], 'There is no command "findings lst".', 'Did you mean vedette findings list?'],
  [['--quiet', 'scan'], 'The command comes first: vedette COMMAND --quiet.', 'See vedette --help.'],
  [['scan', 'x', '--fromat=asff'], 'There is no flag --fromat.', 'Did you mean --format?'],
  [['scan', 'x', '-z'], 'There is no flag -z.', 'See vedette scan --help.'],
  [['scan', 'x', '--format'], '--format needs a value: --format=VALUE.', 'See vedette scan --help.'],
  [['scan', 'x', '--store=yes'], '--store takes no value.', 'See vedette scan --help.'],
  [['scan', 'x', '--format=xml'], '--format is one of table, asff, finding, guardduty, ocsf, not "xml".', ''],
  [['scan'], 'scan needs PATH', 'See vedette scan --help.'],
  [['migrate', 'now'], 'migrate does not know what to do with "now".', 'See vedette migrate --help.'],
  [['scan', '.', '--account=1'], '"1" is not an account id, which has twelve digits.', ''],
  [['scan', '.', '--list=tor=x'], 'is one of tor-exit, ', ''],
  [['scan', '.', '--list=custom=/nowhere.txt'], '/nowhere.txt', ''],
  [['scan', '/nowhere'], '/nowhere cannot be scanned: it does not exist.', 'Give files, folders, s3://'],
  [['scan', 's3://'], '"s3://" names no bucket.', 'Write s3://BUCKET/PREFIX.'],
  [['simulate', '--out=x', '--days=none'], '--days must be a whole number', ''],
  [['simulate'], 'simulate needs --out=VALUE.', 'See vedette simulate --help.'],
  [['sample'], 'sample needs TYPE: A finding type.', 'See vedette sample --help.'],
  [['serve', '--host=0.0.0.0'], 'anybody could read the findings: set VEDETTE_API_TOKEN', 'listens on 127.0.0.1 only'],
  [['findings', 'list', '--limit=0'], '--limit must be a whole number from 1, not "0".', ''],
  [['findings', 'list', '--limit=1.5'], '--limit must be a whole number from 1, not "1.5".', ''],
  [['findings', 'list', '--severity=Hig'], '"Hig" is not a severity', ''],
  [['findings', 'list', '--type=Bad'], '"Bad" is not a finding type', ''],
  [['findings', 'list', '--since=yesterday'], '"yesterday" is not a time', ''],
  [
    ['sample', 'Recon:EC2/Portscn'],
    'There is no detector for "Recon:EC2/Portscn".',
    'Did you mean Recon:EC2/Portscan?',
  ],
])('%j is wrong use, said in one sentence with a way on', async (argv, sentence, hint) => {
  const { code, stdout, stderr } = await vedette(...argv);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain(hint);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

test.each([
  [['scan', '.', '--report=.'], '--report=. cannot be written: it is a folder.', 'Give a file, or - for stdout.'],
  [['scan', '.', '--region=eu-wst-1'], '"eu-wst-1" is not a Region', 'Did you mean eu-west-1?'],
  [['findings', 'list', '--region=nowhere'], '"nowhere" is not a Region', 'Region such as eu-west-1'],
  [['findings', 'list', '--account=12'], '"12" is not an account id', 'twelve digits'],
  [['findings', 'list', '--status=archivd'], '"archivd" is not a status: use NEW', 'Did you mean ARCHIVED?'],
  [['findings', 'list', '--address=x'], '"x" is not an address such as 192.0.2.7.', ''],
  [['findings', 'list', '--type=Recon:EC2/Portscn'], 'not a finding type', 'Did you mean Recon:EC2/Portscan?'],
  [['findings', 'list', '--severity=Hgh'], '"Hgh" is not a severity', 'Did you mean High?'],
  [['findings', 'list', '--url=nonsense'], '"nonsense" is not an address', 'http://127.0.0.1:4000/graphql'],
  [['findings', 'show', 'none'], '"none" is not the id of a finding', 'vedette findings list shows them.'],
  [['completion', 'bsh'], 'completion takes one of bash, zsh, fish, not "bsh".', 'Did you mean bash?'],
  [['help', 'scn'], 'There is no command "scn".', 'Did you mean vedette scan?'],
])('%j is told from what could be meant', async (argv, sentence, hint) => {
  const { code, stdout, stderr } = await vedette(...argv);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain(hint);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('help of a command is what its --help says', async () => {
  expect(await vedette('help', 'findings', 'list')).toEqual(await vedette('findings', 'list', '--help'));
});
