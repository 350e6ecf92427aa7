import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences } from '#services/cli/demo/compare.ts';
import { toldExamples } from '#services/cli/sample/told-examples.ts';
import { scanObjects } from '#services/cli/scan/scan-objects.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import { parseListFlag } from '#services/intel/list-flag.ts';
import type { ObjectReport } from '#services/model/log-object.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Expected } from '#services/simulation/episode.ts';
import { simulate } from '#services/simulation/simulate.ts';
import type { ToldExample } from '#services/simulation/told-example.ts';
import { openIntel } from '#services/workers/adapters/intel-store.ts';

const UNTOLD = { source: undefined, accountId: undefined, region: undefined };
/** All stories and some ordinary work. The demo tests more of it. */
const PLAN = { accounts: 4, days: 2, seed: '7' };

function digest(plan: typeof PLAN): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of simulate(plan)) hash.update(path).update(bytes);
  return hash.digest('hex');
}

describe('files', () => {
  test('the same seed gives the same bytes, another seed others', () => {
    const small = { accounts: 2, days: 1, seed: 'a' };
    expect(digest(small)).toBe(digest(small));
    expect(digest({ ...small, seed: 'b' })).not.toBe(digest(small));
  });

  test('gzip says neither when nor where it was made', () => {
    const file = [...simulate({ accounts: 1, days: 1, seed: 'a' })].find(({ path }) => path.endsWith('.gz'));
    expect([...(file?.bytes.subarray(4, 10) ?? [])]).toEqual([0, 0, 0, 0, 0, 255]);
  });

  test('one account and one day hold all stories', () => {
    const [, expected] = simulate({ accounts: 1, days: 1, seed: 'a' });
    const { findings } = JSON.parse(Buffer.from(expected!.bytes).toString()) as { findings: readonly Expected[] };
    expect(new Set(findings.map(({ type }) => type)).size).toBe(20);
  });

  test('objects are where AWS puts them', () => {
    const keys = [...simulate({ accounts: 1, days: 1, seed: 'a' })].map(({ path }) => path);
    const account = '111122223333';
    for (const pattern of [
      `/AWSLogs/o-exampleorgid/${account}/CloudTrail/us-east-1/2026/03/02/${account}_CloudTrail_us-east-1_20260302T0405Z_\\w{16}\\.json\\.gz$`,
      `/AWSLogs/o-exampleorgid/${account}/CloudTrail-Digest/us-east-1/2026/03/03/${account}_CloudTrail-Digest_`,
      `/AWSLogs/${account}/vpcflowlogs/us-east-1/2026/03/02/${account}_vpcflowlogs_us-east-1_fl-0\\w{16}_20260302T0600Z_\\w{8}\\.log\\.gz$`,
      `/AWSLogs/${account}/BedrockModelInvocationLogs/us-east-1/2026/03/02/05/20260302T055900000Z_\\w{16}\\.json\\.gz$`,
      `/rds-login/2026/03/02/${account}-postgresql\\.gz$`,
      `/AWSLogs/${account}/vpcdnsquerylogs/(vpc-0\\w{16})/2026/03/02/\\1_vpcdnsquerylogs_${account}_20260302T0800Z_\\w{8}\\.log\\.gz$`,
    ])
      expect(keys.filter((key) => new RegExp(pattern).test(key))).not.toEqual([]);
  });
});

describe('four accounts over two days', () => {
  const examples: ToldExample[] = [];
  let folder = '';
  let findings: readonly Expected[] = [];
  let reports: readonly ObjectReport[] = [];
  let found: readonly Finding[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-simulation-'));
    const detectors = await loadDetectors();
    examples.push(...(await toldExamples(detectors)));
    const files = new Map([...simulate({ ...PLAN, examples })].map(({ path, bytes }) => [path, bytes]));
    const expected: { findings: readonly Expected[]; lists: readonly string[] } = JSON.parse(
      Buffer.from(files.get('expected.json') ?? []).toString(),
    );
    findings = expected.findings;
    const lists = expected.lists.map((flag) => {
      const parsed = parseListFlag(flag);
      if (typeof parsed === 'string') throw new Error(parsed);
      const file = join(folder, parsed.file);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, files.get(parsed.file) ?? '');
      return { ...parsed, file };
    });
    const { intel } = await openIntel({ lists, dataDir: folder });
    ({ reports, found } = await scanned(await openDetection({ detectors, intel }), files));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('every object is read whole, and digests are passed over', () => {
    expect(
      reports.filter(({ state, object }) => state !== (object.key.includes('Digest') ? 'passed' : 'read')),
    ).toEqual([]);
    expect(reports.filter(({ unreadable }) => unreadable > 0)).toEqual([]);
    const records = reports.reduce((sum, report) => sum + report.records, 0);
    expect(records).toBeGreaterThan(20_000);
    expect(records).toBeLessThan(90_000);
  });

  test('records belong to accounts and times of the plan', () => {
    const outside = reports.filter(
      ({ firstTime = Date.UTC(2026, 2, 2), lastTime = 0 }) =>
        firstTime < Date.UTC(2026, 2, 2) || lastTime > Date.UTC(2026, 2, 4, 0, 2),
    );
    expect(outside).toEqual([]);
  });

  test('what is expected is found, and nothing else', () => {
    expect(differences(found, findings)).toEqual([]);
  });

  test('every type is told of but those that need more than logs and lists, or days before', async () => {
    const told = new Set(findings.map(({ type }) => type));
    const types = (await loadDetectors()).map(({ type }) => type);
    expect(types.filter((type) => !told.has(type))).toEqual([
      'Backdoor:EC2/Beacon',
      'Behavior:EC2/NetworkPortUnusual',
      'Behavior:EC2/TrafficVolumeUnusual',
      'CredentialAccess:IAMUser/CompromisedCredentials',
      'CredentialAccess:RDS/AnomalousBehavior.SuccessfulLogin',
      'Discovery:S3/AnomalousBehavior',
      'Exfiltration:S3/AnomalousBehavior',
      'Impact:IAMUser/AnomalousModelInvocation',
      'Impact:IAMUser/CostHarvesting',
      'Impact:S3/AnomalousBehavior.Delete',
      'Impact:S3/AnomalousBehavior.Permission',
      'Impact:S3/AnomalousBehavior.Write',
      'PrivilegeEscalation:Kubernetes/AnomalousBehavior.RoleCreated',
      'UnauthorizedAccess:IAMUser/BearerKeySpread',
      'UnauthorizedAccess:IAMUser/DecoyKeyUsed',
      'UnauthorizedAccess:IAMUser/DecoyTouched',
      'UnauthorizedAccess:IAMUser/KeyUsedElsewhere',
    ]);
  });

  test('the expected times are those of the records', () => {
    // Two stories may lead to one finding.
    const stories = Map.groupBy(findings, ({ type, accountId, resource }) => nameOf(type, accountId, resource));
    const wrong = [...stories].filter(([name, told]) => {
      const own = found.filter((each) => nameOf(each.type, each.accountId, each.resource.id) === name);
      const first = Math.min(...own.map(({ service }) => Date.parse(service.eventFirstSeen)));
      const last = Math.max(...own.map(({ service }) => Date.parse(service.eventLastSeen)));
      const begins = Math.min(...told.map(({ firstTime }) => Date.parse(firstTime)));
      const ends = Math.max(...told.map(({ lastTime }) => Date.parse(lastTime)));
      // The last records of a story may not count for its finding, and a flow record lasts a minute.
      return Math.abs(first - begins) > 60_000 || last > ends + 60_000;
    });
    expect(wrong).toEqual([]);
  });
});

function nameOf(type: string, accountId: string, resource: string): string {
  return `${type} ${accountId} ${resource}`;
}

/** Reads the files as a scan does. */
async function scanned(detection: Detection, files: ReadonlyMap<string, Uint8Array>) {
  const objects = [...files]
    .filter(([path]) => path.endsWith('.gz'))
    .map(([path, { length: sizeBytes }]) => ({ bucket: '', key: path, etag: '', sizeBytes, ...UNTOLD }));
  const all: ObjectReport[] = [];
  using outcome = await scanObjects(objects, {
    detection,
    store: { get: async ({ key }) => files.get(key) ?? { refused: 'missing', message: key } },
    now: new Date(0),
    onReport: (report) => all.push(report),
  });
  return { reports: all, found: [...outcome.findings] };
}
