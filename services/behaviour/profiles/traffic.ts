import { isPublicAddress } from '#services/model/address.ts';
import { defineProfile, type ProfileLook } from '#services/model/behaviour.ts';
import instance from '#services/resources/instance.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { remembering } from '../remembering.ts';
import { TRAFFIC_JUDGING } from '../traffic/traffic-judging.ts';
import { portCode, sentCode, trafficRates, type Receiver } from '../traffic/traffic-rates.ts';

/** What instances open to the Internet, and how much they send there. The instance is whom days are kept of. */
export default defineProfile({
  name: 'Profile:EC2/Traffic',
  from: vpcFlow('ACCEPT'),
  where: {
    direction: (direction) => direction === 'egress',
    packets: (packets) => packets === 0 || (packets !== undefined && packets >= CONVERSATION),
    dstport: (port) => port !== undefined && port > 0 && port < CLIENTS && !ALWAYS.has(port),
    remote: (address) => address !== undefined && isPublicAddress(address),
    initiator: (initiator) => initiator === 'local' || initiator === 'likely-local',
    interface_type: (type) => type === undefined || type === 'interface',
    // What a gateway carries is of many, and told where it comes from.
    carriedFor: (address) => address === undefined,
  },
  who: {
    by: ['interface_id', 'instance_id'],
    of: ({ instance_id, interface_id, subnet_id }) => {
      const id = instance.id({
        ...(instance_id !== undefined && { instanceId: instance_id }),
        networkInterfaces: [interface_id === undefined ? {} : { networkInterfaceId: interface_id }],
      });
      // Those of one group are in one subnet of each zone; formats that name none have one group.
      return id === undefined ? undefined : { id, class: 'instance', peers: subnet_id ?? 'instances' };
    },
  },
  act: {
    by: ['protocol', 'dstport'],
    varies: () => false,
    of: ({ protocol, dstport }) => {
      const code = portCode(protocol, dstport);
      return { code, tactic: trafficRates(code).tactic };
    },
    amount(record, look) {
      const { bytes } = record;
      if (bytes < COUNTED) return undefined;
      const code = CODES[receiverOf(record, look)];
      return { code, tactic: 'TrafficVolume', size: Math.round(bytes), isTelling: bytes >= TELLING };
    },
  },
  circumstances: {},
  judging: TRAFFIC_JUDGING,
});

/** Packets of one side from which on something was said: an attempt has fewer. */
const CONVERSATION = 4;
/** Ports from here on are those of clients: what goes there answers them. */
const CLIENTS = 32768;
/** Resolvers and clocks, which everything asks. */
const ALWAYS: ReadonlySet<number> = new Set([53, 123]);

/** Bytes of a record from which on they are counted: what is less adds up to little, and is most of all records. */
const COUNTED = 65_536;
/** From so many on it is evidence. */
const TELLING = 2 ** 22;

const CODES: Readonly<Record<Receiver, string>> = { AWS: sentCode('AWS'), others: sentCode('others') };

function receiverOf({ remote }: VpcFlowRecord, { intel }: ProfileLook): Receiver {
  let known = receivers.get(intel);
  if (known === undefined)
    receivers.set(intel, (known = remembering((each) => (intel.amazon(each) ? 'AWS' : 'others'))));
  return known(remote);
}

/** By the snapshot that was asked: to ask costs as much as all else that is gathered of a record. */
const receivers = new WeakMap<ProfileLook['intel'], (address: string) => Receiver>();
