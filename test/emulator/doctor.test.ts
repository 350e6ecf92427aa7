import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import type { State } from '#services/cli/checks/check.ts';
import { createSituation } from '#services/cli/checks/situation.ts';
import { runChecks, worstOf, type Checked } from '#services/cli/checks.ts';
import { openLists } from '#services/cli/list-files.ts';
import { runCli } from '#services/cli/run-cli.ts';
import { openTerminal } from '#services/cli/terminal.ts';
import { loadConfig, readConfig } from '#services/config.ts';
import { minutes } from '#services/model/time.ts';
import type { OpenedIntel } from '#services/workers/adapters/intel-store.ts';
import { Collector, lines, vedette } from '../rooms/cli/run.ts';
import { openEmpty } from '../databases.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import type { Fault } from '../world/aws-request.ts';
import {
  createBucket,
  createOrganization,
  createOrganizationTrail,
  deployMemberRole,
  EXTERNAL_ID,
  putObject,
  type TestOrganization,
} from '../world/organization.ts';

const moto = inject('motoUrl');

/** A problem, as doctor reports it. */
interface Amiss {
  readonly what: string;
  readonly state: string;
  readonly detail: string;
}

async function doctor() {
  const { code, stdout } = await vedette('doctor', '--json');
  const said = lines(stdout).map((line): Amiss => ({
    what: String(line['what']),
    state: String(line['state']),
    detail: String(line['detail']),
  }));
  return { code, said };
}

/**
 * Five accounts, of which one state after the other is broken. Doctor reports each with the remedy, and so does serve.
 */
describe.skipIf(moto === undefined)('doctor', () => {
  const emulator = new AwsEmulator(moto);
  const folder = mkdtempSync(join(tmpdir(), 'vedette-doctor-'));
  let organization: TestOrganization;
  let ordinary: string;
  let bucket: string;
  let database: Database;
  let intel: OpenedIntel;
  const before = { ...process.env };
  let usual: Readonly<Record<string, string>>;

  const set = (values: Readonly<Record<string, string>>) => Object.assign(process.env, usual, values);
  const actAs = (accountId: string) => ({ AWS_ACCESS_KEY_ID: emulator.credentialsOf(accountId).accessKeyId });
  const faulty = (...faults: readonly Fault[]) => void emulator.faults.push(...faults);
  const denied = { status: 403, code: 'AccessDeniedException' };

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 5);
    const { members, managementAccountId, administratorAccountId, suffix } = organization;
    ordinary = members[1] ?? '';
    const everyone = [managementAccountId, ...members];
    for (const id of everyone) {
      await deployMemberRole(emulator, organization, id);
      emulator.securityHub.enable(id, 'us-east-1');
    }
    bucket = `trail-of-${suffix}`;
    await createBucket(emulator, administratorAccountId, bucket);
    await createOrganizationTrail(emulator, organization, bucket);
    const key = `AWSLogs/${organization.id}/${ordinary}/CloudTrail/us-east-1/2026/03/02/${ordinary}_CloudTrail_us-east-1_20260302T1000Z_AAAAAAAAAAAAAAAA.json`;
    await putObject(emulator, administratorAccountId, bucket, key, Buffer.from('{"Records":[]}'));
    usual = {
      VEDETTE_SYNC_HOURS: '0',
      VEDETTE_DATA_DIR: folder,
      VEDETTE_CONFIG: '',
      VEDETTE_MEMBER_ROLE: 'VedetteMember',
      VEDETTE_EXTERNAL_ID: EXTERNAL_ID,
      VEDETTE_REGIONS: 'us-east-1',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_SECRET_ACCESS_KEY: 'any',
      PORT: '0',
      LOG_LEVEL: 'silent',
      ...actAs(administratorAccountId),
    };
    set({});
    database = await openEmpty();
    intel = await openLists(undefined, readConfig(process.env));
  });
  afterEach(() => {
    emulator.faults.length = 0;
    emulator.clockAheadMs = 0;
    set({});
  });
  afterAll(async () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(folder, { recursive: true });
    await database?.close();
    await emulator.stop();
  });

  /** Checks that concern the organization. The others depend on the machine and on what was read before. */
  const CHECKED = ['AWS', 'organization', 'roles', 'buckets', 'Security Hub'];

  const isAmiss = ({ what, state }: Amiss) => state !== 'fine' && CHECKED.includes(what);

  /** The checks that doctor and serve both show, without starting either. Both are tested as a whole below. */
  async function check(): Promise<readonly Checked[]> {
    const config = await loadConfig({ environment: process.env, folder });
    await using situation = createSituation({ config, database, intel });
    return await runChecks(situation);
  }

  async function expectAmiss(
    worst: State,
    ...expected: readonly (readonly [what: string, state: string, detail: RegExp])[]
  ) {
    const checked = await check();
    expect(checked.filter(isAmiss)).toEqual(
      expected.map(([what, state, detail]) => ({ what, state, detail: expect.stringMatching(detail) })),
    );
    expect(worstOf(checked.filter(({ what }) => CHECKED.includes(what)))).toBe(worst);
  }

  /** The output of serve at its start, and the result of something that is done meanwhile. */
  async function serve<Result>(meanwhile: () => Promise<Result>) {
    const stderr = new Collector();
    const list = join(folder, 'ours.txt');
    writeFileSync(list, '192.0.2.1\nnonsense\n');
    const ended = runCli(
      ['serve', `--list=custom=${list}`],
      openTerminal({ stdout: new Collector(), stderr, env: {} }),
    );
    while (!/^\d+ of \d+ checks did not pass/m.test(stderr.text)) {
      const over = await Promise.race([ended.then(() => true), pause(50, false)]);
      if (over) throw new Error(`serve ended: ${stderr.text}`);
    }
    const during = await meanwhile();
    process.emit('SIGTERM');
    expect(await ended).toBe(0);
    return {
      during,
      text: stderr.text,
      said: stderr.text.split('\n').filter((line) => CHECKED.some((what) => line.split(': ')[1] === what)),
    };
  }

  test('says that all is fine when it is, and of what it tried that', async () => {
    const { id, administratorAccountId: own, managementAccountId: management } = organization;
    const tried = (await check()).filter(({ what }) => CHECKED.includes(what) && what !== 'AWS');
    expect(tried.map(({ what, detail }) => `${what}: ${detail}`)).toEqual([
      `organization: Organization ${id}: 5 accounts, of which 0 are not active and are skipped.`,
      `roles: An ordinary account, ${ordinary}: the member role can be assumed.`,
      `roles: The management account, ${management}: the member role can be assumed.`,
      `roles: The service’s own account, ${own}: the member role can be assumed.`,
      `buckets: ${bucket} is listed and read as ourselves.`,
      ...[ordinary, management, own].map(
        (account) => `Security Hub: Account ${account} accepts findings in us-east-1.`,
      ),
    ]);
    await expectAmiss('fine');
  });

  test('says what serve says at its start; while serve runs the database is not broken', async () => {
    const port = await freePort();
    set({ PORT: String(port), VEDETTE_EXTERNAL_ID: 'another-external-id' });
    const { during, said, text } = await serve(async () => {
      const here = await doctor();
      set({ PORT: '1' });
      return { ...here, elsewhere: (await doctor()).said };
    });
    expect(text).toMatch(/ours\.txt, line 2: /);
    expect(text).toContain(`Console: http://127.0.0.1:${port}/ (this machine only)`);
    const amiss = during.said.filter(isAmiss);
    expect(during.code).toBe(1);
    expect(amiss.map(({ what }) => what)).toEqual(['roles', 'roles', 'roles', 'buckets', 'Security Hub']);
    expect(said).toEqual(amiss.map(({ what, state, detail }) => `${state}: ${what}: ${detail}`));
    expect(during.said.filter(({ what }) => what === 'database')).toEqual([
      { what: 'database', state: 'fine', detail: expect.stringContaining('which is ready') },
    ]);
    expect(during.elsewhere.find(({ what }) => what === 'database')).toMatchObject({ state: 'broken' });
  });

  const unknown = /Not tried, because/;

  test('1: an account that is in no organization', async () => {
    set(actAs('999988887777'));
    await expectAmiss(
      'broken',
      ['organization', 'broken', /^This account is in no organization: run Vedette in an account of your organization/],
      ['roles', 'look', unknown],
      ['buckets', 'look', unknown],
      ['Security Hub', 'look', unknown],
    );
  });

  test('2: an account that is no delegated administrator', async () => {
    set(actAs(ordinary));
    await expectAmiss(
      'broken',
      ['organization', 'broken', /^Account \d{12} is not a delegated administrator.*register-delegated-administrator/],
      ['roles', 'look', unknown],
      ['buckets', 'look', unknown],
      ['Security Hub', 'look', unknown],
    );
  });

  test('3: credentials that AWS does not know', async () => {
    set({ AWS_ACCESS_KEY_ID: 'AKIAUNKNOWN' });
    const [first] = (await check()).filter(isAmiss);
    expect(first).toEqual({ what: 'AWS', state: 'broken', detail: expect.stringMatching(/^No identity at AWS/) });
  });

  test('4: another external id than the roles ask for', async () => {
    set({ VEDETTE_EXTERNAL_ID: 'another-external-id' });
    await expectAmiss(
      'broken',
      ['roles', 'broken', /^An ordinary account, \d+: AWS STS does not allow assuming .* external id\. Deploy infra/],
      ['roles', 'broken', /^The management account, \d+: .* deploy the role there as a plain stack\.$/],
      ['roles', 'broken', /^The service’s own account, \d+: /],
      ['buckets', 'look', unknown],
      ['Security Hub', 'look', unknown],
    );
  });

  test('5: no role in an ordinary account, or in the management account', async () => {
    set({ VEDETTE_MEMBER_ROLE: 'NoSuchRole' });
    const states = (await check()).filter(({ what }) => what === 'roles').map(({ state }) => state);
    expect(states).toEqual(['broken', 'broken', 'broken']);
    set({});
    faulty({ service: 'sts', action: 'AssumeRole', ...denied });
    expect(worstOf(await check())).toBe('broken');
  });

  test('6: a Region that is not there', async () => {
    set({ VEDETTE_REGIONS: 'us-east-1,mars-north-1' });
    await expectAmiss('broken', [
      'roles',
      'broken',
      /^regions contains mars-north-1, which no examined account has enabled/,
    ]);
  });

  test('7: a log bucket that nobody may list', async () => {
    faulty({ service: 's3', action: 'ListObjectsV2', status: 403, code: 'AccessDenied' });
    await expectAmiss('broken', [
      'buckets',
      'broken',
      /may list trail-of-\d+: grant one of them s3:ListBucket and s3:GetObject/,
    ]);
  });

  test('8: logs that may be listed and not decrypted', async () => {
    faulty({ service: 's3', action: 'GetObject', status: 403, code: 'AccessDenied' });
    await expectAmiss('broken', [
      'buckets',
      'broken',
      /can be listed as ourselves, but not read: allow s3:GetObject, and kms:Decrypt/,
    ]);
  });

  test('9: Security Hub that takes nothing from the role, or is not enabled', async () => {
    faulty({ service: 'securityhub', action: 'BatchImportFindings', accountId: ordinary, ...denied });
    await expectAmiss('broken', [
      'Security Hub',
      'broken',
      new RegExp(`^Account ${ordinary} may not import in us-east-1: `),
    ]);
    emulator.faults.length = 0;
    faulty({
      service: 'securityhub',
      action: 'DescribeHub',
      accountId: ordinary,
      status: 401,
      code: 'InvalidAccessException',
    });
    await expectAmiss('look', [
      'Security Hub',
      'look',
      /has not enabled Security Hub in us-east-1: its findings wait until it does/,
    ]);
    expect(emulator.securityHub.findings()).toEqual([]);
  });

  test('10: a clock that is off', async () => {
    emulator.clockAheadMs = minutes(11.5);
    await expectAmiss('broken', [
      'AWS',
      'broken',
      /^The clock is 11 minutes off that of AWS: synchronize it \(NTP\)\. AWS rejects/,
    ]);
  });

  test('11: settings of an organizational unit that is not there', async () => {
    const file = join(folder, 'vedette.yaml');
    writeFileSync(file, 'organizationalUnits:\n  ou-ab12-cd34ef56: { "Recon:EC2/Portscan": { ports: 3 } }\n');
    set({ VEDETTE_CONFIG: file });
    await expectAmiss('broken', ['organization', 'broken', /^Settings of ou-ab12-cd34ef56 apply to no new account: /]);
  });

  test('12: a sink that is switched off is not asked for', async () => {
    const file = join(folder, 'vedette.yaml');
    writeFileSync(file, 'sinks: { security-hub: { enabled: false } }\n');
    set({ VEDETTE_CONFIG: file });
    faulty({ service: 'securityhub', ...denied });
    expect((await check()).filter(({ what }) => what === 'Security Hub')).toEqual([
      { what: 'Security Hub', state: 'fine', detail: expect.stringContaining('security-hub is switched off') },
    ]);
  });

  test('was asked of in no way that the emulator does not have', () => {
    expect([...emulator.unimplemented]).toEqual([]);
  });
});

/** A port that nobody listens on, chosen by the system. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A server on a port has its number.');
  return address.port;
}
