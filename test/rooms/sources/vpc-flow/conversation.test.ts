import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flow, flowV5, FLOW_HEADER, FLOW_V5_HEADER, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { Numbering } from '#services/sources/vpc-flow/numbering.ts';
import { Scratch } from '#services/sources/vpc-flow/scratch.ts';
import { decode, lines } from '../decoding.ts';

const v2 = (...records: readonly FlowExample[]) => decode(lines(FLOW_HEADER, ...records.map((one) => flow(one))));
const v5 = (...records: readonly FlowExample[]) => decode(lines(FLOW_V5_HEADER, ...records.map((one) => flowV5(one))));
const openers = (made: ReturnType<typeof v5>) => made.column('initiator');

const answers = (...records: readonly FlowExample[]) => v5(...records).records.map(({ answer }) => answer);

const UDP = { protocol: 17, tcp_flags: '-' };
const ICMP = { protocol: 1, tcp_flags: '-' };
const one = { packets: 1, bytes: 60 };
const T = 1772445600;

function came(srcport: number, dstport: number, more: FlowExample = {}): FlowExample {
  return {
    srcaddr: '203.0.113.9',
    dstaddr: '10.0.0.10',
    srcport,
    dstport,
    flow_direction: 'ingress',
    tcp_flags: 0,
    ...more,
  };
}
function went(srcport: number, dstport: number, more: FlowExample = {}): FlowExample {
  return { srcport, dstport, tcp_flags: 0, ...more };
}

describe('flags of any record of the conversation decide for all', () => {
  test('a SYN that came in, in whatever place', () => {
    const syn = came(2048, 50051, { tcp_flags: 2 });
    const refusal = went(50051, 2048, { tcp_flags: 4, ...one });
    expect(openers(v5(syn, refusal))).toEqual(['remote', 'remote']);
    expect(openers(v5(refusal, syn))).toEqual(['remote', 'remote']);
  });

  test('a SYN from a known port belies what ports say', () => {
    expect(openers(v5(went(50051, 443), came(443, 50051, { tcp_flags: 2 })))).toEqual(['remote', 'remote']);
    // An FTP server opens the data connection, from port 20.
    expect(openers(v5(went(20, 40000, { tcp_flags: 3 }), came(40000, 20)))).toEqual(['local', 'local']);
  });

  test('a SYN-ACK that went out', () => {
    expect(openers(v5(went(50051, 2048, { tcp_flags: 18 }), came(2048, 50051)))).toEqual(['remote', 'remote']);
  });

  test('another conversation decides nothing', () => {
    const [opener] = openers(v5(went(50051, 2048), came(2049, 50051, { tcp_flags: 2 })));
    expect(opener).not.toBe('remote');
    const elsewhere = came(2048, 50051, { tcp_flags: 2, interface_id: 'eni-0fedcba9876543210' });
    expect(openers(v5(went(50051, 2048, one), elsewhere))[0]).toBe('unknown');
  });

  test('SYN from both ends decides nothing', () => {
    const [, , opener] = openers(
      v5(went(50051, 2048, { tcp_flags: 2 }), came(2048, 50051, { tcp_flags: 2 }), went(50051, 2048, one)),
    );
    expect(opener).toBe('unknown');
  });

  test('RST alone is never how one opens', () => {
    expect(openers(v5(went(50051, 443, { tcp_flags: 4, ...one })))).toEqual(['unknown']);
    expect(openers(v5(went(50051, 443, { tcp_flags: 1 })))).toEqual(['local']);
  });
});

describe('without flags', () => {
  test.each<[string, readonly FlowExample[], readonly string[]]>([
    ['who is alone in sending began', [went(50000, 4444, one)], ['local']],
    [
      'a few packets each way on unknown ports show nothing',
      [went(50000, 4444, one), came(4444, 50000, one)],
      ['unknown', 'unknown'],
    ],
    [
      'a conversation on unknown ports is likely the client’s',
      [went(50000, 4444), came(4444, 50000)],
      ['likely-local', 'likely-local'],
    ],
    ['or that of one who came', [went(4444, 50000), came(50000, 4444)], ['likely-remote', 'likely-remote']],
    [
      'unless the other was heard first',
      [went(50000, 4444, { start: T + 1 }), came(4444, 50000, { start: T })],
      ['unknown', 'unknown'],
    ],
    ['a privileged port is a client’s before a known service', [went(900, 2049), came(2049, 900)], ['local', 'local']],
    ['equal ports, at the same time', [went(53, 53, UDP), came(53, 53, UDP)], ['unknown', 'unknown']],
    [
      'equal ports, one earlier',
      [went(123, 123, { ...UDP, start: T + 5 }), came(123, 123, { ...UDP, start: T })],
      ['likely-remote', 'likely-remote'],
    ],
    ['ICMP answered at once', [went(0, 0, ICMP), came(0, 0, ICMP)], ['unknown', 'unknown']],
    [
      'ICMP answered later',
      [went(0, 0, { ...ICMP, start: T }), came(0, 0, { ...ICMP, start: T + 1 })],
      ['likely-local', 'likely-local'],
    ],
    [
      'ICMP that may report a closed port',
      [went(0, 0, ICMP), came(40000, 5000, { ...UDP, ...one })],
      ['unknown', 'remote'],
    ],
    [
      'UDP and TCP on the same ports are two conversations',
      [went(50000, 4444, one), came(4444, 50000, { ...UDP, ...one })],
      ['local', 'unknown'],
    ],
  ])('%s', (_, records, expected) => {
    expect(openers(v2(...records))).toEqual(expected);
  });

  test('over IPv6', () => {
    const ours = { srcaddr: '2001:db8::10', dstaddr: '2001:db8:66::1', protocol: 58, srcport: 0, dstport: 0 };
    const theirs = { ...ours, srcaddr: ours.dstaddr, dstaddr: ours.srcaddr, flow_direction: 'ingress' };
    expect(openers(v5({ ...ours, tcp_flags: '-' }))).toEqual(['local']);
    expect(openers(v5({ ...ours, tcp_flags: '-' }, { ...theirs, tcp_flags: '-' }))).toEqual(['unknown', 'unknown']);
  });
});

test('the order of the records does not matter', () => {
  const record = fc.record({
    out: fc.boolean(),
    ports: fc.constantFrom<[number, number]>([50000, 4444], [50051, 2048], [50051, 443], [53, 53], [0, 0]),
    protocol: fc.constantFrom(1, 6, 17, 47),
    tcp_flags: fc.constantFrom(0, 2, 3, 4, 18, '-'),
    packets: fc.constantFrom(1, 20),
    start: fc.constantFrom(T, T + 1),
  });
  fc.assert(
    fc.property(fc.array(record, { minLength: 2, maxLength: 12 }), fc.infiniteStream(fc.nat()), (made, chance) => {
      const records = made.map(({ out, ports: [a, b], ...more }) => (out ? went(a, b, more) : came(b, a, more)));
      const order = records.map((_, i) => [chance.next().value ?? 0, i] as const).toSorted(([a], [b]) => a - b);
      const straight = openers(v5(...records));
      const shuffled = openers(v5(...order.map(([, i]) => records[i] ?? {})));
      expect(shuffled).toEqual(order.map(([, i]) => straight[i]));
    }),
    { numRuns: 200 },
  );
});

describe('what came back', () => {
  test('is summed over the records of the conversation that go the other way', () => {
    const [some, more] = [came(22, 50000, { bytes: 100 }), came(22, 50000, { bytes: 200 })];
    expect(answers(some, went(50000, 22), more)).toEqual([4096, 300, 4096]);
  });

  test('also of many ports', () => {
    const ports = Array.from({ length: 100 }, (_, i) => 1 + i);
    const asked = ports.map((port) => went(50000, port));
    const back = ports.map((port) => came(port, 50000, { bytes: port }));
    expect(answers(...asked, ...back).slice(0, 100)).toEqual(ports);
  });

  test('is not told where no record goes the other way', () => {
    const other = came(22, 50001);
    const elsewhere = came(22, 50000, { interface_id: 'eni-0fedcba9876543210' });
    expect(answers(went(50000, 22), other, elsewhere, came(22, 50000, { protocol: 17 }))[0]).toBeUndefined();
  });
});

describe('of an object that comes in parts', () => {
  const filler = Array.from({ length: 65_536 }, (_, i) => flow({ srcport: 1024 + (i % 60_000), dstport: 443 }));

  test('silence is only likely to be one, for the answer may be in another part', () => {
    const asked = flow(went(50000, 4444, one));
    const alone = decode(lines(FLOW_HEADER, asked));
    const among = decode(lines(FLOW_HEADER, asked, ...filler));
    expect(openers(alone)[0]).toBe('local');
    expect(openers(among)[0]).toBe('likely-local');
  });
});

describe('numbering', () => {
  test('equals a map', () => {
    const code = fc.nat({ max: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(code, code, code, code, code), { maxLength: 300, size: 'max' }), (tuples) => {
        expectMap(tuples);
      }),
    );
  });

  test('also where somebody chose what collides', () => {
    const most = 200;
    const empty = new Numbering(new Scratch(), most);
    const bySlot = Map.groupBy(
      Array.from({ length: 100_000 }, (_, i): Five => [1, i, 2, 3, 4]),
      (five) => empty.find(...five),
    );
    const colliding = [...bySlot.values()].toSorted((a, b) => b.length - a.length)[0]?.slice(0, most) ?? [];
    expect(colliding).toHaveLength(most);
    expectMap([...colliding, ...colliding]);
  });
});

type Five = [number, number, number, number, number];

function expectMap(tuples: readonly Five[]): void {
  const numbering = new Numbering(new Scratch(), tuples.length);
  const known = new Map<string, number>();
  for (const tuple of tuples) {
    const key = tuple.join(' ');
    const expected = known.get(key) ?? known.size;
    known.set(key, expected);
    expect(numbering.numberOf(...tuple)).toBe(expected);
  }
  expect(numbering.size).toBe(known.size);
  expect(numbering.find(9, 9, 9, 9, 9)).toBeLessThan(0);
}
