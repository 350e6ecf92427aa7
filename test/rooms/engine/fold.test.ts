import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '#services/model/finding.ts';
import { ORIGINS_MAX } from '#services/model/finding.ts';
import type { Observation, Origin } from '#services/model/observation.ts';
import { iso } from '#services/model/time.ts';
import { fold } from '#services/engine/fold.ts';
import type { FindingState } from '#services/engine/fold.ts';
import { detectorIdOf, findingId } from '#services/engine/identity.ts';
import { digest, foldInto, START } from './knocks.ts';

const FACTS = { detectorId: 'd'.repeat(32), now: '2026-02-01T00:00:00.000Z' } as const;

function observation(overrides: Partial<Observation> = {}): Observation {
  return {
    type: 'Recon:EC2/Knock',
    accountId: '111122223333',
    region: 'eu-west-1',
    subject: { resource: { id: 'i-0001', resourceType: 'Instance' }, role: 'ACTOR', remote: '198.51.100.7' },
    windowStart: START,
    windowEnd: START + 3_600_000,
    count: 1,
    firstSeen: START,
    lastSeen: START,
    severity: 5,
    title: 'Somebody knocks',
    description: 'once',
    action: { actionType: 'DNS_REQUEST', dnsRequestAction: { domain: 'a.example', protocol: 'UDP', blocked: false } },
    origins: [{ object: 'a', position: 0, id: null, time: iso(START) }],
    lists: [],
    tallies: {},
    ...overrides,
  };
}

function folded(...observations: readonly Observation[]): Finding {
  let state: FindingState | undefined;
  for (const one of observations) state = fold(state, 0, one, FACTS);
  return state!.finding;
}

/** The records of one group, in the order in which they are met; each prefix is what it may have said in between. */
const records = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 40 }), object: fc.constantFrom('a', 'b'), id: fc.boolean() }),
  { minLength: 1, maxLength: 25 },
);

interface Told {
  readonly whole: Observation;
  readonly before: readonly Observation[];
}

const told: fc.Arbitrary<Told> = fc
  .record({
    records,
    windowStart: fc.integer({ min: 0, max: 2 }),
    remote: fc.constantFrom('198.51.100.7', '203.0.113.9', undefined),
    originsMax: fc.constant(5),
    stops: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 3 }),
  })
  .map(({ records: met, stops, ...group }) => ({
    whole: tell(met, group),
    before: stops
      .filter((stop) => stop < met.length)
      .toSorted((a, b) => a - b)
      .map((stop) => tell(met.slice(0, stop), group)),
  }));

interface Group {
  readonly windowStart: number;
  readonly remote: string | undefined;
  readonly originsMax: number;
}

function tell(
  met: readonly { readonly time: number; readonly object: string; readonly id: boolean }[],
  { windowStart, remote, originsMax }: Group,
): Observation {
  const origins = met
    .map(({ time, object, id }, i): Origin => {
      const position = i + 100 * windowStart + (remote?.length ?? 0) * 1000;
      return { object, position, id: id ? `${object}${position}` : null, time: iso(START + windowStart * 1000 + time) };
    })
    .toSorted((a, b) => (`${a.time}${a.object}` < `${b.time}${b.object}` ? -1 : 1) || a.position - b.position);
  const lastSeen = START + windowStart * 1000 + Math.max(...met.map(({ time }) => time));
  return observation({
    subject: { resource: { id: 'i-0001', resourceType: 'Instance' }, role: 'ACTOR', ...(remote && { remote }) },
    windowStart: START + windowStart * 1000,
    count: met.length,
    firstSeen: Date.parse(origins[0]!.time),
    lastSeen,
    severity: met.length > 10 ? 8 : 5,
    description: `${met.length} by ${lastSeen}`,
    origins: origins.slice(0, originsMax),
    lists: met
      .slice(0, 3)
      .map(({ object }) => ({ category: 'custom', list: object, entry: `e${object}`, sha256: '00' })),
    tallies: { size: met.length },
  });
}

test('the same final observations give the same finding in any order, whatever they said in between', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(told, {
          minLength: 1,
          maxLength: 6,
          selector: ({ whole }) => `${whole.windowStart} ${whole.subject.remote}`,
        })
        .chain((all) =>
          fc.record({
            all: fc.constant(all),
            // Each observation is told as often as it changed, in its own order; the observations interleave.
            turns: fc.shuffledSubarray(
              all.flatMap(({ before }, i) => Array.from({ length: before.length + 1 }, () => i)),
              { minLength: all.reduce((sum, { before }) => sum + before.length + 1, 0) },
            ),
          }),
        ),
      ({ all, turns }) => {
        const once = run(all.map(({ whole }) => whole));
        const queues = all.map(({ before, whole }) => [...before, whole]);
        expect(run(turns.map((i) => queues[i]!.shift()!))).toBe(once);
      },
    ),
    { numRuns: 500 },
  );
});

function run(observations: readonly Observation[]): string {
  const findings = new Map<string, FindingState>();
  const counts = new Map<string, number>();
  for (const one of observations) foldInto(findings, counts, one);
  return digest([...findings.values()]);
}

test('a finding is identified by type, account, Region, resource and role', () => {
  const { subject } = observation();
  const others = [
    observation({ type: 'Recon:EC2/Other' }),
    observation({ accountId: '444455556666' }),
    observation({ region: 'us-east-1' }),
    observation({ subject: { ...subject, role: 'TARGET' } }),
    observation({ subject: { ...subject, resource: { ...subject.resource, id: 'i-0002' } } }),
  ];
  const ids = [observation(), ...others].map(findingId);
  expect(new Set(ids).size).toBe(6);
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(findingId(observation({ windowStart: 0, subject: { ...subject, remote: '203.0.113.9' } }))).toBe(ids[0]);
});

test('the detector id is that of account and Region', () => {
  const id = detectorIdOf('111122223333', 'eu-west-1');
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(detectorIdOf('111122223333', 'us-east-1')).not.toBe(id);
});

test('a new finding says what its observation says', () => {
  const finding = folded(
    observation({ lists: [{ category: 'custom', list: 'Mine', entry: '198.51.100.7', sha256: 'ab' }] }),
  );
  expect(finding).toMatchObject({
    schemaVersion: '2.0',
    arn: `arn:aws:guardduty:eu-west-1:111122223333:detector/${FACTS.detectorId}/finding/${finding.id}`,
    severity: 5,
    description: 'once',
    createdAt: FACTS.now,
    updatedAt: FACTS.now,
    service: {
      resourceRole: 'ACTOR',
      archived: false,
      count: 1,
      eventFirstSeen: iso(START),
      eventLastSeen: iso(START),
      additionalInfo: {
        type: 'default',
        value: '{"threatListName":"Mine","threatName":"198.51.100.7"}',
        threatListName: 'Mine',
        threatName: '198.51.100.7',
      },
      evidence: {
        threatIntelligenceDetails: [{ threatListName: 'Mine', threatNames: ['198.51.100.7'], threatFileSha256: 'ab' }],
      },
    },
  });
});

test('the latest observation gives the words, the highest the severity', () => {
  const finding = folded(
    observation({ lastSeen: START + 9, description: 'late', severity: 2 }),
    observation({ windowStart: START + 5, lastSeen: START + 5, description: 'early', severity: 8 }),
  );
  expect(finding.description).toBe('late');
  expect(finding.severity).toBe(8);
});

test('a recurrence keeps a finding archived and made when it was, and changes its version', () => {
  const first = fold(undefined, 0, observation(), FACTS);
  const archived = { ...first.finding, service: { ...first.finding.service, archived: true } };
  const again = fold({ ...first, finding: archived }, 1, observation({ count: 3 }), {
    ...FACTS,
    now: '2026-01-01T00:00:00.000Z',
  }).finding;
  expect(again.service).toMatchObject({ archived: true, count: 3 });
  expect(again.createdAt).toBe(FACTS.now);
  // A clock that was set back must not make a version that sinks take for an old one.
  expect(again.updatedAt).toBe('2026-02-01T00:00:00.001Z');
});

test('evidence is bounded', () => {
  const many = Array.from({ length: 3 * ORIGINS_MAX }, (_, i) =>
    observation({
      windowStart: START + i,
      origins: [{ object: 'a', position: i, id: null, time: iso(START + i) }],
      lists: [{ category: 'custom', list: `list-${i}`, entry: `entry-${i}`, sha256: '00' }],
    }),
  );
  const { evidence } = folded(...many.toReversed()).service;
  expect(evidence.origins.map(({ position }) => position)).toEqual(Array.from({ length: ORIGINS_MAX }, (_, i) => i));
  expect(evidence.threatIntelligenceDetails).toHaveLength(20);
});

test.each([
  ['eu-west-1', 'aws'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['cn-north-1', 'aws-cn'],
])('a finding of %s is of the partition %s', (region, partition) => {
  const { arn, ...finding } = folded(observation({ region }));
  expect(finding.partition).toBe(partition);
  expect(arn).toMatch(`arn:${partition}:guardduty:${region}:`);
});

test('a finding across Regions names them', () => {
  const { additionalInfo } = folded(observation({ tallies: { regions: ['eu-west-1', 'us-east-1'] } })).service;
  expect(additionalInfo['regions']).toEqual(['eu-west-1', 'us-east-1']);
  expect(JSON.parse(String(additionalInfo['value']))).toEqual({ regions: ['eu-west-1', 'us-east-1'] });
});
