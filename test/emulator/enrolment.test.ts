import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { storedEnrolments } from '#db/queries/enrolments.ts';
import type { Aws } from '#services/aws/aws.ts';
import type { EnrolmentSettings } from '#services/model/enrolment.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { carryOut, survey, type DoneTask, type Survey } from '#services/workers/enrol/enrol.ts';
import { emptyUrl } from '../databases.ts';
import { lines, vedette, vedetteOnScreen } from '../rooms/cli/run.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import {
  closeAccount,
  createBucket,
  createOrganization,
  deployEnrolmentRole,
  deployMemberRole,
  EXTERNAL_ID,
  HOME_REGION,
  openAsAdministrator,
  type TestOrganization,
} from '../world/organization.ts';

const moto = inject('motoUrl');
const REGIONS = ['eu-west-1', 'us-east-1'];

/**
 * Eight accounts: the management account and the first are as they should be, one has no role, one lets us look but not
 * switch on, one is closed, one is excluded.
 */
describe.skipIf(moto === undefined)('enrolment', () => {
  const emulator = new AwsEmulator(moto);
  const folder = mkdtempSync(join(tmpdir(), 'vedette-enrolment-'));
  const environment = { ...process.env };
  let organization: TestOrganization;
  let names: Record<'administrator' | 'plain' | 'roleless' | 'lookable' | 'closed' | 'excluded' | 'later', string>;
  let enrolment: EnrolmentSettings;
  let aws: Aws;
  let database: Database;
  let url: string;
  const now = { at: new Date() };
  const world = () => ({ database, now: () => now.at });
  const seen = (changes: { roles?: boolean; fresh?: boolean } = {}) =>
    survey(world(), aws, { enrolment, regions: REGIONS, ...changes });
  const carry = (found: Survey) => carryOut(world(), aws, enrolment, found, found.plan.tasks);
  const callsTo = (pattern: RegExp) => emulator.calls.filter((call) => pattern.test(call)).length;

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 8);
    const { members, managementAccountId, administratorAccountId, suffix } = organization;
    const [administrator, plain, roleless, lookable, closed, excluded, later] = members;
    names = { administrator, plain, roleless, lookable, closed, excluded, later } as typeof names;
    const bucket = `enrolled-${suffix}`;
    await createBucket(emulator, administratorAccountId, bucket);
    const eventBus = `arn:aws:events:us-east-1:${administratorAccountId}:event-bus/vedette`;
    for (const id of [managementAccountId, ...members]) {
      if (id !== names.roleless && id !== names.later) await deployMemberRole(emulator, organization, id);
      if (id !== names.lookable && id !== names.later) await deployEnrolmentRole(emulator, organization, id, eventBus);
    }
    await closeAccount(emulator, organization, names.closed);
    enrolment = {
      autoEnable: {
        cloudtrail: 'ALL',
        'vpc-flow': 'ALL',
        'dns-query': 'ALL',
        'security-hub': 'ALL',
        'management-events': 'ALL',
        'eks-audit': 'ALL',
      },
      exclude: [names.excluded],
      bucket,
      eventBus,
      role: 'VedetteEnrolment',
    };
    aws = openAsAdministrator(emulator, organization);
    url = await emptyUrl();
    database = await openDatabase(url);
  });
  beforeEach(() => {
    emulator.calls.length = 0;
    emulator.faults.length = 0;
  });
  afterAll(async () => {
    // Changes the object in place, because nothing else would read another one.
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    rmSync(folder, { recursive: true, force: true });
    await database?.close();
    await aws?.[Symbol.asyncDispose]();
    await emulator.stop();
  });

  test('is planned: each account in a state of its own, tasks where all is off, calls where we can do nothing', async () => {
    const found = await seen();
    expect(found.plan.members).toHaveLength(8);
    expect(stateOf(found, names.plain)).toBe('Created');
    expect(stateOf(found, names.roleless)).toBe('Invited');
    expect(stateOf(found, names.closed)).toBe('AccountSuspended');
    expect(stateOf(found, names.excluded)).toBe('Disabled');
    const ofPlain = found.plan.tasks.filter(({ accountId }) => accountId === names.plain);
    expect(ofPlain.map(({ id }) => id.slice(13)).toSorted()).toEqual([
      'eu-west-1/dns-query',
      'eu-west-1/management-events',
      'eu-west-1/security-hub',
      'eu-west-1/vpc-flow',
      'us-east-1/cloudtrail',
      'us-east-1/dns-query',
      'us-east-1/management-events',
      'us-east-1/security-hub',
      'us-east-1/vpc-flow',
    ]);
    expect(found.plan.obstacles.map(({ accountId }) => accountId).toSorted()).toEqual(
      [names.roleless, names.later].toSorted(),
    );
    expect(emulator.calls.filter((call) => call.startsWith(names.excluded))).toEqual([]);
  });

  test('is carried out as the enrolment role, and what cannot be says why', async () => {
    // As an earlier run left it that died: the trail exists, and was not started.
    const found = await seen();
    expect(found.looked).toBe(0);
    const done = await carry(found);
    expect(done).toHaveLength(found.plan.tasks.length);
    expect(outcomes(done)).toEqual(
      [
        `${organization.managementAccountId} done`,
        `${names.administrator} done`,
        `${names.plain} done`,
        `${names.lookable} refused`,
      ].toSorted(),
    );
    const refused = done.find(({ outcome }) => outcome.outcome === 'refused');
    expect(refused?.outcome.detail).toMatch(/deploy infra\/enrolment-role\.yaml there/);
    expect(callsTo(/sts:AssumeRole/)).toBe(4);
    const stored = await storedEnrolments(database.db, EVERYTHING);
    const its = stored.find(({ look }) => look.accountId === names.lookable);
    expect(its?.outcomes[refused?.task.id ?? '']).toMatchObject({ outcome: 'refused' });
  });

  test('is done then: another look at everything finds it on, and tasks for nobody but who refused', async () => {
    const found = await seen({ fresh: true });
    expect(stateOf(found, names.plain)).toBe('Enabled');
    expect(stateOf(found, names.administrator)).toBe('Enabled');
    expect(found.plan.tasks.filter(({ accountId }) => accountId !== names.lookable)).toEqual([]);
    expect(found.plan.tasks.length).toBeGreaterThan(0);
  });

  test('done twice, it is done once', async () => {
    const found = await seen();
    const its = found.looks.get(names.plain);
    const features = its?.features.map((each) => ({ ...each, off: each.feature === 'vpc-flow' ? [] : [names.plain] }));
    const hub = { accountId: names.plain, region: 'us-east-1', resources: [names.plain], does: '', price: PRICE };
    const tasks = (['security-hub', 'management-events', 'cloudtrail'] as const).map((feature) => ({
      ...hub,
      feature,
      id: `${names.plain}/us-east-1/${feature}`,
    }));
    expect(features).toBeDefined();
    const done = await carryOut(world(), aws, enrolment, found, tasks);
    // The rule of EventBridge is on already, and must not be switched off in between.
    expect(callsTo(/events:PutRule/)).toBe(1);
    expect(done.map(({ outcome }) => [outcome.outcome, outcome.outcome === 'done' || outcome.detail])).toEqual([
      ['done', true],
      ['done', true],
      ['done', true],
    ]);
  });

  test('who joins is enrolled, who is closed or took its role away is seen, and nobody else is asked', async () => {
    await deployMemberRole(emulator, organization, names.later);
    await deployEnrolmentRole(emulator, organization, names.later, enrolment.eventBus ?? '');
    await closeAccount(emulator, organization, names.lookable);
    await emulator.query(names.plain, 'cloudformation', HOME_REGION, { Action: 'DeleteStack', StackName: 'vedette' });
    // Assumed credentials last an hour, so this looks with another process, which has none.
    const fresh = openAsAdministrator(emulator, organization);
    try {
      const found = await survey(world(), fresh, { enrolment, regions: REGIONS, roles: true });
      expect(stateOf(found, names.lookable)).toBe('AccountSuspended');
      expect(stateOf(found, names.plain)).toBe('Resigned');
      expect(found.looked).toBe(2);
      const done = await carryOut(world(), fresh, enrolment, found, found.plan.tasks);
      expect(outcomes(done)).toEqual([`${names.later} done`]);
      expect(stateOf(await survey(world(), fresh, { enrolment, regions: REGIONS }), names.later)).toBe('Enabled');
      const calls = emulator.calls.filter((call) => !/(sts|organizations|cloudformation|iam):/.test(call));
      expect([...new Set(calls.map((call) => call.split(' ')[0]))]).toEqual([names.later]);
    } finally {
      await fresh[Symbol.asyncDispose]();
    }
  });

  test('vedette org plan and apply say the same on the command line, and ask before they cost', async () => {
    const config = join(folder, 'vedette.yaml');
    writeFileSync(config, JSON.stringify({ enrolment: { ...enrolment, exclude: [names.excluded, names.roleless] } }));
    Object.assign(process.env, {
      DATABASE_URL: url,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: emulator.credentialsOf(organization.administratorAccountId).accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'secret',
      VEDETTE_EXTERNAL_ID: EXTERNAL_ID,
      VEDETTE_REGIONS: REGIONS.join(','),
      AWS_REGION: HOME_REGION,
    });
    const planned = await vedette('org', 'plan', '--format=json', '--config', config);
    expect(planned.code).toBe(3);
    const members = lines(planned.stdout).filter(({ kind }) => kind === 'member');
    const obstacles = lines(planned.stdout).filter(({ kind }) => kind === 'obstacle');
    expect(obstacles).toEqual([expect.objectContaining({ accountId: names.plain, by: expect.stringMatching(/\w/) })]);
    expect(members.map(({ state }) => state).toSorted()).toEqual(
      [
        'Enabled',
        'Enabled',
        'Enabled',
        'AccountSuspended',
        'AccountSuspended',
        'Disabled',
        'Disabled',
        'Resigned',
      ].toSorted(),
    );
    expect(planned.stderr).toBe('Looked at 0 of 8 accounts; the others have not changed.\n');
    const shown = await vedette('org', 'plan', '--config', config);
    expect(shown.stdout).toMatch(new RegExp(`^${names.plain}: .*member-role`, 'm'));
    expect(shown.stdout).toMatch(/Accounts: 3 Enabled, 2 Disabled, 1 Resigned, 2 AccountSuspended\./);

    await deployMemberRole(emulator, organization, names.plain);
    await deployMemberRole(emulator, organization, names.roleless);
    writeFileSync(config, JSON.stringify({ enrolment }));
    const asked = await vedette('org', 'apply', '--feature=security-hub', '--config', config);
    expect(asked).toEqual({
      code: 2,
      stdout: '',
      stderr: 'This is 2 tasks, about $0.00 (0.00–0.00) a month: review it with vedette org plan, then add --yes.\n',
    });
    const roleless = join(folder, 'roleless.yaml');
    writeFileSync(roleless, JSON.stringify({ enrolment: { ...enrolment, role: undefined } }));
    expect(await vedette('org', 'apply', '--feature=security-hub', '--yes', '--config', roleless)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Nothing can be switched on: deploy infra/enrolment-role.yaml and set enrolment.role in vedette.yaml.\n',
    });
    const applied = await vedette('org', 'apply', '--feature=security-hub', '--yes', '--config', config);
    expect(applied).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^(done: \d{12}\/[a-z\d-]+\/security-hub: \S.*\n){2}$/),
      stderr: '2 tasks done, 0 refused.\n',
    });
    expect(await vedette('org', 'apply', '--feature=security-hub', '--yes', '--config', config)).toEqual({
      code: 0,
      stdout: '',
      stderr: 'Nothing is left to switch on.\n',
    });
    emulator.faults.push({ service: 'ec2', action: 'CreateFlowLogs', status: 403, code: 'UnauthorizedOperation' });
    const one = [`--account=${names.roleless}`, '--feature=vpc-flow', '--config', config];
    const tasks = lines((await vedette('org', 'plan', '--format=json', ...one)).stdout).filter(
      ({ kind }) => kind === 'task',
    );
    expect(tasks.map(({ id }) => id)).toEqual(REGIONS.map((region) => `${names.roleless}/${region}/vpc-flow`));
    const refused = await vedette('org', 'apply', '--yes', '--json', ...one);
    expect(refused).toMatchObject({ code: 1, stderr: '0 tasks done, 2 refused.\n' });
    expect(lines(refused.stdout)).toEqual(
      tasks.map((task) => ({
        task: expect.objectContaining({ id: task['id'] }),
        outcome: 'refused',
        at: expect.any(String),
        detail: expect.stringMatching(/^Could not create flow logs in .*: UnauthorizedOperation/),
      })),
    );
    emulator.faults.length = 0;
    const looked = await vedetteOnScreen(200, 'org', 'plan', '--fresh', ...one);
    expect(looked.stderr).toMatch(/Looked at [1-5] of 5 accounts/);
    expect(looked.stderr).toMatch(/Looked at 5 of 8 accounts; the others have not changed\.\n$/);
    const [told] = lines((await vedette('audit', 'list', '--json', '--config', config)).stdout);
    expect(told).toMatchObject({
      entry: {
        who: 'local',
        what: 'enrolment.applied',
        about: { tasks: [/\//, /\//].map((part) => expect.stringMatching(part)) },
      },
    });
  });

  test('called nothing that the emulator does not have', () => {
    expect([...emulator.unimplemented]).toEqual([]);
  });
});

const PRICE = { low: 0, likely: 0, high: 0, because: '' };

function outcomes(done: readonly DoneTask[]): readonly string[] {
  return [...new Set(done.map(({ task, outcome }) => `${task.accountId} ${outcome.outcome}`))].toSorted();
}

function stateOf({ plan }: Survey, accountId: string) {
  return plan.members.find((member) => member.accountId === accountId)?.state;
}
