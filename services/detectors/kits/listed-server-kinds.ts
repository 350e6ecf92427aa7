import type { ListedServers } from './listed-server.ts';
import { TCP } from './probe.ts';

/** Servers that control machines taken over by somebody else. */
export const COMMAND_AND_CONTROL: ListedServers = {
  categories: ['command-and-control'],
  purpose: 'Backdoor',
  family: 'C&CActivity.B',
  asff: 'TTPs/Command and Control',
  does: 'is talking to a command and control server',
  why: 'Malware calls a command and control server to get its orders.',
  servers: 'command and control servers',
  known: 'command and control',
  attack: ['T1071'],
  severity: 'High',
  blindTo: [
    'Servers behind addresses that many sites share, such as content delivery networks: lists leave those out.',
  ],
  falsePositives: ['Malware research, and systems that report what they see to a sinkhole.'],
  respond: [
    'Look up in the list what the server is known for.',
    'Isolate the resource that called, and keep its memory and disk for analysis.',
    'Look for other resources that talk to the same address, and for the commands that this one received.',
  ],
};

export const MINING_POOLS: ListedServers = {
  categories: ['mining'],
  purpose: 'CryptoCurrency',
  family: 'BitcoinTool.B',
  asff: 'TTPs/Command and Control',
  does: 'is talking to a cryptocurrency mining pool or node',
  why: 'Most intruders use the compute power that they get hold of to mine cryptocurrency.',
  servers: 'cryptocurrency pools and nodes',
  known: 'mining',
  attack: ['T1496.001'],
  severity: 'High',
  blindTo: ['Pools behind a proxy of the intruder’s own.'],
  falsePositives: ['Machines that are allowed to mine or to follow a blockchain.'],
  respond: [
    'Ask the owner whether the resource should mine or follow a blockchain.',
    'If not, isolate it, and find the process that uses its processors.',
    'Find out how the miner came in: most often through an open management port, a leaked key or a container.',
  ],
};

export const DROP_POINTS: ListedServers = {
  categories: ['drop-point'],
  purpose: 'Trojan',
  family: 'DropPoint',
  asff: 'Effects/Data Exfiltration',
  does: 'is sending data to a known drop point for stolen data',
  why: 'Malware uploads stolen credentials and data to drop points.',
  servers: 'drop points for stolen data',
  known: 'a drop point',
  attack: ['T1041'],
  severity: 'Medium',
  blindTo: ['What was sent: flow logs show no content.'],
  falsePositives: ['Malware research.'],
  respond: [
    'Look up in the list what the host is known for, and check how much was sent.',
    'Isolate the resource that sent the data, and find out what runs on it.',
    'Treat all credentials and data that it could read as stolen, and rotate the credentials.',
  ],
};

export const SINKHOLES: ListedServers = {
  categories: ['sinkhole'],
  purpose: 'Trojan',
  family: 'BlackholeTraffic',
  asff: 'TTPs/Command and Control',
  does: 'is talking to a sinkhole',
  why: 'When a malicious server is taken down, its traffic is redirected to a sinkhole: only infected machines still call it.',
  servers: 'black holes and sinkholes',
  known: 'a sinkhole',
  attack: ['T1071'],
  severity: 'Medium',
  blindTo: ['Sinkholes whose owners keep them secret.'],
  falsePositives: ['Crawlers, mail servers and security products that resolve sinkholed names.'],
  respond: [
    'Isolate the resource that called, and find out what runs on it: its server is gone, but the resource is infected.',
    'Look in the resolver query logs for the name that led to the address: it identifies the malware.',
    'Find out how the resource was infected, and whether others call the same address.',
  ],
};

export const TOR_RELAYS: ListedServers = {
  categories: ['tor-relay', 'tor-exit'],
  purpose: 'UnauthorizedAccess',
  family: 'TorClient',
  asff: 'Effects/Resource Consumption',
  does: 'is connecting to the Tor network',
  why: 'The Tor network hides who talks to whom: attackers use it to send out stolen data and to receive commands.',
  servers: 'Tor relays, at a port where relays accept clients',
  known: 'a Tor relay',
  attack: ['T1090.003'],
  severity: 'High',
  isFor: ({ protocol, remotePort }, entry) =>
    protocol === TCP && (namesPort(entry, remotePort) || !OTHER_SERVICES.has(remotePort)),
  blindTo: [
    'Tor bridges, the entry points that no public list names.',
    'Relays that accept clients at the ports of mail, name, shell or web servers (except 443), where the list has addresses without ports.',
  ],
  falsePositives: [
    'A host that runs both a relay and another service, where the list does not name the port of the relay: load a list that does.',
    'People and monitoring that use Tor for their work.',
  ],
  respond: [
    'Ask the owner whether the resource should run a Tor client.',
    'If not, isolate it, find out what runs on it and how much it sent.',
    'Find out how the intruder came in.',
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
