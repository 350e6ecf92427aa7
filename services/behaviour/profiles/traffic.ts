import { isPublicAddress } from '#services/model/address.ts';
import { defineProfile, type ProfileLook } from '#services/model/behaviour.ts';
import instance from '#services/resources/instance.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { remembering } from '../remembering.ts';
import { instanceGroup } from '../traffic/instance-group.ts';
import { TRAFFIC_JUDGING } from '../traffic/traffic-judging.ts';
import { portCode, sentCode, trafficRates, type Receiver } from '../traffic/traffic-rates.ts';

/** Which ports instances use on the Internet, and how much they send. The identity is the instance. */
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
    // A gateway carries the traffic of many instances: it is counted where it comes from.
    carriedFor: (address) => address === undefined,
  },
  who: {
    by: ['interface_id', 'instance_id'],
    of: (record) => {
      const { instance_id, interface_id } = record;
      const id = instance.id({
        ...(instance_id !== undefined && { instanceId: instance_id }),
        networkInterfaces: [interface_id === undefined ? {} : { networkInterfaceId: interface_id }],
      });
      return id === undefined ? undefined : { id, class: 'instance', peers: instanceGroup(record) };
    },
  },
  act: {
    by: ['protocol', 'dstport'],
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

/** From this many packets of one side on, data was exchanged: a mere attempt has fewer. */
const CONVERSATION = 4;
/** Ports from here on are those of clients: traffic to them is an answer. */
const CLIENTS = 32768;
/** Ports of DNS resolvers and of clocks (NTP), which every instance asks. */
const ALWAYS: ReadonlySet<number> = new Set([53, 123]);

/** Bytes from which on a record is counted: smaller ones are most of all records, and add up to little. */
const COUNTED = 65_536;
/** Bytes from which on a record is evidence. */
const TELLING = 2 ** 22;

const CODES: Readonly<Record<Receiver, string>> = { AWS: sentCode('AWS'), others: sentCode('others') };

function receiverOf({ remote }: VpcFlowRecord, { intel }: ProfileLook): Receiver {
  let known = receivers.get(intel);
  if (known === undefined)
    receivers.set(intel, (known = remembering((each) => (intel.amazon(each) ? 'AWS' : 'others'))));
  return known(remote);
}

/** Answers by intel snapshot, remembered because asking costs as much as all else that is gathered from a record. */
const receivers = new WeakMap<ProfileLook['intel'], (address: string) => Receiver>();
