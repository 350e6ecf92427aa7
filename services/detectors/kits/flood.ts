import { counted, number } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { minutes } from '#services/model/time.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { goesOut, isPublic } from './flow-conditions.ts';
import { mayBeOurs } from './initiator.ts';
import { aboutInstance, INSTANCE_FIELDS } from './instance.ts';
import { INSTANCE } from './interface-owner.ts';
import { EC2_TYPES } from './references.ts';
import { ends } from './wording.ts';

/** A kind of flood. */
export interface Flood {
  readonly type: FindingType;
  readonly asff: string;
  /** Finishes "An instance is flooding a host with …". */
  readonly of: string;
  /** The noun for one packet of the flood. */
  readonly unit: string;
  readonly why: string;
  readonly asks: string;
  readonly where: {
    readonly protocol: (protocol: number | undefined) => boolean;
    readonly packets?: (packets: number | undefined) => boolean;
    readonly packetSize?: (size: number | undefined) => boolean;
    readonly remotePort?: (port: number | undefined) => boolean;
  };
  /** The number of flood packets in a record; 0 for other traffic. */
  readonly packetsIn: (record: VpcFlowRecord) => number;
  readonly perMinute: { readonly default: number; readonly because: string };
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  readonly examples: {
    readonly fires: Readonly<Record<string, () => Example>>;
    readonly quiet: Readonly<Record<string, () => Example>>;
  };
}

/** The question whether an instance sends a public host more packets than any answered conversation takes. */
export function flooding(flood: Flood): AnyDetector {
  const { packetsIn, unit } = flood;
  return defineDetector({
    type: flood.type,
    title: `An instance is flooding a host with ${flood.of}`,
    why: flood.why,
    asks: flood.asks,
    severity: 'High',
    attack: ['T1498.001'],
    settings: { attemptsPerMinute: flood.perMinute },

    from: vpcFlow('ACCEPT'),
    where: {
      ...INSTANCE.where,
      ...flood.where,
      direction: goesOut,
      initiator: mayBeOurs,
      remote: isPublic,
    },
    and: (record) => packetsIn(record) > 0,
    // Grouped by port as well: a thousand attempts at a thousand ports are a scan.
    about: (record) => aboutInstance(record, 'ACTOR', `${record.remote} port ${record.remotePort}`),
    by: [...INSTANCE_FIELDS, 'remote', 'remotePort'],
    within: minutes(1),
    tally: (t) => ({
      packets: t.sum((record) => record.packets),
      attempts: t.sum((record) => Math.ceil(packetsIn(record) / minutesOf(record))),
    }),
    having: ({ tallies: { attempts } }, { settings }) => attempts >= settings.attemptsPerMinute,

    explain: ({ subject, remotes, tallies }, { settings }) =>
      `${subject.resource.id} sent ${ends(remotes)} ${counted(tallies.packets, unit)} without a conversation, at a rate of ${number(settings.attemptsPerMinute)} or more a minute.`,
    asff: flood.asff,
    blindTo: [
      'Floods that stay below the threshold at each target and port, and floods of private addresses.',
      ...flood.blindTo,
      'Forged source addresses: AWS drops such packets before they reach a flow log.',
    ],
    falsePositives: ['Load tests against a public address of your own.', ...flood.falsePositives],
    respond: [
      'Isolate the instance: it harms others, and AWS will receive complaints.',
      'Keep its memory and disk for analysis, and look for the commands it received (Backdoor:EC2/C&CActivity).',
      'If it is a load test, agree on it with the target, and suppress the finding for the instance.',
    ],
    references: [EC2_TYPES],
    examples: flood.examples,
  });
}

/** A record covers up to ten minutes: its packets are spread evenly over them. */
function minutesOf({ start, end }: VpcFlowRecord): number {
  return Math.max(1, (end - start) / 60);
}
