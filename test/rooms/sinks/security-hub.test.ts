import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Aws } from '#services/aws/aws.ts';
import { AwsError } from '#services/aws/aws-error.ts';
import asff from '#services/formats/asff.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Sink } from '#services/model/delivery.ts';
import { openSinks } from '#services/sinks.ts';
import securityHub from '#services/sinks/security-hub.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { AwsEmulator } from '../../world/aws-emulator.ts';
import { hands } from '../../world/organization.ts';

const { accountId, region } = SSH_BRUTE_FORCE;

let emulator: AwsEmulator;
beforeEach(async () => {
  emulator = new AwsEmulator();
  await emulator.start();
  emulator.securityHub.enable(accountId, region);
});
afterEach(() => emulator.stop());

/** Every role can be assumed; what is called then is the emulator's Security Hub. */
const aws: Aws = {
  settings: {
    region,
    partition: 'aws',
    memberRole: { name: 'VedetteMember', externalId: undefined, sessionName: 'v' },
  },
  client: async (as, where = region) => ({
    ...hands(emulator, as, where),
    retryMode: 'standard',
    customUserAgent: 'test',
  }),
  [Symbol.asyncDispose]: async () => {},
};
const sink = await securityHubSink(aws, (finding) => asff.render(finding, undefined));

/** The sink, given findings: rendering is the deliver worker's. */
async function securityHubSink(doors: Aws, render: (finding: Finding) => object) {
  const [opened] = await openSinks([securityHub], {}, { aws: doors }, async () => render);
  if (opened === undefined) throw new Error('It is in use wherever there is AWS.');
  const deliver = (batch: readonly Finding[]): ReturnType<Sink['deliver']> =>
    opened.deliver(
      batch.map((each) => ({ ...each, findingId: each.id, version: each.updatedAt, body: opened.render(each) })),
    );
  return { ...opened, deliver };
}

const finding = (index: number, changes: Partial<Finding> = {}): Finding => ({
  ...SSH_BRUTE_FORCE,
  id: index.toString(16).padStart(32, '0'),
  ...changes,
});
const findings = (count: number) => Array.from({ length: count }, (_, index) => finding(index));
const idOf = (each: Finding) => String(Reflect.get(asff.render(each, undefined), 'Id'));
const sizes = () => emulator.securityHub.batches.map((batch) => batch.findings);

test('findings go to Security Hub of their own account and Region, as that account', async () => {
  const receipts = await sink.deliver(findings(3));
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered', 'delivered']);
  expect(emulator.securityHub.batches).toEqual([{ accountId, region, findings: 3 }]);
  expect(emulator.securityHub.findings().map(({ importedBy }) => importedBy)).toEqual([
    accountId,
    accountId,
    accountId,
  ]);
});

test('a batch of two accounts or Regions is a broken invariant', async () => {
  await expect(sink.deliver([finding(1), finding(2, { region: 'us-east-1' })])).rejects.toThrow('one account and one');
  expect(sink.partition(finding(1))).not.toBe(sink.partition(finding(1, { region: 'us-east-1' })));
});

test('no call holds more than a hundred findings', async () => {
  expect(await sink.deliver(findings(101))).toHaveLength(101);
  expect(sizes()).toEqual([100, 1]);
});

test('no call holds more than six megabytes', async () => {
  const heavy = await securityHubSink(aws, (each) => ({
    ...asff.render(each, undefined),
    Resources: Array.from({ length: 32 }, () => ({
      Type: 'Other',
      Id: 'x',
      Details: { Other: { note: 'y'.repeat(6000) } },
    })),
  }));
  const receipts = await heavy.deliver(findings(60));
  expect(new Set(receipts.map(({ outcome }) => outcome))).toEqual(new Set(['delivered']));
  expect(sizes()).toHaveLength(2);
});

test('a finding that is too large fails by itself, and says why', async () => {
  const one = finding(1);
  const large = await securityHubSink(aws, (each) => ({
    ...asff.render(each, undefined),
    ...(each === one && { ProductFields: { 'vedette/note': 'x'.repeat(250_000) } }),
  }));
  const receipts = await large.deliver([one, finding(2)]);
  expect(receipts).toContainEqual({ findingId: one.id, outcome: 'failed', error: expect.stringContaining('240000') });
  expect(receipts).toContainEqual({ findingId: finding(2).id, outcome: 'delivered', error: undefined });
});

describe('of a batch that is taken in part', () => {
  test('what failed is sent once more by itself', async () => {
    emulator.securityHub.refuseOnce.set(idOf(finding(2)), 'InternalException');
    const receipts = await sink.deliver(findings(4));
    expect(new Set(receipts.map(({ outcome }) => outcome))).toEqual(new Set(['delivered']));
    expect(sizes()).toEqual([4, 1]);
  });

  test('what was sent by itself is not sent again', async () => {
    emulator.securityHub.refuseOnce.set(idOf(finding(2)), 'InternalException');
    expect(await sink.deliver([finding(2)])).toMatchObject([{ outcome: 'retry' }]);
    expect(sizes()).toEqual([1]);
  });

  test('what fails again has failed, and the others are delivered', async () => {
    const bad = await securityHubSink(aws, (each) => ({
      ...asff.render(each, undefined),
      ...(each.id === finding(2).id && { Title: 'x'.repeat(300) }),
    }));
    const receipts = await bad.deliver(findings(4));
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered', 'failed', 'delivered']);
    expect(receipts[2]?.error).toContain('InvalidInput: /Title');
  });
});

test('one finding that has the whole call refused does not take the others with it', async () => {
  const bad = await securityHubSink(aws, (each) => ({
    ...asff.render(each, undefined),
    ...(each.id === finding(1).id && { GeneratorId: undefined }),
  }));
  const receipts = await bad.deliver(findings(3));
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['delivered', 'failed', 'delivered']);
});

test('where Security Hub is not enabled findings wait, with one clear sentence', async () => {
  const elsewhere = findings(3).map((each) => ({ ...each, region: 'us-west-2' }));
  const receipts = await sink.deliver(elsewhere);
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'retry']);
  expect(receipts[0]?.error).toBe(
    `Security Hub is not enabled in account ${accountId}, us-west-2: enable it there to see its findings.`,
  );
  expect(emulator.calls).toHaveLength(1);
});

test('when the service is away findings wait, and it is not asked for each of them', async () => {
  emulator.faults.push({ service: 'securityhub', status: 500, code: 'InternalException' });
  const receipts = await sink.deliver(findings(3));
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['retry', 'retry', 'retry']);
  expect(emulator.calls).toHaveLength(1);
});

test('when the role of an account cannot be assumed its findings wait', async () => {
  const denying: Aws = {
    ...aws,
    client: async () => {
      throw new AwsError('access-denied', 'no such role', 'AccessDenied', undefined);
    },
  };
  const refused = await securityHubSink(denying, () => ({}));
  const [receipt] = await refused.deliver(findings(1));
  expect(receipt).toMatchObject({ outcome: 'retry', error: 'AccessDenied: no such role' });
});
