import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFindings } from '#services/aws/security-hub.ts';
import asff from '#services/formats/asff.ts';
import { imported } from '#services/sinks/security-hub.ts';
import type { Finding } from '#services/model/finding.ts';
import { SSH_BRUTE_FORCE } from '../formats/findings.ts';
import { AwsEmulator } from './aws-emulator.ts';
import { hands } from './organization.ts';

/** Holds the fake to what "BatchImportFindings" in the AWS Security Hub API Reference and the user guide's chapters on it say. */

const OWNER = SSH_BRUTE_FORCE.accountId;
const REGION = SSH_BRUTE_FORCE.region;

const emulator = new AwsEmulator();
beforeAll(() => emulator.start());
afterAll(() => emulator.stop());

const importAs = async (accountId: string, region: string, findings: readonly object[]) =>
  importFindings({ ...hands(emulator, accountId, region), retryMode: 'standard', customUserAgent: 'test' }, findings);

/** As the sink sends it. */
const finding = (changes: Partial<Finding> = {}, members: object = {}) => ({
  ...imported(asff.render({ ...SSH_BRUTE_FORCE, ...changes }, undefined)),
  ...members,
});
const version = (digit: string, updatedAt: string, title: string) =>
  finding({ id: digit.repeat(32), updatedAt, title });
const idOf = (document: object) => String(Reflect.get(document, 'Id'));
const failuresOf = async (...findings: readonly object[]) =>
  (await importAs(OWNER, REGION, findings)).map(({ code, message }) => `${code}: ${message}`);
const stored = (id: string) => emulator.securityHub.findings().find(({ body }) => body['Id'] === id)?.body;

describe('before Security Hub is enabled', () => {
  test('nothing is taken', async () => {
    await expect(importAs(OWNER, REGION, [finding()])).rejects.toMatchObject({ awsName: 'InvalidAccessException' });
  });
});

describe('once it is enabled', () => {
  beforeAll(() => emulator.securityHub.enable(OWNER, REGION));

  test('a finding of our format is taken', async () => {
    expect(await failuresOf(finding())).toEqual([]);
    expect(stored(idOf(finding()))).toMatchObject({ Title: SSH_BRUTE_FORCE.title });
  });

  test('only findings of the calling account are taken, as its own default product', async () => {
    emulator.securityHub.enable('444455556666', REGION);
    const foreign = await importAs('444455556666', REGION, [finding()]);
    expect(foreign.map(({ code }) => code)).toEqual(['AccessDenied']);
    const product = `arn:aws:securityhub:${REGION}::product/aws/guardduty`;
    expect(await failuresOf(finding({}, { ProductArn: product }))).toEqual([expect.stringContaining('AccessDenied')]);
  });

  test('only findings of the Region that is called are taken', async () => {
    emulator.securityHub.enable(OWNER, 'us-east-1');
    const elsewhere = await importAs(OWNER, 'us-east-1', [finding()]);
    expect(elsewhere.map(({ code }) => code)).toEqual(['AccessDenied']);
  });

  test.each([0, 101])('a call with %i findings is refused as a whole', async (count) => {
    const findings = Array.from({ length: count }, () => finding());
    await expect(importAs(OWNER, REGION, findings)).rejects.toMatchObject({ awsName: 'InvalidInputException' });
  });

  test('a call that lacks a required member is refused as a whole', async () => {
    const incomplete = finding({}, { GeneratorId: undefined });
    await expect(importAs(OWNER, REGION, [finding(), incomplete])).rejects.toMatchObject({ kind: 'refused' });
  });

  test.each([
    ['a title over 256 characters', { Title: 'x'.repeat(257) }],
    ['no severity', { FindingProviderFields: { Types: ['TTPs/Discovery'] } }],
    ['a blank description', { Description: ' ' }],
    ['thirty-three resources', { Resources: Array.from({ length: 33 }, () => ({ Type: 'Other', Id: 'x' })) }],
    ['more than 240 KB', { ProductFields: bulk(200) }],
  ])('%s fails that finding and no other', async (_, members) => {
    const good = finding({ id: 'f'.repeat(32) });
    expect(await failuresOf(good, finding({ id: 'e'.repeat(32) }, members))).toEqual([
      expect.stringContaining('InvalidInput'),
    ]);
  });

  test('an update counts only when it is newer', async () => {
    const id = idOf(version('a', '', ''));
    await failuresOf(version('a', '2026-11-23T10:00:00.500Z', 'first'));
    await failuresOf(version('a', '2026-11-23T10:00:00.500Z', 'as old'));
    await failuresOf(version('a', '2026-11-23T09:00:00.000Z', 'older'));
    expect(stored(id)).toMatchObject({ Title: 'first' });
    await failuresOf(version('a', '2026-11-23T10:00:00.501Z', 'newer'));
    expect(stored(id)).toMatchObject({ Title: 'newer' });
  });

  test('what a person set is not touched by an update', async () => {
    const id = idOf(version('b', '', ''));
    await failuresOf(version('b', '2026-11-23T10:00:00.000Z', 'first'));
    emulator.securityHub.setWorkflow(id, 'SUPPRESSED');
    await failuresOf(version('b', '2026-11-23T11:00:00.000Z', 'newer'));
    expect(stored(id)).toMatchObject({ Workflow: { Status: 'SUPPRESSED' }, UpdatedAt: '2026-11-23T11:00:00.000Z' });
  });
});

function bulk(pairs: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: pairs }, (_, index) => [`vedette/${index}`, 'x'.repeat(2000)]));
}
