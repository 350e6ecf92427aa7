import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { putFacts, putRead } from '#db/queries/inventory.ts';
import { openDetection } from '#services/detection.ts';
import { defineDetector } from '#services/model/detector.ts';
import { days } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { receive } from '#services/workers/receive.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { openPortsFor } from '#services/workers/turn/open-ports.ts';
import { takeTurn } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../../../databases.ts';
import { NO_INTEL, TEST_WORDS } from '../../../replay/detectors.ts';
import { recordingQueue } from '../recording-queue.ts';
import { testSink, testWorld } from '../world.ts';

const PLACE = { accountId: '111122223333', region: 'us-east-1' };
const ENI = 'eni-0123456789abcdef0';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());

/** Each turn gives a finding for each conversation that somebody opened with the interface. */
const opened = defineDetector({
  ...TEST_WORDS,
  type: 'Recon:EC2/TestOpened',
  title: 'Somebody opened a conversation',
  from: vpcFlow(),
  where: { initiator: (initiator) => initiator === 'remote' },
  about: ({ remote }) => ({ resource: { id: remote, resourceType: 'Instance', instanceDetails: {} }, role: 'TARGET' }),
  explain: ({ count }) => `${count} times.`,
});

test('turns decide who opened a conversation by what AWS said of the interface within two days', async () => {
  const { db } = database;
  const detection = await openDetection({ detectors: [opened], intel: NO_INTEL });
  const queue = recordingQueue();
  const begun = new Date('2026-03-02T10:00:00Z');
  const taught = (kind: 'endpoint' | 'function', since: number, taughtBy: 'call' | 'record', alias = ENI) => {
    const details = { networkInterfaces: [{ networkInterfaceId: alias, owner: { kind } }] };
    return { ...PLACE, member: 'instanceDetails' as const, alias, since, details, taughtBy };
  };
  /** Reads a conversation whose records do not show who opened it. */
  const turn = async (remote: string) => {
    const ends = { interface_id: ENI, packets: 1, bytes: 60 };
    const went = flow({ ...ends, dstaddr: remote, srcport: 40_001, dstport: 50_002 });
    const came = flow({ ...ends, srcaddr: remote, dstaddr: '10.0.0.10', srcport: 50_002, dstport: 40_001 });
    const bytes = gzipSync([FLOW_HEADER, went, came, ''].join('\n'));
    const named = { bucket: 'logs', key: remote, etag: 'e', sizeBytes: bytes.length, source: 'vpc-flow', ...PLACE };
    const world = testWorld(database, [{ object: named, bytes }], [testSink()]);
    await receive(world, queue, detection.sources, [named]);
    const parts = { world, queue, detection, thinkers: thinkHere(detection), held: createHeldTallies() };
    await takeTurn({ ...parts, objectsPerTurn: 9, keptRecords: 0 }, `vpc-flow/${PLACE.accountId}/${PLACE.region}`);
  };

  await turn('203.0.113.1');
  // AWS's last answer counts, whatever records say since.
  const [was, is, told] = [
    taught('function', 0, 'call'),
    taught('endpoint', 1, 'call'),
    taught('function', 2, 'record'),
  ];
  await putFacts(db, [was, is, told, taught('function', 0, 'call', `${ENI}1`)], begun);
  await putRead(db, PLACE.accountId, begun);
  const there = async (region: string) => {
    const known = await openPortsFor(db, detection.sources, { source: 'vpc-flow', ...PLACE, region }, 'a state');
    return Array.from(known ?? [], ([id, { fromInside }]) => [id, fromInside?.length]);
  };
  expect(await there(PLACE.region)).toEqual([
    [ENI, 2],
    [`${ENI}1`, 0],
  ]);
  expect(await there('eu-west-1')).toEqual([]);
  await turn('203.0.113.2');
  // Three days later the interface is not listed any more.
  await putRead(db, PLACE.accountId, new Date(begun.getTime() + days(3)));
  await turn('203.0.113.3');
  const found = await findingsPage(db, EVERYTHING, {}, { by: 'severity', descending: true }, { limit: 9 });
  expect(found.map(({ finding }) => finding.resource.id)).toEqual(['203.0.113.2']);
});
