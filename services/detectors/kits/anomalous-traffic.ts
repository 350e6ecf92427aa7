import { instanceGroup } from '#services/behaviour/traffic/instance-group.ts';
import type { TrafficTactic } from '#services/behaviour/traffic/traffic-rates.ts';
import traffic from '#services/behaviour/profiles/traffic.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import type { Subject } from '#services/model/subject.ts';
import type { DistinctReading, HeaviestReading } from '#services/model/tally.ts';
import { FLOW_V11_HEADER, flowV11, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { READ_THE_PARTS, sayDay } from './anomalous-day.ts';
import { aboutInstance, INSTANCE_FIELDS } from './instance.ts';
import { EC2_TYPES } from './references.ts';

interface Options {
  readonly type: FindingType;
  readonly tactic: TrafficTactic;
  readonly title: string;
  readonly why: string;
  readonly asks: string;
  readonly attack: readonly string[];
  readonly asff: string;
  readonly respond: readonly string[];
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  readonly examples: {
    readonly fires: Readonly<Record<string, () => Example>>;
    readonly quiet: Readonly<Record<string, () => Example>>;
  };
}

/**
 * A detector of days on which an instance's Internet traffic is unlike its own before, its subnet's and its account's.
 */
export function defineAnomalousTraffic({ tactic, respond, blindTo, ...rest }: Options): AnyDetector {
  return defineDetector({
    ...rest,
    severity: 'Medium',
    from: vpcFlow('ACCEPT'),
    about: aboutGroup,
    by: INSTANCE_FIELDS,
    learned: { profile: traffic, tactic },
    tally: (t) => ({
      instances: t.distinct(({ instance_id, interface_id }) => instance_id ?? interface_id),
      ends: t.heaviest(({ remote, remotePort, bytes }) => ({
        value: `${remote} port ${remotePort}`,
        weight: Math.round(bytes),
      })),
    }),
    explain: ({ subject, tallies }) =>
      sayDay(`${named(tallies.instances, subject)} had conversations with ${heaviest(tallies.ends)}`, tallies),
    respond: [...respond, READ_THE_PARTS],
    blindTo: [
      ...blindTo,
      'The first week of an account, and the first week of an instance that is alone in its subnet.',
      'Conversations that others open and the instance answers: the load of a server varies from day to day.',
      'Traffic of gateways, load balancers and functions, and conversations whose beginning is in no record of the log object.',
    ],
    references: [EC2_TYPES],
  });
}

/**
 * An instance's day, as part of its group's story. The group alone identifies the finding: what is on all its instances
 * at once is told of once.
 */
function aboutGroup(record: VpcFlowRecord): Subject | undefined {
  const about = aboutInstance(record, 'ACTOR');
  return about && { ...about, resource: { ...about.resource, id: instanceGroup(record) }, identity: about.resource.id };
}

function named({ size, values }: DistinctReading, { resource }: Pick<Subject, 'resource'>): string {
  const shown = values.slice(0, SHOWN_MAX).join(', ');
  if (size <= 1) return shown;
  const more = size > SHOWN_MAX ? ` and ${size - SHOWN_MAX} more` : '';
  return `${size} instances of ${resource.id} (${shown}${more})`;
}

/** The other ends with the most traffic, the heaviest first. */
function heaviest({ values, size }: HeaviestReading): string {
  const shown = values.slice(0, SHOWN_MAX).join(', ');
  return size > SHOWN_MAX ? `${shown} and ${size - SHOWN_MAX} more` : shown;
}
const SHOWN_MAX = 3;

/**
 * A story of days: 2026-03-02 is judged, and the last of the `past` days is two days earlier, the last one that counts.
 */
export function trafficDays(past: number, before: readonly FlowExample[], ...today: readonly FlowExample[]): Example {
  const days = Array.from({ length: past }, (_, i) => at(i - past - 1, before));
  return { learned: 'days-before', header: FLOW_V11_HEADER, records: [...days.flat(), ...at(0, today)] };
}

/** Flows on the day that is `day` days after 2026-03-02; negative before it. */
export function at(day: number, flows: readonly FlowExample[]): readonly string[] {
  return flows.map((fields) => flowV11({ ...fields, start: Number(fields['start'] ?? TODAY) + day * 86_400 }));
}

const TODAY = 1772445600;

/** Traffic of web pages fetched within ten minutes. */
export const BROWSES: FlowExample = { packets: 40, bytes: 6_000 };

/** Flows that send the given number of gigabytes, ten minutes apart. */
export function sends(gigabytes: number, overrides: FlowExample = {}): readonly FlowExample[] {
  const records = Math.max(1, Math.ceil(gigabytes / 10));
  return Array.from({ length: records }, (_, i) => ({
    packets: 700_000,
    bytes: Math.round((gigabytes * 1e9) / records),
    start: TODAY + i * 600,
    dstaddr: '198.51.100.7',
    ...overrides,
  }));
}

/** Another instance of the subnet. */
export function host(number: number) {
  return {
    instance_id: `i-0000000000000000${number}`,
    interface_id: `eni-0000000000000000${number}`,
    srcaddr: `10.0.0.${20 + number}`,
  };
}
