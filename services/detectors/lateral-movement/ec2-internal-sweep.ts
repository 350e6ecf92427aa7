import { counted } from '#services/model/numbers.ts';

import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { goesOut, isInside, isTcp } from '../kits/flow-conditions.ts';
import { mayBeOurs } from '../kits/initiator.ts';
import { aboutInstance, INSTANCE_FIELDS } from '../kits/instance.ts';
import { INSTANCE } from '../kits/interface-owner.ts';
import { begins, emptyPackets, fewPackets, isProbe, metNothing, SYN } from '../kits/probe.ts';
import { ends } from '../kits/wording.ts';

export default defineDetector({
  type: 'LateralMovement:EC2/InternalSweep',
  own: true,
  title: 'An instance is scanning its private network',
  why: 'Attackers who control one machine look for the next: they probe a remote access port on all nearby addresses.',
  asks: 'Did an instance probe a remote access port of fifty private addresses within ten minutes, most of them without an answer or with a refusal?',
  severity: 'Medium',
  attack: ['T1046', 'T1021'],
  settings: {
    ports: {
      default: ['22', '135', '445', '1433', '3306', '3389', '5432', '5985', '6379', '9200', '10250'],
      because:
        'Shells, remote desktops, file shares, databases and cluster agents: intruders move through these, and your own services do not retry them on machines that are gone.',
    },
    addresses: {
      default: 50,
      because: 'A cluster client, or a script of an administrator, has a list of machines that exist.',
    },
    refused: {
      default: 35,
      because: 'Seven in ten of as many addresses: a network is mostly empty, a list of machines is not.',
    },
    scanners: {
      default: [],
      because: 'Private addresses of your own vulnerability scanners, which scan on purpose.',
    },
  },

  from: vpcFlow(),
  where: {
    ...INSTANCE.where,
    remotePort: (port, { settings }) => settings.ports.includes(String(port)),
    packets: fewPackets,
    packetSize: emptyPackets,
    direction: goesOut,
    initiator: mayBeOurs,
    protocol: isTcp,
    remote: isInside,
    local: (address, { settings }) => address === undefined || !settings.scanners.includes(address),
  },
  and: (record) => isProbe(record) && begins(record),
  about: (record) => aboutInstance(record, 'ACTOR', `port ${record.remotePort}`),
  by: [...INSTANCE_FIELDS, 'remotePort'],
  within: minutes(10),
  tally: (t) => ({
    addresses: t.distinct((record) => record.remote),
    refused: t.distinct((record) => (record.action === 'REJECT' || metNothing(record) ? record.remote : undefined)),
  }),
  having: ({ tallies: { addresses, refused } }, { settings }) =>
    addresses.size >= settings.addresses && refused.size >= settings.refused,

  explain: ({ subject, remotes, tallies: { addresses, refused } }, { settings }) =>
    `${subject.resource.id} probed ${ends(remotes, 'port')} of ${counted(addresses.size, 'neighbour')}, ${settings.addresses} or more within ten minutes; ${refused.size} of them refused or did not answer.`,
  asff: 'TTPs/Lateral Movement/LateralMovement:EC2-InternalSweep',
  blindTo: [
    'Scans slower than fifty addresses in ten minutes, and scans of ports that are not in the settings.',
    'Scans of machines that all exist: monitoring and scripts do the same.',
    'Neighbours with public addresses, or with globally routed IPv6 addresses.',
    'Silent hosts in objects of more than 65,536 records, where the log format lacks tcp-flags.',
  ],
  falsePositives: [
    'Your own vulnerability scanners and inventories: put their addresses into `scanners`.',
    'Monitoring with an outdated list of machines.',
  ],
  respond: [
    'Ask whether the instance is meant to scan your networks; if so, put its address into the setting `scanners`.',
    'If not, isolate it and keep its memory and disk for analysis.',
    'Look at the few hosts that answered: the intruder may have entered them next.',
  ],
  references: [{ title: 'ATT&CK: Network Service Discovery', url: 'https://attack.mitre.org/techniques/T1046/' }],
  examples: {
    fires: {
      'fifty silent neighbours': () => v5(sweep(50)),
      'most refuse, and some answer': () =>
        v5(sweep(60).flatMap((knock, i) => (i < 18 ? [answered(knock), back(knock, 18)] : [knock, back(knock, 4)]))),
      'in the default format, and refused': () => ({
        records: sweep(50).flatMap((knock) => [flow(knock), flow(back(knock, 4))]),
      }),
      'each of the ports, with fifteen answers': () =>
        v5(
          [22, 135, 445, 1433, 3306, 3389, 5432, 5985, 6379, 9200, 10250].flatMap((dstport) =>
            sweep(50).flatMap((knock, i) => {
              const at = { ...knock, dstport };
              return i < 15 ? [answered(at), back(at, 18)] : [at];
            }),
          ),
        ),
      'rejected by security groups': () => v5(sweep(50).map((knock) => ({ ...knock, action: 'REJECT' }))),
      'over IPv6': () =>
        v5(sweep(50).map((knock, i) => ({ ...knock, srcaddr: 'fd00::10', dstaddr: `fd00::${100 + i}`, bytes: 60 }))),
    },
    quiet: {
      'forty-nine': () => v5(sweep(49)),
      'fifty, by a scanner of your own': () => ({
        ...v5(sweep(50)),
        settings: { 'LateralMovement:EC2/InternalSweep': { scanners: ['10.0.0.10'] } },
      }),
      'fifty, of which thirty-four are silent': () =>
        v5(sweep(50).flatMap((knock, i) => (i < 16 ? [answered(knock), back(knock, 18)] : [knock]))),
      'fifty, of which two in five answer': () =>
        v5(sweep(50).flatMap((knock, i) => (i < 20 ? [answered(knock), back(knock, 18)] : [knock]))),
      'fifty in twenty minutes': () => v5(sweep(50).map((knock, i) => ({ ...knock, start: START + i * 24 }))),
      'another port, of a service that looks for its pods': () =>
        v5(sweep(200).map((knock) => ({ ...knock, dstport: 8080 }))),
      'a load balancer that checks whether many targets still exist': () =>
        v5(sweep(200).map((knock) => ({ ...knock, packets: 3, bytes: 164, tcp_flags: 3 }))),
      'a client of a large cluster, with conversations': () =>
        v5(sweep(200).map((knock) => ({ ...knock, dstport: 6379, packets: 40, bytes: 9000, tcp_flags: 3 }))),
      'a database that is down, probed again and again': () =>
        v5(sweep(200).map((knock) => ({ ...knock, dstaddr: '10.0.3.4', dstport: 5432 }))),
      'public hosts': () => v5(sweep(60).map((knock, i) => ({ ...knock, dstaddr: `203.0.113.${i + 1}` }))),
      'a neighbour scans, and we refuse': () =>
        v5(sweep(60).map((knock, i) => ({ ...back(knock, SYN), srcport: 50_000 + i, dstport: 22 }))),
    },
  },
});

/** On the boundary of a window. */
const START = 1772445600;

function sweep(count: number): readonly FlowExample[] {
  return Array.from({ length: count }, (_, i) => ({
    dstaddr: `10.0.7.${i + 1}`,
    srcport: 40_000 + i,
    dstport: 445,
    packets: 1,
    bytes: 60,
    tcp_flags: SYN,
    start: START + i,
  }));
}

/** The attempt as one that is accepted and closed at once. */
function answered(knock: FlowExample): FlowExample {
  return { ...knock, packets: 2, bytes: 100, tcp_flags: 6 };
}

function back(knock: FlowExample, tcp_flags: number): FlowExample {
  const { dstaddr = '', srcport = 0, dstport = 0 } = knock;
  const sides = { srcaddr: dstaddr, dstaddr: '10.0.0.10', srcport: dstport, dstport: srcport };
  return { ...knock, ...sides, packets: 1, bytes: tcp_flags === 4 ? 40 : 60, tcp_flags, flow_direction: 'ingress' };
}

function v5(flows: readonly FlowExample[]) {
  return { header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) };
}
