import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { deliveryCounts } from '#db/queries/delivery-list.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { openDetection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import asff from '#services/formats/asff.ts';
import { imported } from '#services/sinks/security-hub.ts';
import guardduty from '#services/formats/guardduty.ts';
import { start } from '#services/start.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../databases.ts';
import { asffProblems } from '../../formats/asff-limits.ts';
import { NO_INTEL } from '../../replay/detectors.ts';
import type { TestObject } from '../../replay/objects.ts';
import { testSink, testWorld } from './world.ts';

/** Texts that JSON may hold, but that PostgreSQL refuses as text or in an index. */
const TEXTS = {
  NUL: '\0',
  'halves of surrogate pairs': '\uD83D\uD83D',
  'far more than an index takes': randomText(1 << 17),
  'what NUL becomes': '\uFFFD',
};

const detectors = await loadDetectors();
const detection = await openDetection({ detectors, intel: NO_INTEL });

onBothDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  test('whatever somebody writes into names and user agents is stored, counted, delivered and rendered', async () => {
    const sink = testSink();
    const objects = [0, 1].flatMap((turn) => [trailOf(turn), queriesOf(turn)]);
    const world = testWorld(database, objects, [sink]);
    await using service = await start(world, { turnsAtOnce: 2, objectsPerTurn: 7, retentionDays: 90 }, detection);
    for (const lot of [objects.slice(0, 2), objects.slice(2)]) {
      await service.receive(lot.map(({ object }) => object));
      await service.settle();
    }

    expect(await objectCounts(database.db)).toEqual({ pending: 0, read: 4, passed: 0, failed: 0 });
    const findings = new Map(sink.batches.flatMap((batch) => batch.findings.map((each) => [each.id, each])));
    expect(await deliveryCounts(database.db, EVERYTHING)).toEqual([
      { sink: 'test', state: 'delivered', deliveries: findings.size },
    ]);
    const each = Object.keys(TEXTS).length;
    const counts = [...findings.values()].map(({ type, service: { count } }) => `${count} ${type}`);
    expect(counts.toSorted()).toEqual([
      ...Array.from({ length: each }, () => '2 PenTest:IAMUser/KaliLinux'),
      ...Array.from({ length: each }, () => '2 Policy:S3/BucketBlockPublicAccessDisabled'),
      `${2 * each * QUERIES} Trojan:EC2/DNSDataExfiltration`,
    ]);
    for (const finding of findings.values()) {
      expect(JSON.stringify(finding)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      const facts = detectors.find(({ type }) => type === finding.type);
      expect(asffProblems(imported(asff.render(finding, facts)))).toEqual([]);
      expect(guardduty.render(finding, facts)).toMatchObject({ id: finding.id });
    }
  });
});

function trailOf(turn: number): TestObject {
  const records = Object.values(TEXTS).flatMap((text) => {
    // Too long for any index, but no longer, because databases are slow with megabytes.
    const some = text.slice(0, 10_000);
    const identity = { ...iamUser(`user${text}`), principalId: `AIDA${some}`, accessKeyId: `AKIA${some}` };
    const given = { userIdentity: identity, requestID: `${turn}${some}`, awsRegion: `us${some}`, errorMessage: some };
    return [
      event({ ...given, userAgent: `aws-cli/2 exec-env/${text} distrib#kali` }),
      event({
        ...given,
        eventSource: 's3.amazonaws.com',
        eventName: 'DeleteBucketPublicAccessBlock',
        requestParameters: { bucketName: `bucket${text}`, [some]: some },
      }),
    ];
  });
  return objectOf(
    'cloudtrail',
    `AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/${turn}.json.gz`,
    JSON.stringify({ Records: records }),
  );
}

/** Enough names of some twenty bytes each for the detector to fire. */
const QUERIES = 120;

function queriesOf(turn: number): TestObject {
  const lines = Object.values(TEXTS).flatMap((text) =>
    Array.from({ length: QUERIES }, (_, i) =>
      JSON.stringify(
        query({
          query_name: `${(turn + i + 1) * 987654321}0a1b2c3d4e5f6a7b8c9d0e1f2a3b.zone${text.slice(0, 10_000)}.example.`,
        }),
      ),
    ),
  );
  return objectOf(
    'dns-query',
    `AWSLogs/111122223333/vpcdnsquerylogs/vpc-0123456789abcdef0/2026/03/02/${turn}.log.gz`,
    lines.join('\n'),
  );
}

function objectOf(source: 'cloudtrail' | 'dns-query', key: string, text: string): TestObject {
  const bytes = gzipSync(text);
  return {
    object: {
      bucket: 'logs',
      key,
      etag: key,
      sizeBytes: bytes.length,
      source,
      accountId: '111122223333',
      region: 'us-east-1',
    },
    bytes,
  };
}

/** Text that a database cannot compress, the same in every run. */
function randomText(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 'abcdefghijklmnopqrstuvwxyz012345'[state >>> 27];
  }).join('');
}
