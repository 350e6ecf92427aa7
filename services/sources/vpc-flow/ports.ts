/** Registered ports above 1023 on which servers listen, and well-known ports whose names analysts know. */
const NAMES: Readonly<Record<number, string>> = {
  20: 'FTP-DATA',
  21: 'FTP',
  22: 'SSH',
  23: 'TELNET',
  25: 'SMTP',
  53: 'DNS',
  80: 'HTTP',
  88: 'KERBEROS',
  110: 'POP3',
  111: 'RPCBIND',
  123: 'NTP',
  135: 'MSRPC',
  139: 'NETBIOS',
  143: 'IMAP',
  161: 'SNMP',
  389: 'LDAP',
  443: 'HTTPS',
  445: 'SMB',
  465: 'SMTPS',
  500: 'IKE',
  514: 'SYSLOG',
  587: 'SMTP',
  636: 'LDAPS',
  853: 'DNS-TLS',
  873: 'RSYNC',
  993: 'IMAPS',
  995: 'POP3S',
  1194: 'OPENVPN',
  1433: 'MSSQL',
  1521: 'ORACLE',
  2049: 'NFS',
  2379: 'ETCD',
  3306: 'MYSQL',
  3478: 'STUN',
  3389: 'RDP',
  4500: 'IPSEC-NAT',
  5432: 'POSTGRESQL',
  5439: 'REDSHIFT',
  5900: 'VNC',
  5985: 'WINRM',
  5986: 'WINRM',
  6379: 'REDIS',
  6443: 'KUBERNETES',
  6667: 'IRC',
  8080: 'HTTP',
  8443: 'HTTPS',
  9042: 'CASSANDRA',
  9092: 'KAFKA',
  9200: 'ELASTICSEARCH',
  10250: 'KUBELET',
  11211: 'MEMCACHED',
  27017: 'MONGODB',
  51820: 'WIREGUARD',
};

/** GuardDuty's `portName` for a port; `Unknown` for most. */
export function portName(port: number): string {
  return NAMES[port] ?? 'Unknown';
}

/** GuardDuty's name of a protocol, by its IANA number; the number itself for rare ones. */
export function protocolName(protocol: number): string {
  return PROTOCOLS[protocol] ?? String(protocol);
}

const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  132: 'SCTP',
};

/** The first port that Linux assigns to clients; Windows and load balancers start later or choose at random. */
const EPHEMERAL_FROM = 32768;

/**
 * How unlikely each port is a service's, by port number: 0 a named service's, 1 another privileged one, 2 one below the
 * range of clients, 3 one in that range. Clients that want to be trusted, such as those of NFS, use privileged ports
 * too. The end with the lower rank is the service if its rank is `KNOWN_RANK_MAX` at most; otherwise that is only
 * likely, and equal ranks show nothing. Ports 0 and 65536 stand for "no port".
 */
export const PORT_RANK: Uint8Array = rankPorts();
export const KNOWN_RANK_MAX = 1;

function rankPorts(): Uint8Array {
  const ranks = new Uint8Array(65537).fill(1, 1, 1024).fill(2, 1024, EPHEMERAL_FROM).fill(3, EPHEMERAL_FROM);
  for (const port of Object.keys(NAMES).map(Number)) ranks[port] = 0;
  ranks[0] = ranks[65536] = 4;
  return ranks;
}
