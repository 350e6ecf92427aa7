import { HOUR_MS, MINUTE_MS, type Flow, type Query } from './activity.ts';
import { THREATS } from './addresses.ts';
import { attempt, talk } from './connection.ts';
import { lookUp } from './dns-query.ts';
import type { Story } from './episode.ts';
import type { Account, Instance } from './organization.ts';
import { BASE_36, type Random } from './random.ts';

/** Stories in flow logs and DNS queries: instances under attack, and compromised instances. */
export const INSTANCE_STORIES: readonly Story[] = [
  {
    type: 'Recon:EC2/Portscan',
    role: 'ACTOR',
    tell: byTraffic('app', (instance, start, random) =>
      Array.from({ length: 400 }, (_, i) =>
        attempt(
          instance,
          { time: start + i * 500, remote: THREATS.victim, port: i + 1, clientPort: random.int(32_768, 60_999) },
          random.chance(0.8),
        ),
      ).flat(),
    ),
  },
  {
    type: 'UnauthorizedAccess:EC2/SSHBruteForce',
    tell: byTraffic('bastion', (instance, start, random) => guesses(instance, start, random, 'remote')),
  },
  {
    type: 'UnauthorizedAccess:EC2/SSHBruteForce',
    role: 'ACTOR',
    tell: byTraffic('build', (instance, start, random) => guesses(instance, start, random, 'instance')),
  },
  {
    type: 'Backdoor:EC2/DenialOfService.Tcp',
    role: 'ACTOR',
    tell: byTraffic('web', (instance, start, random) =>
      Array.from({ length: 4000 }, (_, i) =>
        attempt(
          instance,
          { time: start + i * 30, remote: THREATS.victim, port: 80, clientPort: 1024 + ((i * 13) % 64_000) },
          random.chance(0.02),
        ),
      ).flat(),
    ),
  },
  {
    type: 'Backdoor:EC2/C&CActivity.B',
    role: 'ACTOR',
    list: 'command-and-control=lists/command-and-control.txt',
    tell: byTraffic('app', (instance, start, random) =>
      beacons(instance, start, random, THREATS.commandAndControl, 443),
    ),
  },
  {
    type: 'UnauthorizedAccess:EC2/MaliciousIPCaller.Custom',
    list: 'custom=lists/custom.txt',
    tell: byTraffic('database', (instance, start, random) => beacons(instance, start, random, THREATS.custom, 8443)),
  },
  {
    type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
    role: 'ACTOR',
    list: 'mining=lists/mining.txt',
    tell: byQueries('build', (account, instance, start, random) =>
      Array.from({ length: 6 }, (_, i) =>
        lookUp(account, instance, start + i * 10 * MINUTE_MS, random, {
          name: `eu1.${THREATS.miningPool}`,
          answers: [THREATS.attacker],
        }),
      ),
    ),
  },
  {
    type: 'Trojan:EC2/DNSDataExfiltration',
    role: 'ACTOR',
    tell: byQueries('database', (account, instance, start, random) =>
      Array.from({ length: 600 }, (_, i) =>
        lookUp(account, instance, start + i * 700, random, {
          name: `${random.text(60, BASE_36)}.${random.text(56, BASE_36)}.${i}.relay.example`,
          type: 'TXT',
          answers: ['"ok"'],
        }),
      ),
    ),
  },
  {
    type: 'UnauthorizedAccess:EC2/MetadataDNSRebind',
    role: 'ACTOR',
    tell: byQueries('web', (account, instance, start, random) => [
      lookUp(account, instance, start, random, { name: 'images.rebind.example', answers: [THREATS.attacker] }),
      lookUp(account, instance, start + 4000, random, { name: 'images.rebind.example', answers: ['169.254.169.254'] }),
    ]),
  },
];

/** Password guessing: many short conversations that end with a refusal. */
function guesses(instance: Instance, start: number, random: Random, opened: 'instance' | 'remote'): readonly Flow[] {
  return Array.from({ length: 120 }, (_, i) => {
    const [asked, refused] = [
      [14, 2100 + random.int(0, 300)],
      [13, 2700 + random.int(0, 200)],
    ] as const;
    return talk(instance, {
      time: start + i * 5000,
      remote: opened === 'remote' ? THREATS.attacker : THREATS.victim,
      port: 22,
      clientPort: random.int(32_768, 60_999),
      opened,
      sent: opened === 'remote' ? refused : asked,
      received: opened === 'remote' ? asked : refused,
    });
  }).flat();
}

/** Contacts a command-and-control server every five minutes, for two hours. */
function beacons(instance: Instance, start: number, random: Random, remote: string, port: number): readonly Flow[] {
  return Array.from({ length: (2 * HOUR_MS) / (5 * MINUTE_MS) }, (_, i) =>
    talk(instance, {
      time: start + i * 5 * MINUTE_MS,
      remote,
      port,
      clientPort: random.int(32_768, 60_999),
      opened: 'instance',
      sent: [12, 1800],
      received: [10, 4200],
    }),
  ).flat();
}

function byTraffic(
  role: Instance['role'],
  flowsOf: (instance: Instance, start: number, random: Random) => readonly Flow[],
): Story['tell'] {
  return (account, start, random) => {
    const instance = instanceOf(account, role);
    // The default format of flow logs names interfaces only.
    const resource = account.flowFormat === 'custom' ? instance.id : instance.interfaceId;
    return { resource, activity: { flows: flowsOf(instance, start, random) } };
  };
}

function byQueries(
  role: Instance['role'],
  queriesOf: (account: Account, instance: Instance, start: number, random: Random) => readonly Query[],
): Story['tell'] {
  return (account, start, random) => {
    const instance = instanceOf(account, role);
    return { resource: instance.id, activity: { queries: queriesOf(account, instance, start, random) } };
  };
}

function instanceOf(account: Account, role: Instance['role']): Instance {
  const instance = account.instances.find((each) => each.role === role);
  if (instance === undefined) throw new Error(`account ${account.id} has no ${role} instance`);
  return instance;
}
