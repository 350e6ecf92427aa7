import type { ListedServers } from './listed-server.ts';
import { TCP } from './probe.ts';

/** Servers that control machines taken over by somebody else. */
export const COMMAND_AND_CONTROL: ListedServers = {
  categories: ['command-and-control'],
  purpose: 'Backdoor',
  family: 'C&CActivity.B',
  asff: 'TTPs/Command and Control',
  does: 'is talking to a command and control server',
  why: 'Who calls a command and control server takes orders from somebody else.',
  servers: 'command and control servers',
  known: 'command and control',
  attack: ['T1071'],
  severity: 'High',
  blindTo: ['Servers behind addresses that others share, such as content delivery networks: lists leave them out.'],
  falsePositives: ['Research into malware, and what sends what it sees to a sinkhole.'],
  respond: [
    'Read in the list what the server is known for.',
    'Isolate what called, and keep its memory and disk for analysis.',
    'Look for others that talk to the same address, and for what this one was told to do.',
  ],
};

export const MINING_POOLS: ListedServers = {
  categories: ['mining'],
  purpose: 'CryptoCurrency',
  family: 'BitcoinTool.B',
  asff: 'TTPs/Command and Control',
  does: 'is talking to a mining pool or a node of a cryptocurrency',
  why: 'Mining for somebody else is what most intruders do with what they get hold of.',
  servers: 'pools and nodes of cryptocurrencies',
  known: 'mining',
  attack: ['T1496.001'],
  severity: 'High',
  blindTo: ['Pools behind a proxy of the intruder’s own.'],
  falsePositives: ['Machines that mine, or follow a block chain, with leave.'],
  respond: [
    'Ask the owner whether it mines, or follows a block chain.',
    'If not, isolate it, and look for what uses its processors.',
    'Find out how the miner came in: most often an open management port, a leaked key, or a container.',
  ],
};

export const DROP_POINTS: ListedServers = {
  categories: ['drop-point'],
  purpose: 'Trojan',
  family: 'DropPoint',
  asff: 'Effects/Data Exfiltration',
  does: 'is sending to a host that takes in stolen data',
  why: 'Malware leaves the credentials and data that it stole at hosts that others were found to leave theirs at.',
  servers: 'hosts that take in stolen data',
  known: 'a drop point',
  attack: ['T1041'],
  severity: 'Medium',
  blindTo: ['What was sent: flow logs show no content.'],
  falsePositives: ['Research into malware.'],
  respond: [
    'Read in the list what the host is known for, and see how much was sent.',
    'Isolate what sent, and look for what it runs.',
    'Take all credentials and data that it could read for stolen, and replace the credentials.',
  ],
};

export const SINKHOLES: ListedServers = {
  categories: ['sinkhole'],
  purpose: 'Trojan',
  family: 'BlackholeTraffic',
  asff: 'TTPs/Command and Control',
  does: 'is talking to a sinkhole',
  why: 'Whoever takes a server from criminals leads its callers to a sinkhole: only what is infected still calls it.',
  servers: 'black holes and sinkholes',
  known: 'a sinkhole',
  attack: ['T1071'],
  severity: 'Medium',
  blindTo: ['Sinkholes whose owners keep them secret.'],
  falsePositives: ['Crawlers, mail servers and security products that follow names which were led there.'],
  respond: [
    'Isolate what called, and look for what it runs: what it was to load or to get is gone, but it is infected.',
    'Look in the resolver’s logs for the name that led to the address: it tells the malware.',
    'Find out how it was infected, and whether others call the same address.',
  ],
};

export const TOR_RELAYS: ListedServers = {
  categories: ['tor-relay', 'tor-exit'],
  purpose: 'UnauthorizedAccess',
  family: 'TorClient',
  asff: 'Effects/Resource Consumption',
  does: 'is going out through the Tor network',
  why: 'The Tor network hides who talks to whom: a way out for stolen data, and a way in for orders.',
  servers: 'Tor relays, at a port where one may take callers in',
  known: 'a Tor relay',
  attack: ['T1090.003'],
  severity: 'High',
  isFor: ({ protocol, remotePort }, entry) =>
    protocol === TCP && (namesPort(entry, remotePort) || !OTHER_SERVICES.has(remotePort)),
  blindTo: [
    'Bridges, the entrances that Tor tells only to who asks.',
    'Where the list has addresses alone: relays that take callers in at the ports of mail, name, shell or web servers (443 apart).',
  ],
  falsePositives: [
    'A relay’s host that also has another service, where the list does not name the port of the relay: load one that does.',
    'People and monitors that use Tor for their work.',
  ],
  respond: [
    'Ask the owner whether it runs a Tor client.',
    'If not, isolate it, and look for what it runs and how much it sent.',
    'Find out how it was entered.',
  ],
};

/** Whether an entry of a list names this very port: `203.0.113.9:9001`, `[2001:db8::9]:9001`. */
function namesPort(entry: string, port: number): boolean {
  return entry.endsWith(`:${port}`) && (entry.includes(']') || entry.indexOf(':') === entry.lastIndexOf(':'));
}

/** Ports at which hosts of relays usually run other services: most relays accept callers at 9001 and 443. */
const OTHER_SERVICES = new Set([
  20, 21, 22, 25, 43, 53, 80, 110, 119, 123, 143, 179, 465, 563, 587, 853, 873, 993, 995, 2222, 3128, 3306, 5222, 5432,
  6667, 6697, 8080,
]);
