import type { Random } from './random.ts';

const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const SERVICE_PORTS = [443, 443, 443, 80, 53, 5432, 6379, 8080, 9092];

/** A flow log file in the default format: conversations of 200 interfaces with each other and the Internet, in both directions, and scans from outside. */
export function flowFile(random: Random, count: number): string {
  const interfaces = Array.from({ length: 200 }, (_, i) => ({
    id: `eni-0${random.hex(16)}`,
    address: `10.0.${i >> 4}.${4 + (i & 15)}`,
  }));
  const lines = [HEADER];
  while (lines.length <= count) {
    const own = random.pick(interfaces);
    const kind = random.below(10);
    const remote = kind < 5 ? random.pick(interfaces).address : outside(random);
    // Administrators are few, and so are their connections.
    const service = random.below(100) === 0 ? 22 : random.pick(SERVICE_PORTS);
    const port = kind === 9 ? random.below(65_536) : service;
    const ephemeral = 1024 + random.below(64_512);
    const start = 1_795_338_000 + Math.floor(lines.length / 3000);
    const line = (out: boolean, accepted: boolean): string => {
      const packets = 1 + random.below(40);
      const ends = out
        ? `${own.address} ${remote} ${ephemeral} ${port}`
        : `${remote} ${own.address} ${port} ${ephemeral}`;
      return `2 111122223333 ${own.id} ${ends} 6 ${packets} ${packets * (40 + random.below(1400))} ${start} ${start + random.below(60)} ${accepted ? 'ACCEPT' : 'REJECT'} OK`;
    };
    if (kind === 9) lines.push(line(false, false));
    else lines.push(line(true, true), line(false, true));
  }
  lines.length = count + 1;
  return `${lines.join('\n')}\n`;
}

/** Most traffic is with few hosts; the rest is the noise of the Internet. */
function outside(random: Random): string {
  // The benchmarking range (RFC 2544) has enough addresses for this variety; the documentation networks have not.
  if (random.below(10) < 7) return `198.18.${random.below(8)}.${random.below(256)}`;
  return `198.${18 + random.below(2)}.${random.below(256)}.${random.below(256)}`;
}
