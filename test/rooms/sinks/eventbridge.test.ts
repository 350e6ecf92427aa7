import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import guardduty from '#services/formats/guardduty.ts';
import type { Receipt, Sink } from '#services/model/delivery.ts';
import type { Finding } from '#services/model/finding.ts';
import { hours, minutes } from '#services/model/time.ts';
import { openSinks, type SinkSettings } from '#services/sinks.ts';
import eventbridge from '#services/sinks/eventbridge.ts';
import { openHands } from '../../contracts/other-side.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';

const { region } = SSH_BRUTE_FORCE;

let hands: Awaited<ReturnType<typeof openHands>>;
beforeEach(async () => {
  hands = await openHands('events');
});
afterEach(() => hands.emulator.stop());
const bridge = () => hands.emulator.eventBridge;

async function open(
  settings: SinkSettings[string] = { bus: 'default' },
  render: (finding: Finding) => object = (finding) => guardduty.render(finding, undefined),
): Promise<Sink> {
  const [opened] = await openSinks([eventbridge], { eventbridge: settings }, hands.doors, async () => render);
  if (opened === undefined) throw new Error('It is in use where a bus is set.');
  return opened;
}

const finding = (n: number, changes: Partial<Finding> = {}): Finding => ({
  ...SSH_BRUTE_FORCE,
  id: n.toString(16).padStart(32, '0'),
  ...changes,
});
const findings = (count: number) => Array.from({ length: count }, (_, n) => finding(n));

const put = (sink: Sink, batch: readonly Finding[]): Promise<readonly Receipt[]> =>
  sink.deliver(
    batch.map((each) => ({ ...each, findingId: each.id, version: each.updatedAt, body: sink.render(each) })),
  );
const outcomes = (receipts: readonly Receipt[]) => receipts.map(({ outcome }) => outcome);

test('an event is GuardDuty’s but for its source, which AWS keeps for itself', async () => {
  const sink = await open();
  expect(outcomes(await put(sink, [finding(1)]))).toEqual(['delivered']);
  expect(bridge().events).toEqual([
    {
      accountId: 'administrator',
      region,
      bus: 'default',
      source: 'vedette.guardduty',
      detailType: 'GuardDuty Finding',
      detail: guardduty.render(finding(1), undefined),
    },
  ]);
  await expect(open({ bus: 'default', source: 'aws.guardduty' })).rejects.toThrow('must not begin with aws.');
});

test('without a bus no event is put, and a bus may be another account’s', async () => {
  expect(await openSinks([eventbridge], {}, hands.doors, async () => () => ({}))).toEqual([]);
  const bus = 'arn:aws:events:us-east-1:444455556666:event-bus/security';
  await put(await open({ bus }), [finding(1)]);
  expect(bridge().events).toMatchObject([{ region: 'us-east-1', bus }]);
});

test('a bus is looked at without an event', async () => {
  const reach = async (bus: string) => eventbridge.reach?.({ bus, source: 'vedette', updates: '6h' }, hands.doors);
  expect(await reach('default')).toBe('The event bus default is there.');
  await expect(reach('defalt')).rejects.toThrow('look at the event bus defalt');
  hands.emulator.faults.push({ service: 'events', status: 403, code: 'AccessDeniedException' });
  expect(await reach('defalt')).toContain('does not show whether the event bus defalt exists');
  expect(bridge().events).toEqual([]);
});

test('new findings are told at once, changes as often as GuardDuty’s setting says', async () => {
  expect((await open()).terms.updateEveryMs).toBe(hours(6));
  expect((await open({ bus: 'default', updates: '15m' })).terms.updateEveryMs).toBe(minutes(15));
});

test('no call holds more than ten events or 256 KB', async () => {
  const sink = await open();
  expect(outcomes(await put(sink, findings(25)))).toEqual(Array(25).fill('delivered'));
  expect(bridge().batches).toEqual([10, 10, 5]);
  const heavy = await open({ bus: 'default' }, (each) => ({
    ...guardduty.render(each, undefined),
    description: 'ü'.repeat(50_000),
  }));
  expect(outcomes(await put(heavy, findings(5)))).toEqual(Array(5).fill('delivered'));
  expect(bridge().batches.slice(3)).toEqual([2, 2, 1]);
});

test('one that is too large fails by itself, and says why', async () => {
  const sink = await open({ bus: 'default' }, (each) => ({
    ...guardduty.render(each, undefined),
    ...(each.id === finding(1).id && { description: 'x'.repeat(300_000) }),
  }));
  const receipts = await put(sink, findings(3));
  expect(receipts.find(({ findingId }) => findingId === finding(1).id)).toMatchObject({
    outcome: 'failed',
    error: expect.stringContaining('more than the 262144 that EventBridge accepts'),
  });
  expect(bridge().events).toHaveLength(2);
});

test('what is archived no rule hears of', async () => {
  const archived = finding(1, { service: { ...SSH_BRUTE_FORCE.service, archived: true } });
  const receipts = await put(await open(), [archived, finding(2)]);
  expect(receipts).toContainEqual({ findingId: archived.id, outcome: 'withheld', error: undefined });
  expect(bridge().events).toMatchObject([{ detail: { id: finding(2).id } }]);
});

describe('of a batch that is taken in part', () => {
  test.each([
    ['ThrottlingException', 'retry'],
    ['InternalFailure', 'retry'],
    ['AccessDeniedException', 'retry'],
    ['InvalidArgument', 'failed'],
    ['NotAuthorizedForSourceException', 'failed'],
  ])('one with %s is told as %s, its neighbours as delivered', async (code, outcome) => {
    bridge().refuseOnce.set(finding(1).id, code);
    const receipts = await put(await open(), findings(3));
    expect(outcomes(receipts)).toEqual(['delivered', outcome, 'delivered']);
    expect(receipts[1]?.error).toBe(`${code}: Try again`);
  });
});

test.each([
  ['ThrottlingException', 400, 'retry'],
  ['AccessDeniedException', 400, 'retry'],
  ['ValidationException', 400, 'failed'],
])('a call that is refused with %s is told of all', async (code, status, outcome) => {
  hands.emulator.faults.push({ service: 'events', status, code });
  expect(outcomes(await put(await open(), findings(2)))).toEqual([outcome, outcome]);
});

test('events of two Regions in one batch are a broken invariant', async () => {
  const sink = await open();
  await expect(put(sink, [finding(1), finding(2, { region: 'us-east-1' })])).rejects.toThrow('one Region');
  expect(sink.partition(finding(1))).not.toBe(sink.partition(finding(1, { region: 'us-east-1' })));
});
