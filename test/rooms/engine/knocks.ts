import { organizationView } from '#services/organization/view.ts';
import { createHash } from 'node:crypto';
import type { AnyDetector, Detector, Setting } from '#services/model/detector.ts';
import { defineDetector } from '#services/model/detector.ts';
import type { Intel, ListCategory } from '#services/model/intel.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import type { Contribution, Observation } from '#services/model/observation.ts';
import { observationKey } from '#services/model/observation.ts';
import type { From, Source } from '#services/model/source.ts';
import type { Json } from '#services/model/subject.ts';
import { hours } from '#services/model/time.ts';
import type { Tallied } from '#services/model/tally.ts';
import { createEngine } from '#services/engine/engine.ts';
import type { Engine, EngineParts } from '#services/engine/engine.ts';
import type { FindingState } from '#services/model/finding-state.ts';
import { findingId } from '#services/engine/identity.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { ArrayDecoder } from './columns.ts';

/** A small source for tests: somebody at `from` knocks at port `port` of `to`. */
export interface Knock extends LogRecord {
  readonly verdict: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly bytes: number;
}

export interface KnockFields {
  readonly verdict: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

export const FIELDS = ['verdict', 'from', 'to', 'port'] as const;

export const START = Date.UTC(2026, 0, 5);

export function knock(overrides: Partial<Knock> = {}): Knock {
  return {
    id: undefined,
    time: START,
    accountId: '111122223333',
    region: 'eu-west-1',
    verdict: 'open',
    from: 'i-0001',
    to: '198.51.100.7',
    port: 22,
    bytes: 60,
    ...overrides,
  };
}

export const source: Source<Knock, KnockFields> = {
  name: 'vpc-flow',
  route: 'verdict',
  remote: 'to',
  remoteIs: 'address',
  partition: 'account-and-region',
  identified: false,
  originsMax: 5,
  action: ({ to, port, time }) => ({
    actionType: 'DNS_REQUEST',
    dnsRequestAction: { domain: `${to}:${port}`, protocol: String(time), blocked: false },
  }),
};

export function knocks(...routes: readonly string[]): From<Knock, KnockFields> {
  return { source: 'vpc-flow', routes };
}

type Knobs = { readonly least: Setting<number> };
type Question<T extends Tallied<Knock>> = Detector<Knock, KnockFields, Knobs, T>;

/** A detector that fires at the first record, unless the given clauses change that. */
export function detector<T extends Tallied<Knock> = Readonly<Record<string, never>>>(
  clauses: Partial<Question<T>> = {},
): AnyDetector {
  return defineDetector<Knock, KnockFields, Knobs, T>({
    type: 'Recon:EC2/Knock',
    title: 'Somebody knocks',
    why: 'Tests ask.',
    asks: 'Does somebody knock?',
    severity: 'Low',
    attack: [],
    settings: { least: { default: 3, because: 'Tests count to three.' } },
    from: knocks(),
    about: (record) => ({ resource: { id: record.from, resourceType: 'Instance' }, role: 'ACTOR', remote: record.to }),
    within: hours(1),
    explain: ({ subject, count }) => `${subject.resource.id} knocked ${count} times.`,
    asff: 'TTPs/Discovery/Recon:EC2-Knock',
    blindTo: [],
    falsePositives: [],
    respond: [],
    references: [],
    examples: { fires: {}, quiet: {} },
    ...clauses,
  });
}

/** The question most tests ask: at least three ports of one host within the hour. */
export function portDetector(clauses: Partial<Pick<Question<Tallied<Knock>>, 'by' | 'type'>> = {}): AnyDetector {
  return detector({
    ...clauses,
    where: { port: (port) => port !== 443 },
    tally: (t) => ({
      ports: t.distinct((record) => record.port),
      bytes: t.sum((record) => record.bytes),
      first: t.earliest((record) => `${record.port}`),
    }),
    having: ({ tallies }, { settings }) => tallies.ports.size >= settings.least,
    severity: {
      when: { High: 'more than five ports', Medium: 'fewer' },
      of: ({ tallies }) => (tallies.ports.size > 5 ? 'High' : 'Medium'),
    },
    explain: ({ subject, remotes, count, tallies }) =>
      `${subject.resource.id} knocked ${count} times at ${tallies.ports.size} ports of ${remotes.values.join(', ')}.`,
  });
}

export function lists(entries: Partial<Record<ListCategory, readonly string[]>> = {}): Intel {
  return {
    version: 'test',
    has: (category) => entries[category] !== undefined,
    address: (ip, category) =>
      entries[category]?.includes(ip) ? { category, list: 'test', entry: ip, sha256: '00' } : undefined,
    domain: () => undefined,
    location: () => undefined,
    amazon: () => false,
  };
}

/** An organization in which every account is a member. */
export const EVERYBODY = { ...organizationView({}), version: 'everybody', member: () => true, foreign: () => false };

export function engineOf(detectors: readonly AnyDetector[], parts: Partial<EngineParts> = {}): Engine {
  return createEngine({
    detectors,
    sources: [source],
    tallies: tallyBuilder,
    intel: lists(),
    organization: EVERYBODY,
    ...parts,
  });
}

/** Name and records of an object. */
export type KnockObject = readonly [name: string, records: readonly Knock[]];

/** The observations of a turn over these objects, made by an engine of its own. */
export function observe(engine: Engine, ...objects: readonly KnockObject[]): readonly Observation[] {
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const work = engine.newWork();
  for (const [name, records] of objects)
    engine.step(decoder.batch(records), { bucket: '', key: name }, 'vpc-flow', work);
  decoder.batch([]);
  return work.observe();
}

/** Runs turns over objects as workers do: absorb the stored state, observe, fold, store. */
export function runTurns(engine: Engine, turns: readonly (readonly KnockObject[])[]): readonly FindingState[] {
  const decoder = new ArrayDecoder<Knock>(FIELDS);
  const stored = new Map<string, string>();
  const contributions = new Map<string, Contribution>();
  const findings = new Map<string, FindingState>();
  for (const objects of turns) {
    const work = engine.newWork();
    for (const [name, records] of objects)
      engine.step(decoder.batch(records), { bucket: '', key: name }, 'vpc-flow', work);
    decoder.clear();
    const touched = work.touched();
    for (const { type, windowStart } of touched) {
      const state = stored.get(`${type} ${windowStart}`);
      if (state !== undefined) work.absorb(type, windowStart, JSON.parse(state) as Json);
    }
    for (const observation of work.observe()) foldInto(engine, findings, contributions, observation);
    for (const { type, windowStart } of touched)
      stored.set(`${type} ${windowStart}`, JSON.stringify(work.encode(type, windowStart)));
  }
  return [...findings.values()].toSorted((a, b) => (a.finding.id < b.finding.id ? -1 : 1));
}

export function foldInto(
  engine: Engine,
  findings: Map<string, FindingState>,
  contributions: Map<string, Contribution>,
  observation: Observation,
): void {
  const id = findingId(observation);
  const key = `${id} ${observationKey(observation)}`;
  const fold = engine.fold(observation, findings.get(id));
  fold.add(observation, contributions.get(key));
  // Stored and read again between turns.
  findings.set(id, JSON.parse(JSON.stringify(fold.state('2026-02-01T00:00:00.000Z'))) as FindingState);
  contributions.set(key, engine.contributionOf(observation));
}

/** Everything in the findings except their times of creation and change. */
export function digest(states: readonly FindingState[]): string {
  const timeless = states.map(({ finding, memory }) => ({
    ...finding,
    memory,
    createdAt: undefined,
    updatedAt: undefined,
  }));
  return createHash('sha256').update(JSON.stringify(timeless)).digest('hex');
}
