import { gzipSync } from 'node:zlib';
import type { LogObject } from '#services/model/log-object.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { launch } from '../rooms/inventory/launch.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';

export interface TestObject {
  readonly object: LogObject;
  readonly bytes: Uint8Array;
}

/**
 * Test objects of four accounts over six hours, equal for equal seeds. Attacks are spread so thinly that no single
 * object shows them.
 */
export function testObjects(count: number, seed = 1): readonly TestObject[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, n) => (n % 5 < 3 ? cloudtrailObject(n, random) : flowObject(n, random)));
}

/** Random numbers from 0 up to 1, equal for equal seeds (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The items in random order (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

const ACCOUNTS = ['111122223333', '444455556666', '777788889999', '123456789012'];
const START = Date.parse('2026-03-02T06:00:00Z');
const HOURS = 6;

function cloudtrailObject(n: number, random: () => number): TestObject {
  const accountId = ACCOUNTS[n % ACCOUNTS.length] ?? '';
  const events = Array.from({ length: 12 }, () => {
    const key = Math.floor(random() * 3);
    const moment = new Date(START + Math.floor(random() * HOURS * 3600) * 1000);
    const kind = random();
    return event({
      userIdentity: { ...iamUser(`user-${key}`, accountId), accessKeyId: `AKIAEXAMPLE${accountId}${key}` },
      eventTime: moment.toISOString().replace('.000', ''),
      recipientAccountId: accountId,
      ...(kind < 0.02 ? { eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' } : {}),
      ...(kind > 0.8 ? { errorCode: 'AccessDenied', eventName: `Describe${Math.floor(random() * 20)}` } : {}),
    });
  });
  // The events of another object, delivered again.
  const again = n % 20 === 0 ? REPEATED : [];
  const key = `AWSLogs/${accountId}/CloudTrail/us-east-1/2026/03/02/${accountId}_CloudTrail_us-east-1_20260302T0600Z_${name(n)}.json.gz`;
  return testObject(
    'trail',
    key,
    JSON.stringify({ Records: [...events, ...again, launchOf(n, accountId)] }),
    'cloudtrail',
    accountId,
    'us-east-1',
  );
}

/**
 * A machine with an interface in the flow logs. Each object launches another machine, so the interface changes its
 * machine now and then.
 */
function launchOf(n: number, accountId: string) {
  const time = START - 3_600_000 + n * 17_000;
  return launch(
    {
      instanceId: `i-${name(n)}`,
      instanceType: `t3.${n}`,
      launchTime: time,
      networkInterfaceSet: { items: [{ networkInterfaceId: `eni-0000000000000000${n % 4}` }] },
    },
    {
      eventTime: new Date(time).toISOString().replace('.000', ''),
      recipientAccountId: accountId,
      awsRegion: n % 3 === 0 ? 'eu-west-1' : 'us-east-1',
    },
  );
}

/** One person's denied calls, repeated in several objects: they count once. */
const REPEATED = Array.from({ length: 15 }, (_, i) =>
  event({
    errorCode: 'AccessDenied',
    eventName: `List${i}`,
    eventTime: `2026-03-02T07:00:${String(i).padStart(2, '0')}Z`,
  }),
);

function flowObject(n: number, random: () => number): TestObject {
  const accountId = ACCOUNTS[n % ACCOUNTS.length] ?? '';
  const region = n % 3 === 0 ? 'eu-west-1' : 'us-east-1';
  const lines = Array.from({ length: 20 }, () =>
    flow({
      account_id: accountId,
      interface_id: `eni-0000000000000000${Math.floor(random() * 3)}`,
      srcaddr: '10.0.0.10',
      dstaddr: `${random() < 0.5 ? '203.0.113' : '198.51.100'}.${Math.floor(random() * 3)}`,
      srcport: 40_000 + Math.floor(random() * 1000),
      dstport: 1 + Math.floor(random() * 2000),
      start: START / 1000 + Math.floor(random() * 2 * 3600),
    }),
  );
  const key = `AWSLogs/${accountId}/vpcflowlogs/${region}/2026/03/02/${accountId}_vpcflowlogs_${region}_fl-0123456789abcdef0_20260302T0600Z_${name(n)}.log.gz`;
  return testObject('flows', key, [FLOW_HEADER, ...lines, ''].join('\n'), 'vpc-flow', accountId, region);
}

function testObject(
  bucket: string,
  key: string,
  text: string,
  source: 'cloudtrail' | 'vpc-flow',
  accountId: string,
  region: string,
): TestObject {
  const bytes = gzipSync(text, { level: 1 });
  const object = { bucket, key, etag: `${bytes.length}`, sizeBytes: bytes.length, source, accountId, region };
  return { object, bytes };
}

function name(n: number): string {
  return String(n).padStart(16, '0');
}
