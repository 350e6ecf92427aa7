import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FindingBody } from '#services/model/finding.ts';
import { ORIGINS_MAX } from '#services/model/finding.ts';
import type { Observation, Origin } from '#services/model/observation.ts';
import { iso } from '#services/model/time.ts';
import type { FindingState } from '#services/model/finding-state.ts';
import { detectorIdOf, findingId } from '#services/engine/identity.ts';
import sample from '#services/tallies/sample.ts';
import { detector, digest, engineOf, foldInto, knock, lists, portDetector, runTurns, START } from './knocks.ts';

const NOW = '2026-02-01T00:00:00.000Z';

/** Says all it knows, and treats every name as an entry of a list with that name. */
const knocking = detector({
  tally: (t) => ({ records: t.count(), names: t.sample((record) => record.verdict) }),
  explain: ({ subject, remotes, count, tallies }) =>
    `${subject.role} ${count} (${tallies.records}) ${remotes.values.join(' ')}: ${tallies.names.join(' ')}`,
  lists: ({ tallies }) =>
    tallies.names.map((name) => ({ category: 'custom', list: name, entry: `e${name}`, sha256: 'ab' })),
});
const engine = engineOf([knocking, { ...knocking, type: 'Recon:EC2/Other' }]);

function talliesOf(records: number, names: readonly string[]): Observation['tallies'] {
  const state = sample.empty();
  for (const name of names) sample.add(state, name);
  return { records, names: sample.encode(state) };
}

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
    action: { actionType: 'DNS_REQUEST', dnsRequestAction: { domain: 'a.example', protocol: 'UDP', blocked: false } },
    origins: [{ object: 'a', position: 0, id: null, time: iso(START) }],
    tallies: talliesOf(1, []),
    ...overrides,
  };
}

function folded(...observations: readonly Observation[]): FindingBody {
  const [first] = observations;
  const fold = engine.fold(first!, undefined);
  for (const one of observations) fold.add(one, undefined);
  return fold.state(NOW).finding;
}

/** The records of one group, in the order in which they are read. Each prefix may have been observed in between. */
const records = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 40 }), object: fc.constantFrom('a', 'b'), id: fc.boolean() }),
  { minLength: 1, maxLength: 25, size: 'max' },
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
    origins: origins.slice(0, originsMax),
    tallies: talliesOf(
      met.length,
      met.map(({ object, time }) => `${object}${time}`),
    ),
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
            // Each observation is emitted as often as it changed, in its own order. The observations interleave.
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
  const contributions = new Map();
  for (const one of observations) foldInto(engine, findings, contributions, one);
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
  const finding = folded(observation({ tallies: talliesOf(1, ['Mine']) }));
  expect(finding).toMatchObject({
    schemaVersion: '2.0',
    arn: `arn:aws:guardduty:eu-west-1:111122223333:detector/${detectorIdOf('111122223333', 'eu-west-1')}/finding/${finding.id}`,
    severity: 5,
    title: 'Somebody knocks',
    description: 'ACTOR 1 (1) 198.51.100.7: Mine',
    createdAt: NOW,
    updatedAt: NOW,
    service: {
      resourceRole: 'ACTOR',
      count: 1,
      eventFirstSeen: iso(START),
      eventLastSeen: iso(START),
      additionalInfo: {
        type: 'default',
        value: '{"threatListName":"Mine","threatName":"eMine"}',
        threatListName: 'Mine',
        threatName: 'eMine',
      },
      evidence: {
        threatIntelligenceDetails: [{ threatListName: 'Mine', threatNames: ['eMine'], threatFileSha256: 'ab' }],
      },
    },
  });
});

test('the words are about all of it, and the highest severity counts', () => {
  const { subject } = observation();
  const whole = [
    observation({ lastSeen: START + 9, count: 4, severity: 2, tallies: talliesOf(4, ['late']) }),
    observation({ windowStart: START + 5, count: 9, severity: 8, tallies: talliesOf(9, ['early']) }),
    observation({ subject: { ...subject, remote: '203.0.113.9' }, tallies: talliesOf(1, ['late', 'other']) }),
  ];
  for (const order of [whole, whole.toReversed()]) {
    const { description, severity, service } = folded(...order);
    expect(description).toBe('ACTOR 14 (14) 198.51.100.7 203.0.113.9: early late other');
    expect(severity).toBe(8);
    expect(service.evidence.tallies).toEqual({ records: 14, names: ['early', 'late', 'other'] });
    expect(service.evidence.remotes).toEqual({ size: 2, values: ['198.51.100.7', '203.0.113.9'] });
  }
});

test('a recurrence keeps a finding made when it was, and changes its version', () => {
  const first = engine.fold(observation(), undefined);
  first.add(observation(), undefined);
  const { finding, memory } = first.state(NOW);
  const again = engine.fold(observation(), { finding, memory });
  const grown = observation({ count: 3, tallies: talliesOf(3, ['more']) });
  again.add(grown, engine.contributionOf(observation()));
  const { service, createdAt, updatedAt } = again.state('2026-01-01T00:00:00.000Z').finding;
  expect(service).toMatchObject({ count: 3, evidence: { tallies: { records: 3 } } });
  expect(createdAt).toBe(NOW);
  // If the clock is set back, the version must still be later than the one before.
  expect(updatedAt).toBe('2026-02-01T00:00:00.001Z');
});

test('a window that started anew takes nothing away', () => {
  const first = engine.fold(observation(), undefined);
  const before = observation({ count: 5, tallies: talliesOf(5, ['a']) });
  first.add(before, undefined);
  const again = engine.fold(observation(), first.state(NOW));
  again.add(observation({ count: 2, tallies: talliesOf(2, ['b']) }), engine.contributionOf(before));
  const { count, evidence } = again.state(NOW).finding.service;
  expect([count, evidence.tallies]).toEqual([5, { records: 5, names: ['a', 'b'] }]);
});

function listNames({ finding }: FindingState): readonly string[] {
  return finding.service.evidence.threatIntelligenceDetails.map(({ threatListName }) => threatListName);
}

test('what a list said stays when the list changes, and is said once while it does not', () => {
  const first = engine.fold(observation(), undefined);
  first.add(observation({ tallies: talliesOf(1, ['a']) }), undefined);
  const stored = first.state(NOW);
  const again = engine.fold(observation(), stored);
  again.add(observation({ windowStart: 0, tallies: talliesOf(1, ['b']) }), undefined);
  expect(listNames(again.state(NOW))).toEqual(['a', 'b']);
  const nobodys = engineOf([{ ...knocking, lists: () => [] }], { intel: { ...lists(), version: 'next' } });
  const later = nobodys.fold(observation(), again.state(NOW));
  later.add(observation({ windowStart: 1 }), undefined);
  expect(listNames(later.state(NOW))).toEqual(['a', 'b']);
});

test('a finding that was stored without a memory goes on from what it counts', () => {
  const before = folded(observation({ count: 5, tallies: talliesOf(5, ['old']) }));
  const memory = { latestKey: '', tallies: {}, remotes: [], intelVersion: '', earlierLists: [] };
  const fold = engine.fold(observation(), { finding: before, memory });
  fold.add(observation({ windowStart: 0, count: 2, tallies: talliesOf(2, ['new']) }), undefined);
  expect(fold.state(NOW).finding).toMatchObject({
    description: 'ACTOR 7 (2) 198.51.100.7: new',
    service: {
      count: 7,
      evidence: { threatIntelligenceDetails: [{ threatListName: 'new' }, { threatListName: 'old' }] },
    },
  });
});

test('evidence holds all that the tallies read', () => {
  const three = [22, 23, 24].map((port) => knock({ port }));
  const [state] = runTurns(engineOf([portDetector()]), [[['a', three]]]);
  expect(state?.finding.service.evidence.tallies).toEqual({
    ports: { size: 3, exact: true, values: [22, 23, 24] },
    bytes: 180,
    first: '22',
  });
});

test('evidence is bounded', () => {
  const many = Array.from({ length: 3 * ORIGINS_MAX }, (_, i) =>
    observation({
      windowStart: START + i,
      origins: [{ object: 'a', position: i, id: null, time: iso(START + i) }],
      tallies: talliesOf(1, [`list-${i}`]),
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
  const everywhere = engineOf([{ ...knocking, acrossRegions: true }]);
  const regions = sample.empty();
  for (const region of ['us-east-1', 'eu-west-1']) sample.add(regions, region);
  const one = observation({ tallies: { ...talliesOf(1, []), regions: sample.encode(regions) } });
  const fold = everywhere.fold(one, undefined);
  fold.add(one, undefined);
  const { additionalInfo } = fold.state(NOW).finding.service;
  expect(additionalInfo['regions']).toEqual(['eu-west-1', 'us-east-1']);
  expect(JSON.parse(String(additionalInfo['value']))).toEqual({ regions: ['eu-west-1', 'us-east-1'] });
});
