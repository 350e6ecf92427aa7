import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import portscan from '#services/detectors/recon/ec2-portscan.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';
import vpcFlow from '#services/sources/vpc-flow/source.ts';
import { lines, useFolder, useServer, vedette, vedetteOnScreen } from '../run.ts';

const folder = useFolder();
useServer();
const at = (...names: readonly string[]) => join(folder.path, ...names);

/** By a tool, for which it is not unusual: otherwise there would be another finding. */
const stopped = event({
  eventName: 'UpdateTrail',
  requestParameters: { name: 'main', isMultiRegionTrail: false },
  eventSource: 'cloudtrail.amazonaws.com',
  errorCode: undefined,
  userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0',
});
const trail = (...records: readonly object[]) => gzipSync(JSON.stringify({ Records: records }));

beforeAll(() => {
  mkdirSync(at('logs', 'trail'), { recursive: true });
  mkdirSync(at('logs', 'flow'));
  writeFileSync(at('logs', 'trail', 'bad.json.gz'), trail(stopped));
  writeFileSync(at('logs', 'trail', 'quiet.json'), JSON.stringify({ Records: [event({ eventName: 'ListTrails' })] }));
  writeFileSync(at('logs', 'flow', 'flow.log'), `${FLOW_HEADER}\n${flow({})}\nnonsense here\n`);
  writeFileSync(at('logs', 'readme.md'), '# No log\n');
  writeFileSync(at('logs', 'cut.json.gz'), trail(stopped, stopped).subarray(0, 60));
});

describe('findings', () => {
  test('are JSON lines on stdout, and the exit code says that there are some', async () => {
    const { code, stdout } = await vedette('scan', at('logs'), '--format=finding');
    expect(code).toBe(3);
    expect(lines(stdout)).toMatchObject([
      {
        type: 'Stealth:IAMUser/CloudTrailLoggingDisabled',
        service: {
          evidence: { origins: [{ object: at('logs', 'trail', 'bad.json.gz'), position: 0, id: expect.any(String) }] },
        },
      },
    ]);
  });

  test.each([
    ['guardduty', { schemaVersion: '2.0', service: { serviceName: 'vedette' } }],
    ['asff', { SchemaVersion: '2018-10-08', FindingProviderFields: { Severity: { Label: 'LOW' } } }],
  ])('come as %s', async (format, shape) => {
    const { stdout } = await vedette('scan', at('logs', 'trail'), `--format=${format}`);
    expect(lines(stdout)).toMatchObject([shape]);
  });

  test('are the same with threads that help', async () => {
    const said = async (threads: number) => {
      const { stdout } = await vedette('scan', at('logs'), '--format=finding', `--threads=${threads}`, '--report=-');
      return stdout.replaceAll(/"(createdAt|updatedAt)":"[^"]*"/g, '');
    };
    expect(await said(2)).toBe(await said(1));
    const { code, stderr } = await vedette('scan', at('logs'), '--threads=0');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--threads must be a whole number from 1 to 64')]);
  });

  test('come as a table unless asked otherwise', async () => {
    const { stdout } = await vedette('scan', at('logs', 'trail'));
    expect(stdout).toMatch(/^severity +finding type/);
    expect(stdout).toContain('Stealth:IAMUser/CloudTrailLoggingDisabled');
  });

  test('that are very many are not all put on a screen, but into a pipe', async () => {
    const records = Array.from({ length: 203 }, (_, n) => {
      const userIdentity = { ...iamUser(`user-${n}`), accessKeyId: `AKIAEXAMPLE${n}` };
      return { ...stopped, eventID: `${n}`, userIdentity };
    });
    writeFileSync(at('many.json.gz'), trail(...records));
    const screen = await vedetteOnScreen(200, 'scan', at('many.json.gz'));
    expect(screen.stdout.match(/Stealth:IAMUser/g)).toHaveLength(200);
    expect(screen.stdout).toContain('\nand 3 more, none more severe. ');
    expect(screen.stderr).toContain('Read 1 of 1 files, 203 records');
    const piped = await vedette('scan', at('many.json.gz'));
    expect(piped.stdout.match(/Stealth:IAMUser/g)).toHaveLength(203);
    expect(piped.stdout).not.toContain('none more severe');
  });

  test('that are not there leave stdout empty and the exit code fine', async () => {
    expect(await vedette('scan', at('logs', 'trail', 'quiet.json'), '-q')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('are not doubled by a file that is given twice', async () => {
    const once = await vedette('scan', at('logs', 'trail'), '--format=finding');
    const twice = await vedette('scan', at('logs', 'trail'), at('logs', 'trail', 'bad.json.gz'), '--format=finding');
    expect(lines(twice.stdout)[0]).toMatchObject({ service: { count: 1 } });
    expect(lines(twice.stdout)).toHaveLength(lines(once.stdout).length);
  });

  test('have the account and Region that are given for records that do not say', async () => {
    const bare = {
      ...stopped,
      awsRegion: undefined,
      recipientAccountId: undefined,
      userIdentity: { type: 'IAMUser', accessKeyId: 'AKIAEXAMPLE' },
    };
    writeFileSync(at('bare.json'), JSON.stringify({ Records: [bare] }));
    const { stdout } = await vedette(
      'scan',
      at('bare.json'),
      '--account=444455556666',
      '--region=eu-west-1',
      '--format=finding',
    );
    expect(lines(stdout)).toMatchObject([
      { accountId: '444455556666', service: { additionalInfo: { regions: ['eu-west-1'] } } },
    ]);
  });
});

describe('every file is read or named with the reason', () => {
  test('on stderr', async () => {
    const { stderr } = await vedette('scan', at('logs'));
    expect(stderr).toMatch(/logs\/trail +cloudtrail +2 +2 +0 +0 +1 Stealth/);
    expect(stderr).toMatch(/logs\/flow +vpc-flow +1 +1 +0 +1/);
    expect(stderr).toMatch(/none of the logs that can be read (?!.*disprove).*\n {4}.*readme\.md/);
    expect(stderr).toMatch(/flow\.log at 3: /);
    expect(stderr).toContain('cut.json.gz');
  });

  test('once, however its folder is spelled, in the same sets', async () => {
    const plain = await vedette('scan', at('logs'));
    const detour = at('logs', 'trail') + sep + join('..', '..', 'logs');
    expect((await vedette('scan', detour)).stderr).toBe(plain.stderr);
    const several = [at('logs'), detour, at('logs', 'flow'), at('logs', 'flow', 'flow.log')];
    expect((await vedette('scan', ...several)).stderr).toBe(plain.stderr);
  });

  test('relative to where it is called', async () => {
    const before = process.cwd();
    process.chdir(at('logs'));
    const { stderr } = await vedette('scan', '.');
    process.chdir(at('logs', 'flow'));
    const above = await vedette('scan', join('..', 'trail'));
    process.chdir(before);
    expect(stderr).toMatch(/^trail +cloudtrail +2 /m);
    expect(stderr).toMatch(/^flow +vpc-flow +1 /m);
    expect(stderr).toMatch(/^\. +\(none\) +[12] /m);
    expect(above.stderr).toMatch(/^\.\.\/trail +cloudtrail +2 /m);
  });

  test('and folders too many to read of are summed up, those with something to tell first', async () => {
    for (let i = 0; i < 70; i++) {
      mkdirSync(at('many', String(i)), { recursive: true });
      const content = i === 69 ? trail(stopped) : JSON.stringify({ Records: [event({ requestID: String(i) })] });
      writeFileSync(at('many', String(i), 'x.json'), content);
    }
    const { stderr } = await vedette('scan', at('many'));
    expect(stderr).toMatch(/many\/69 +cloudtrail +1 +1 +0 +0 +1 Stealth/);
    expect(stderr).toMatch(/^and 20 more +cloudtrail +20 +20 +0 +0$/m);
    expect(stderr.match(/many\//g)).toHaveLength(50);
  });

  test('in the report, a line a file', async () => {
    await vedette('scan', at('logs'), `--report=${at('report.jsonl')}`, '--quiet');
    const reports = lines(readFileSync(at('report.jsonl'), 'utf8'));
    expect(reports.map(({ object }) => object)).toHaveLength(5);
    expect(reports).toContainEqual(expect.objectContaining({ state: 'read', records: 1, unreadable: 1 }));
    expect(reports).toContainEqual(
      expect.objectContaining({ state: 'failed', troubles: [expect.objectContaining({ kind: 'unknown-format' })] }),
    );
  });

  test('in the report on stdout, which a pipe takes', async () => {
    const { stdout } = await vedette('scan', at('logs', 'trail', 'quiet.json'), '--report=-', '-q');
    expect(lines(stdout)).toMatchObject([{ object: { key: at('logs', 'trail', 'quiet.json') }, state: 'read' }]);
  });

  test('when there is nothing but files that cannot be read, that is an error', async () => {
    const { code, stderr } = await vedette('scan', at('logs', 'readme.md'));
    expect(code).toBe(1);
    expect(stderr).toContain('Not read (1)');
  });

  test('links to files are read, links to folders, into nowhere and round in circles are named', async () => {
    mkdirSync(at('links'));
    symlinkSync(at('logs', 'trail', 'bad.json.gz'), at('links', 'good.json.gz'));
    symlinkSync(at('links'), at('links', 'circle'));
    symlinkSync(at('nowhere'), at('links', 'gone'));
    const { code, stderr } = await vedette('scan', at('links'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/A link to a folder is not followed.*\n.*circle/);
    expect(stderr).toMatch(/it does not exist.*\n.*gone/);
  });

  test.skipIf(process.getuid?.() === 0)('folders that may not be read are named', async () => {
    mkdirSync(at('locked', 'in'), { recursive: true });
    chmodSync(at('locked', 'in'), 0);
    expect((await vedette('scan', at('locked'))).stderr).toMatch(/permission is denied.*\n.*in/);
  });

  test('an empty folder is an error, for nothing was looked at', async () => {
    mkdirSync(at('empty'));
    expect(await vedette('scan', at('empty'))).toMatchObject({ code: 1 });
  });
});

describe('lists', () => {
  test('make detectors speak that need them; which are silent for want of one is said once', async () => {
    writeFileSync(at('ours.txt'), '203.0.113.77\nnot an address\n');
    writeFileSync(
      at('called.json'),
      JSON.stringify({
        Records: [event({ eventName: 'CreateUser', sourceIPAddress: '203.0.113.77', readOnly: false })],
      }),
    );
    const without = await vedette('scan', at('called.json'));
    expect(without).toMatchObject({ code: 0, stdout: '' });
    expect(without.stderr.match(/\d+ finding types of \d+ cannot fire without lists of [^:]*\bcustom\b/g)).toHaveLength(
      1,
    );
    const given = await vedette('scan', at('called.json'), `--list=custom=${at('ours.txt')}`, '--format=finding');
    expect(lines(given.stdout)).toMatchObject([
      {
        type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
        service: {
          evidence: { threatIntelligenceDetails: [{ threatListName: 'ours', threatNames: ['203.0.113.77'] }] },
        },
      },
    ]);
    expect(given.stderr).toContain('ours.txt, line 2');
    expect(given.stderr).toMatch(/cannot fire without lists of (?![^:]*\bcustom\b)/);
  });

  test('that are trusted silence, and how much is said', async () => {
    writeFileSync(at('trusted.txt'), '203.0.113.0/24\n');
    const lists = [`--list=custom=${at('ours.txt')}`, `--list=trusted=${at('trusted.txt')}`];
    const { code, stderr } = await vedette('scan', at('called.json'), ...lists);
    expect(code).toBe(0);
    expect(stderr).toContain('1 record skipped');
  });
});

test('what is stored is listed and shown, and storing it again changes nothing but that it was updated', async () => {
  const first = await vedette('scan', at('logs', 'trail'), '--store');
  expect(first.stderr).toContain('Kept 1 finding in the database, 1 of them new.');
  const listed = await vedette('findings', 'list', '--format=finding');
  const again = await vedette('scan', at('logs', 'trail'), '--store');
  expect(again.stderr).toContain('0 of them new');
  const [before] = lines(listed.stdout);
  const [after] = lines((await vedette('findings', 'list', '--format=finding')).stdout);
  expect(before).toMatchObject({ disposition: { status: 'NEW' } });
  const updated = { updatedAt: after?.['updatedAt'], disposition: { archived: false, status: 'UPDATED' } };
  expect(after).toEqual({ ...before, ...updated });
  expect(String(after?.['updatedAt']) > String(before?.['updatedAt'])).toBe(true);

  const shown = await vedette('findings', 'show', String(after?.['id']));
  expect(shown.code).toBe(0);
  for (const part of ['Severity   Low', at('logs', 'trail', 'bad.json.gz'), 'What to do', 'Blind spots'])
    expect(shown.stdout).toContain(part);
  const other = '0'.repeat(32);
  expect(await vedette('findings', 'show', other)).toMatchObject({
    code: 1,
    stderr: `There is no finding ${other}.\n`,
  });
  expect((await vedette('findings', 'list', '--severity=critical')).stderr).toContain('No stored findings');
  expect((await vedette('findings', 'list', '--limit=1')).stderr).toBe('Showing the first 1; --limit=N shows more.\n');
  expect(listed.stderr).toBe('');
});

test('what is stored in an embedded database is there for the next command', async () => {
  vi.stubEnv('DATABASE_URL', '');
  await vedette('scan', at('logs', 'trail'), '--store');
  const { stdout } = await vedette('findings', 'list', '--format=finding');
  vi.unstubAllEnvs();
  expect(lines(stdout)).toHaveLength(1);
});

test('scan honours what the file says of detectors and of lists', async () => {
  const [story] = Object.values(portscan.examples.fires);
  if (story === undefined) throw new Error('the detector has no example');
  const log = join(folder.path, 'flow.log.gz');
  writeFileSync(log, gzipSync(vpcFlow.text(story())));
  const config = join(folder.path, 'vedette.yaml');
  const scan = async (text: string) => {
    writeFileSync(config, text);
    const { stdout } = await vedette('scan', '--format=guardduty', `--config=${config}`, log);
    return lines(stdout).map(({ type }) => type);
  };
  expect(await scan('')).toContain(portscan.type);
  expect(await scan('settings: { "Recon:EC2/Portscan": { enabled: false } }')).not.toContain(portscan.type);
  writeFileSync(join(folder.path, 'ours.txt'), '203.0.113.0/24\n');
  expect(await scan('lists: { trusted: [ours.txt] }')).toEqual([]);
});
