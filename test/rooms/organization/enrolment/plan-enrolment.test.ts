import { describe, expect, test } from 'vitest';
import { ENROLMENT, FEATURES, type AccountLook, type EnrolmentSettings } from '#services/model/enrolment.ts';
import { days, hours } from '#services/model/time.ts';
import { dueLooks, withDone } from '#services/organization/enrolment/looks.ts';
import { planEnrolment, type PlanContext } from '#services/organization/enrolment/plan-enrolment.ts';
import { priceOf, totalOf } from '#services/organization/enrolment/price.ts';
import { unitsOfEnrolment, wantedOf, type PlacedAccount } from '#services/organization/enrolment/wanted.ts';

const ACCOUNT = '111122223333';
const UNIT = 'ou-ab12-cd34ef56';
const INNER = 'ou-ab12-00000000';

function account(changes: Partial<PlacedAccount> = {}): PlacedAccount {
  return {
    id: ACCOUNT,
    name: 'one',
    status: 'ACTIVE',
    management: false,
    joinedAt: new Date('2026-01-01T00:00:00Z'),
    organizationalUnits: [],
    listed: true,
    ...changes,
  };
}

function look(changes: Partial<AccountLook> = {}): AccountLook {
  return {
    accountId: ACCOUNT,
    refusal: null,
    regions: ['eu-west-1'],
    asked: ['vpc-flow'],
    features: [{ feature: 'vpc-flow', region: 'eu-west-1', on: 1, off: ['vpc-b', 'vpc-a'], refusal: null }],
    ...changes,
  };
}

const FLOW: EnrolmentSettings = { autoEnable: { 'vpc-flow': 'ALL' }, bucket: 'example-logs', role: 'VedetteEnrolment' };
const CONTEXT: PlanContext = { volumes: new Map(), memberRole: 'VedetteMember' };

function planOf(
  accounts: readonly PlacedAccount[],
  looks: readonly AccountLook[],
  settings = FLOW,
  { known = [], ...context }: Partial<PlanContext> & { known?: readonly string[] } = {},
) {
  const asIs = { accounts, looks: new Map(looks.map((each) => [each.accountId, each])), known: new Set(known) };
  return planEnrolment(asIs, settings, { ...CONTEXT, ...context });
}

function wanted(settings: EnrolmentSettings, changes: Partial<PlacedAccount> = {}) {
  return wantedOf(account(changes), settings).features;
}

describe('what is wanted of an account', () => {
  test('ALL means all, NONE and silence nobody, NEW those that join from the day on', () => {
    const settings: EnrolmentSettings = {
      autoEnable: { cloudtrail: 'ALL', 'vpc-flow': 'NEW', 'dns-query': 'NONE' },
      since: '2026-06-01',
    };
    expect(wanted(settings)).toEqual(['cloudtrail']);
    expect(wanted(settings, { joinedAt: new Date('2026-06-01T00:00:00Z') })).toEqual(['cloudtrail', 'vpc-flow']);
    expect(wanted(settings, { joinedAt: new Date('2026-05-31T23:59:59Z') })).toEqual(['cloudtrail']);
    expect(wanted(settings, { joinedAt: null })).toEqual(['cloudtrail']);
  });

  test('the nearest unit that says something of a feature wins, feature by feature', () => {
    const settings: EnrolmentSettings = {
      autoEnable: { cloudtrail: 'ALL', 'vpc-flow': 'ALL' },
      organizationalUnits: { [UNIT]: { 'vpc-flow': 'NONE', 'dns-query': 'ALL' }, [INNER]: { 'vpc-flow': 'ALL' } },
    };
    expect(wanted(settings, { organizationalUnits: [UNIT] })).toEqual(['cloudtrail', 'dns-query']);
    expect(wanted(settings, { organizationalUnits: [INNER, UNIT] })).toEqual(['cloudtrail', 'vpc-flow', 'dns-query']);
  });

  test('exclusions, of the account or a unit above it, win over everything', () => {
    expect(wanted({ ...FLOW, exclude: [ACCOUNT] })).toEqual([]);
    expect(wanted({ ...FLOW, exclude: [UNIT] }, { organizationalUnits: [INNER, UNIT] })).toEqual([]);
    expect(wanted({ ...FLOW, exclude: ['444455556666'] })).toEqual(['vpc-flow']);
    expect(unitsOfEnrolment({ organizationalUnits: { [UNIT]: {} }, exclude: [ACCOUNT, INNER, UNIT] })).toEqual([
      UNIT,
      INNER,
    ]);
  });

  test.each([
    [{ autoEnable: { cloudtrail: 'NEW' } }, /set since/],
    [{ organizationalUnits: { [UNIT]: { cloudtrail: 'NEW' } } }, /set since/],
    [{ automatic: true }, /needs role/],
    [{ exclude: ['root'] }, /neither an account id/],
    [{ role: 'arn:aws:iam::111122223333:role/x y' }, /not its ARN/],
    [{ bucket: 'Not_A_Bucket' }, /not the name of a bucket/],
  ])('%j is refused', (settings, message) => {
    expect(ENROLMENT.safeParse(settings).error?.message).toMatch(message);
  });
});

describe('the plan', () => {
  test('has one task of an account, Region and feature, with what it is for, what it does and what it costs', () => {
    const { tasks, members } = planOf([account()], [look()]);
    expect(tasks).toEqual([
      {
        id: `${ACCOUNT}/eu-west-1/vpc-flow`,
        accountId: ACCOUNT,
        region: 'eu-west-1',
        feature: 'vpc-flow',
        resources: ['vpc-a', 'vpc-b'],
        does: 'Create flow logs of vpc-a, vpc-b that deliver to s3://example-logs.',
        price: priceOf('vpc-flow', 'eu-west-1', new Map()),
      },
    ]);
    expect(members).toEqual([{ accountId: ACCOUNT, name: 'one', state: 'Created', because: '1 task left.' }]);
  });

  test('is the same in whatever order accounts and looks come', () => {
    const two = account({ id: '444455556666' });
    const looks = [look(), look({ accountId: two.id })];
    expect(planOf([two, account()], looks.toReversed())).toEqual(planOf([account(), two], looks));
  });

  test('does nothing where nothing is off, and nothing that is not wanted', () => {
    const done = look({ features: [{ feature: 'vpc-flow', region: 'eu-west-1', on: 3, off: [], refusal: null }] });
    expect(planOf([account()], [done])).toMatchObject({ tasks: [], obstacles: [], members: [{ state: 'Enabled' }] });
    const hub = { feature: 'security-hub', region: 'eu-west-1', on: 0, off: [ACCOUNT], refusal: null } as const;
    expect(planOf([account()], [look({ features: [hub] })]).tasks).toEqual([]);
  });

  test.each([
    ['Removed', account({ listed: false, status: 'SUSPENDED' }), look(), {}],
    ['AccountSuspended', account({ status: 'SUSPENDED' }), look(), {}],
    ['AccountSuspended', account({ status: 'PENDING_CLOSURE' }), look(), {}],
    ['Disabled', account(), look(), { exclude: [ACCOUNT] }],
    ['Created', account(), undefined, {}],
    ['Created', account(), look({ asked: [], features: [] }), {}],
    ['Invited', account(), look({ refusal: 'No role.' }), {}],
  ] as const)('an account is %s', (state, its, seen, settings) => {
    const plan = planOf([its], seen === undefined ? [] : [seen], { ...FLOW, ...settings });
    expect(plan.members.map((member) => member.state)).toEqual([state]);
    expect(plan.tasks).toEqual([]);
  });

  test('who took its role away has resigned, and whoever can give it back is told the call', () => {
    const plan = planOf([account()], [look({ refusal: 'No role.' })], FLOW, { known: [ACCOUNT] });
    expect(plan.members).toMatchObject([{ state: 'Resigned', because: 'No role.' }]);
    expect(plan.obstacles).toMatchObject([
      { accountId: ACCOUNT, by: 'the management account', call: expect.stringContaining(`Accounts=${ACCOUNT}`) },
    ]);
  });

  test('a StackSet never reaches the management account, so its call is another', () => {
    const plan = planOf([account({ management: true })], [look({ refusal: 'No role.' })]);
    expect(plan.obstacles[0]?.call).toMatch(/^aws cloudformation create-stack --stack-name .*VedetteMember/);
  });

  test('what is refused is an obstacle and no task, and holds up nothing else', () => {
    const refused = { feature: 'vpc-flow', region: 'us-east-1', on: 0, off: [], refusal: 'Denied.' } as const;
    const plan = planOf([account()], [look({ features: [refused, ...look().features] })]);
    expect(plan.tasks.map(({ region }) => region)).toEqual(['eu-west-1']);
    expect(plan.obstacles).toMatchObject([{ region: 'us-east-1', feature: 'vpc-flow', detail: 'Denied.' }]);
    expect(planOf([account()], [look({ features: [refused] })]).members).toMatchObject([{ state: 'Created' }]);
  });

  test('a Region that was asked for and is not enabled is said so, with the call', () => {
    const done = look({ features: [{ feature: 'vpc-flow', region: 'eu-west-1', on: 1, off: [], refusal: null }] });
    const plan = planOf([account()], [done], FLOW, { regions: ['eu-west-1', 'me-south-1'] });
    expect(plan.members).toMatchObject([{ state: 'RegionDisabled' }]);
    expect(plan.obstacles).toMatchObject([
      { region: 'me-south-1', call: `aws account enable-region --account-id ${ACCOUNT} --region-name me-south-1` },
    ]);
  });

  test('settings that tasks cannot do without are asked for once', () => {
    const looks = [look(), look({ accountId: '444455556666' })];
    const plan = planOf([account(), account({ id: '444455556666' })], looks, { autoEnable: { 'vpc-flow': 'ALL' } });
    expect(plan.obstacles.map(({ accountId, detail }) => [accountId, /enrolment\.\w+/.exec(detail)?.[0]])).toEqual([
      [undefined, 'enrolment.bucket'],
      [undefined, 'enrolment.role'],
    ]);
  });
});

describe('looks', () => {
  const now = days(1000);
  const due = (at: number, seen: AccountLook, settings = FLOW, its = account()) =>
    dueLooks([its], new Map([[seen.accountId, { look: seen, at }]]), settings, now).map(({ account: { id } }) => id);
  const done = withDone(look(), planOf([account()], [look()]).tasks[0]!);

  test('are taken of who was never looked at, daily of who is done, hourly of who is not', () => {
    expect(dueLooks([account()], new Map(), FLOW, now)).toMatchObject([{ features: ['vpc-flow'] }]);
    expect(due(now - hours(23), done)).toEqual([]);
    expect(due(now - hours(25), done)).toEqual([ACCOUNT]);
    // The look was taken while a clock was ahead.
    expect(due(now + days(30), done)).toEqual([ACCOUNT]);
    expect(due(now - hours(0.9), look())).toEqual([]);
    expect(due(now - hours(1.1), look())).toEqual([ACCOUNT]);
    expect(due(now - hours(1.1), look({ refusal: 'No role.', features: [] }))).toEqual([ACCOUNT]);
  });

  test('are taken at once where more is wanted', () => {
    expect(due(now, done, { autoEnable: { 'vpc-flow': 'ALL', cloudtrail: 'ALL' } })).toEqual([ACCOUNT]);
  });

  test('are taken at once where events go to another bus, if they are to go to any', () => {
    const eventBus = 'arn:aws:events:us-east-1:444455556666:event-bus/vedette';
    const seen = look({ ...done, asked: ['management-events'] });
    const events: EnrolmentSettings = { autoEnable: { 'management-events': 'ALL' }, eventBus };
    expect(due(now, { ...seen, eventBus }, events)).toEqual([]);
    expect(due(now, { ...seen, eventBus: `${eventBus}-2` }, events)).toEqual([ACCOUNT]);
    expect(due(now, seen, events)).toEqual([ACCOUNT]);
    expect(due(now, done, { ...FLOW, eventBus })).toEqual([]);
  });

  test('are not taken of who left, sleeps, or is wanted nothing of', () => {
    for (const its of [account({ listed: false }), account({ status: 'SUSPENDED' })])
      expect(dueLooks([its], new Map(), FLOW, now)).toEqual([]);
    expect(dueLooks([account()], new Map(), { autoEnable: {} }, now)).toEqual([]);
  });

  test('after a task is done a look finds it done, and of other Regions what it was', () => {
    const elsewhere = { feature: 'vpc-flow', region: 'us-east-1', on: 0, off: ['vpc-a'], refusal: null } as const;
    const before = look({ features: [...look().features, elsewhere] });
    const [task] = planOf([account()], [before]).tasks;
    expect(withDone(before, task!).features).toEqual([
      { feature: 'vpc-flow', region: 'eu-west-1', on: 3, off: [], refusal: null },
      elsewhere,
    ]);
  });
});

describe('prices', () => {
  test.each(FEATURES)('of %s stand in order, grow with the volume and say what they are made of', (feature) => {
    const assumed = priceOf(feature, 'us-east-1', new Map());
    expect(assumed.low).toBeLessThanOrEqual(assumed.likely);
    expect(assumed.likely).toBeLessThanOrEqual(assumed.high);
    expect(assumed.because).toMatch(/assumed/);
    expect(priceOf(feature, 'sa-east-1', new Map()).high).toBeCloseTo(2 * assumed.high, 1);
  });

  test('are made of what was measured: a million flows of 90 to 180 bytes at $0.25 a GB', () => {
    const volumes = new Map([['vpc-flow', { low: 1e8, likely: 1e9, high: 1e10, measuredIn: 12 }]]);
    const { low, likely, high, because } = priceOf('vpc-flow', 'us-east-1', volumes);
    expect([low, likely, high]).toEqual([2.27, 34.06, 454.14]);
    expect(because).toMatch(/what 12 accounts and Regions wrote/);
  });

  test('add up', () => {
    const price = { low: 0.1, likely: 0.2, high: 0.3, because: '' };
    expect(totalOf([price, price, price])).toEqual({ low: 0.3, likely: 0.6, high: 0.9 });
  });
});
