import type { FlowLog, NetworkInterface } from '@aws-sdk/client-ec2';
import type { Refusal } from '#services/model/probe.ts';
import { few } from '#services/model/few.ts';

/** Traffic, as bits: what several flow logs take of one interface adds up. */
const TRAFFIC = { ACCEPT: 1, REJECT: 2, ALL: 3 } as const;

/** Decides which flow logs an interface is in. */
export type PlacedInterface = Pick<NetworkInterface, 'NetworkInterfaceId' | 'SubnetId' | 'VpcId'>;

/** The traffic that reaches S3 of a VPC, a subnet or an interface, and why more of it does not. */
interface Reach {
  readonly traffic: number;
  readonly failing: string | undefined;
}

const NOTHING: Reach = { traffic: 0, failing: undefined };

/** A VPC of which some traffic is not delivered. */
export interface VpcGap {
  readonly vpc: string;
  readonly lacks: 'everything' | 'interfaces' | 'accepted' | 'rejected';
  /** Why a flow log of it cannot deliver, in AWS's words. */
  readonly failing: string | undefined;
}

/**
 * The VPCs of which some traffic reaches no bucket. A flow log of a VPC takes all its interfaces, also those that are
 * made later; without one, each interface there is has to be in a flow log of its own or of its subnet.
 *
 * @param flowLogs those that deliver to S3
 * @param interfaces of the VPCs; needed only for flow logs of subnets and interfaces
 */
export function vpcGaps(
  vpcs: readonly string[],
  flowLogs: readonly FlowLog[],
  interfaces: readonly PlacedInterface[] = [],
): readonly VpcGap[] {
  const reaches = new Map<string, Reach>();
  for (const flowLog of flowLogs) {
    const id = flowLog.ResourceId ?? '';
    reaches.set(id, both(reaches.get(id) ?? NOTHING, reachOf(flowLog)));
  }
  const reach = (id: string | undefined) => reaches.get(id ?? '') ?? NOTHING;
  const within = Map.groupBy(interfaces, ({ VpcId }) => VpcId);
  return vpcs.flatMap((vpc) => {
    const own = reach(vpc);
    const each = within
      .get(vpc)
      ?.map(({ SubnetId, NetworkInterfaceId }) => both(own, both(reach(SubnetId), reach(NetworkInterfaceId)))) ?? [own];
    const everywhere = each.reduce<number>((traffic, one) => traffic & one.traffic, TRAFFIC.ALL);
    if (everywhere === TRAFFIC.ALL) return [];
    const failing = each.find((one) => one.traffic !== TRAFFIC.ALL && one.failing !== undefined)?.failing;
    return [{ vpc, lacks: lackOf(everywhere, each), failing }];
  });
}

function reachOf({ TrafficType, FlowLogStatus, DeliverLogsStatus, DeliverLogsErrorMessage }: FlowLog): Reach {
  if (FlowLogStatus !== undefined && FlowLogStatus !== 'ACTIVE') return NOTHING;
  if (DeliverLogsStatus === 'FAILED') return { traffic: 0, failing: DeliverLogsErrorMessage ?? 'FAILED' };
  return { traffic: TrafficType === undefined ? 0 : TRAFFIC[TrafficType], failing: undefined };
}

function both(one: Reach, other: Reach): Reach {
  return { traffic: one.traffic | other.traffic, failing: one.failing ?? other.failing };
}

function lackOf(everywhere: number, each: readonly Reach[]): VpcGap['lacks'] {
  if (everywhere === TRAFFIC.ACCEPT) return 'rejected';
  if (everywhere === TRAFFIC.REJECT) return 'accepted';
  return each.some(({ traffic }) => traffic > 0) ? 'interfaces' : 'everything';
}

/** What VPCs lack, and the remedy: one sentence for each kind of gap, with the first few VPCs. */
export function refusalsOfGaps(gaps: readonly VpcGap[]): readonly Refusal[] {
  const failing = Map.groupBy(
    gaps.filter((gap) => gap.failing !== undefined),
    (gap) => gap.failing,
  );
  const others = gaps.filter((gap) => gap.failing === undefined);
  return [
    ...KINDS.flatMap(({ lacks, reason, says }) => {
      const vpcs = others.filter((gap) => gap.lacks === lacks).map(({ vpc }) => vpc);
      return vpcs.length === 0 ? [] : [{ reason, detail: says(few(vpcs)) }];
    }),
    ...Array.from(failing, ([why, those]) => ({
      reason: 'delivery-failing' as const,
      detail: `A flow log of ${few(those.map(({ vpc }) => vpc))} cannot deliver (${why}): let delivery.logs.amazonaws.com write to its bucket, and use the key of AWS KMS that encrypts it.`,
    })),
  ];
}

const KINDS: readonly (Pick<Refusal, 'reason'> & Pick<VpcGap, 'lacks'> & { says(vpcs: string): string })[] = [
  {
    lacks: 'everything',
    reason: 'no-log-source',
    says: (vpcs) => `No flow log of ${vpcs} delivers to S3: create one of all traffic for each VPC.`,
  },
  {
    lacks: 'interfaces',
    reason: 'events-left-out',
    says: (vpcs) => `Flow logs cover only some interfaces of ${vpcs}: create one of all traffic for each VPC.`,
  },
  {
    lacks: 'accepted',
    reason: 'events-left-out',
    says: (vpcs) => `The flow logs of ${vpcs} log only rejected traffic: have accepted traffic logged as well.`,
  },
  {
    lacks: 'rejected',
    reason: 'events-left-out',
    says: (vpcs) => `The flow logs of ${vpcs} log only accepted traffic: have rejected traffic logged as well.`,
  },
];
