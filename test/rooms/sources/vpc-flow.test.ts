import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flow, FLOW_HEADER, flowV5, FLOW_V5_HEADER, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { decode, newDecoder, HOME, lines } from './decoding.ts';

const nth = (n: number) => `${11 + (n >>> 16)}.${(n >>> 8) & 255}.${n & 255}.1`;
const v2 = (...records: readonly FlowExample[]) => decode(lines(FLOW_HEADER, ...records.map((one) => flow(one))));
const v5 = (...records: readonly FlowExample[]) => decode(lines(FLOW_V5_HEADER, ...records.map((one) => flowV5(one))));
const pair = (a: string, b: string, more: FlowExample = {}) => ({ srcaddr: a, dstaddr: b, ...more });

const local = (...records: readonly FlowExample[]) => v2(...records).column('local');
const ports = (srcport: number, dstport: number) => ({ srcport, dstport });
const opener = (one: FlowExample) => v5(one).column('initiator')[0];

describe('formats', () => {
  test('the default format, with and without its header', () => {
    const record = {
      interface_id: 'eni-0123456789abcdef0',
      instance_id: undefined,
      srcaddr: '10.0.0.10',
      dstaddr: '203.0.113.9',
      srcport: 49152,
      dstport: 443,
      protocol: 6,
      packets: 12,
      bytes: 4096,
      start: 1772445600,
      end: 1772445660,
      time: 1772445600000,
      action: 'ACCEPT',
      tcp_flags: undefined,
      accountId: '111122223333',
      region: HOME.region,
      local: '10.0.0.10',
      remote: '203.0.113.9',
      localPort: 49152,
      remotePort: 443,
      direction: 'egress',
      initiator: 'local',
    };
    const headed = decode(lines(FLOW_HEADER, flow()));
    expect(headed.records[0]).toMatchObject(record);
    expect(headed.positions).toEqual([2]);
    expect(headed.report).toMatchObject({
      source: 'vpc-flow',
      records: 1,
      firstTime: record.time,
      lastTime: record.time,
    });
    const bare = decode(lines(flow()));
    expect(bare.records[0]).toMatchObject(record);
    expect(bare.positions).toEqual([1]);
  });

  test('any order and choice of fields, told by the header', () => {
    const header = 'dstport start instance-id srcaddr end dstaddr action srcport reject-reason protocol bytes';
    const found = decode(lines(header, '22 1772445600 - 198.51.100.7 1772445660 10.0.0.10 REJECT 40000 BPA 6 -'));
    expect(found.records[0]).toMatchObject({
      srcaddr: '198.51.100.7',
      dstport: 22,
      srcport: 40000,
      action: 'REJECT',
      instance_id: undefined,
      interface_id: undefined,
      bytes: 0,
      packets: 0,
      accountId: HOME.accountId,
      direction: 'ingress',
    });
    expect(found.report.troubles).toMatchObject([{ message: expect.stringContaining('no interface-id') }]);
  });

  test('underscores, extra blanks, tabs and CRLF of tools that rewrote the file', () => {
    const text = [
      FLOW_HEADER.replaceAll('-', '_'),
      flow().replaceAll(' ', '  '),
      flow().replaceAll(' ', '\t'),
      '',
    ].join('\r\n');
    expect(decode(text).report).toMatchObject({ records: 2, unreadable: 0 });
  });

  test('files put together keep the meaning of each header', () => {
    const text = lines(
      FLOW_HEADER,
      flow({ srcport: 1 }),
      FLOW_V5_HEADER,
      flowV5({ srcport: 2 }),
      FLOW_HEADER,
      flow({ srcport: 3 }),
    );
    const found = decode(text);
    expect(found.records.map(({ srcport, instance_id }) => [srcport, instance_id])).toEqual([
      [1, undefined],
      [2, 'i-0123456789abcdef0'],
      [3, undefined],
    ]);
    expect(found.positions).toEqual([2, 4, 6]);
  });

  test('so they do when they are read some records at a time', () => {
    const records = [flow({ srcport: 1 }), flow({ srcport: 2 }), flow({ srcport: 3 }), 'no record'];
    const text = lines(
      FLOW_HEADER,
      ...records,
      FLOW_V5_HEADER,
      flowV5({ srcport: 4 }),
      FLOW_HEADER,
      flow({ srcport: 5 }),
    );
    for (const batchRows of [1, 2, 3, 4, 100]) {
      const found = decode(text, 'some-file', newDecoder({ batchRows }));
      expect(found.records.map(({ srcport }) => srcport)).toEqual([1, 2, 3, 4, 5]);
      expect(found.positions).toEqual([2, 3, 4, 7, 9]);
      expect(found.report).toMatchObject({ records: 5, unreadable: 1, troubles: [{ position: 5 }] });
    }
  });

  test('pkt- addresses stand in for addresses that the format lacks', () => {
    const found = decode(lines('pkt-srcaddr pkt-dstaddr start', '10.0.0.10 203.0.113.9 1772445600'));
    expect(found.records[0]).toMatchObject({
      srcaddr: '10.0.0.10',
      dstaddr: '203.0.113.9',
      srcport: 0,
      action: 'ACCEPT',
    });
    expect(found.report.troubles[0]?.message).toContain('srcport');
  });

  test('a format without counts counts no packets', () => {
    const found = decode(lines('srcaddr dstaddr start', '10.0.0.10 203.0.113.9 1772445600'));
    expect([found.column('packets'), found.column('packetSize'), found.records[0]?.bytes]).toEqual([[0], [0], 0]);
  });

  test.each([
    { packets: 3, bytes: 240, size: 80 },
    { packets: 3, bytes: 241, size: 81 },
    { packets: 4_000_000_000, bytes: 320_000_000_001, size: 81 },
    { packets: 1, bytes: 2047, size: 2047 },
    { packets: 1, bytes: 9001, size: 2047 },
    { packets: 0, bytes: 0, size: 0 },
    { packets: 0, bytes: 1, size: 2047 },
    { packets: '-', bytes: '-', size: 0 },
  ])('$bytes bytes in $packets packets are of $size each', ({ packets, bytes, size }) => {
    expect(v2({ packets, bytes }).column('packetSize')).toEqual([size]);
  });

  test('a condition on a field that the format lacks sees it absent', () => {
    const found = v2({});
    expect([found.column('tcp_flags'), found.column('instance_id')]).toEqual([[undefined], [undefined]]);
  });
});

describe('lines that are no record', () => {
  const gap = {
    srcaddr: '-',
    dstaddr: '-',
    srcport: '-',
    dstport: '-',
    protocol: '-',
    packets: '-',
    bytes: '-',
    action: '-',
  };

  test('NODATA is passed, SKIPDATA is told as loss, an odd line as unreadable', () => {
    const found = decode(
      lines(
        FLOW_HEADER,
        flow(),
        flow({ ...gap, log_status: 'NODATA' }),
        flow({ ...gap, log_status: 'SKIPDATA' }),
        '2 x',
        flow({ start: '2026-03-02T10:00:00Z' }),
        flow(),
      ),
    );
    expect(found.report).toMatchObject({ state: 'read', records: 2, passed: 1, unreadable: 3 });
    expect(found.report.troubles.map(({ kind, position, message }) => [kind, position, message.slice(0, 30)])).toEqual([
      ['skipdata', 4, 'AWS skipped records in 1 inter'],
      ['unreadable-record', 5, 'A line of 2 fields that is no '],
      ['unreadable-record', 6, 'The start "2026-03-02T10:00:00'],
    ]);
    expect(found.positions).toEqual([2, 7]);
  });

  test('an object of NODATA alone is passed', () => {
    expect(decode(lines(FLOW_HEADER, flow({ ...gap, log_status: 'NODATA' }))).report).toMatchObject({
      state: 'passed',
      passed: 1,
      unreadable: 0,
    });
  });

  test('every line is counted once, whatever it is', () => {
    const line = fc.oneof(
      fc.constant(flow()),
      fc.constant(flow({ ...gap, log_status: 'NODATA' })),
      fc.constant(flow({ ...gap, log_status: 'SKIPDATA' })),
      fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map((text) => `x${text}`),
    );
    fc.assert(
      fc.property(fc.array(line), (all) => {
        const { records, passed, unreadable } = decode(lines(FLOW_HEADER, ...all)).report;
        expect(records + passed + unreadable).toBe(all.length);
      }),
    );
  });
});

describe('account and Region', () => {
  test('an account that AWS could not tell, or that is none, is that of the key', () => {
    const key = 'AWSLogs/444455556666/vpcflowlogs/eu-west-1/2026/03/02/x.log.gz';
    const found = decode(
      lines(
        FLOW_HEADER,
        flow({ account_id: 'unknown' }),
        flow({ account_id: '-' }),
        flow({ account_id: '12' }),
        flow(),
      ),
      key,
    );
    expect(found.column('accountId')).toEqual(['444455556666', '444455556666', '444455556666', '111122223333']);
    expect(found.records.map(({ accountId, region }) => [accountId, region])).toEqual([
      ['444455556666', 'eu-west-1'],
      ['444455556666', 'eu-west-1'],
      ['444455556666', 'eu-west-1'],
      ['111122223333', 'eu-west-1'],
    ]);
  });
});

describe('addresses', () => {
  test('IPv6 has one spelling, and IPv4-mapped addresses are IPv4', () => {
    const found = v2(pair('2001:0DB8:0:0::0001', '2001:db8::2'), pair('::ffff:192.0.2.1', '::ffff:c000:0202'));
    expect(found.column('srcaddr')).toEqual(['2001:db8::1', '192.0.2.1']);
    expect(found.column('dstaddr')).toEqual(['2001:db8::2', '192.0.2.2']);
    expect(found.records[0]).toMatchObject({ srcaddr: '2001:db8::1', local: '2001:db8::1' });
  });

  test('behind a gateway the remote end is the real one', () => {
    const [out, back] = v5(
      {
        ...pair('10.0.1.5', '10.0.0.99'),
        pkt_srcaddr: '10.0.1.5',
        pkt_dstaddr: '203.0.113.9',
        flow_direction: 'egress',
      },
      {
        ...pair('10.0.0.99', '10.0.1.5'),
        pkt_srcaddr: '203.0.113.9',
        pkt_dstaddr: '10.0.1.5',
        flow_direction: 'ingress',
      },
    ).records;
    expect(out).toMatchObject({ local: '10.0.1.5', remote: '203.0.113.9', direction: 'egress' });
    expect(back).toMatchObject({ local: '10.0.1.5', remote: '203.0.113.9', direction: 'ingress' });
  });

  test('pkt- fields without a value leave the end as it was seen', () => {
    expect(v5({ pkt_dstaddr: '-' }).records[0]).toMatchObject({ remote: '203.0.113.9' });
  });
});

describe('whose end is whose, where the record does not say', () => {
  test('the own address is the one that all records of the interface share', () => {
    const found = v2(pair('203.0.113.9', '198.51.100.1'), pair('198.51.100.1', '203.0.113.7'));
    expect(found.column('local')).toEqual(['198.51.100.1', '198.51.100.1']);
    expect(found.column('direction')).toEqual(['ingress', 'egress']);
  });

  test('each interface has its own', () => {
    const [a, b] = ['eni-a', 'eni-b'];
    expect(
      local(
        pair('10.0.0.1', '10.0.0.2', { interface_id: a }),
        pair('10.0.0.1', '10.0.0.2', { interface_id: b }),
        pair('10.0.0.1', '10.0.0.3', { interface_id: a }),
        pair('10.0.0.4', '10.0.0.2', { interface_id: b }),
      ),
    ).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2']);
  });

  test('of a single pair it is the private one', () => {
    expect(local(pair('198.51.100.1', '10.0.0.2'))).toEqual(['10.0.0.2']);
    expect(local(pair('2001:db8::1', 'fd00::2'))).toEqual(['fd00::2']);
  });

  test('of a single private pair it is the one with the service port', () => {
    expect(
      local(pair('10.0.0.1', '10.0.0.2', ports(40001, 22)), pair('10.0.0.2', '10.0.0.1', ports(22, 40002))),
    ).toEqual(['10.0.0.2', '10.0.0.2']);
  });

  test('of a single private pair it is not the one that is known to be of another interface', () => {
    expect(
      local(
        pair('10.0.0.1', '10.0.0.2', { interface_id: 'eni-client', srcport: 40001, dstport: 22 }),
        pair('10.0.0.1', '10.0.0.2', { interface_id: 'eni-server', srcport: 40001, dstport: 22 }),
        pair('10.0.0.9', '10.0.0.2', { interface_id: 'eni-server', srcport: 40001, dstport: 22 }),
      )[0],
    ).toBe('10.0.0.1');
  });

  test('what an object showed of an interface holds for all that follows in it', () => {
    const text = lines(FLOW_HEADER, peer('10.0.0.11'), peer('10.0.0.12'), peer('10.0.0.13'));
    const found = decode(text, 'some-file', newDecoder({ batchRows: 2 }));
    expect(found.column('local')).toEqual(['10.0.0.10', '10.0.0.10', '10.0.0.10']);
    const alone = decode(lines(FLOW_HEADER, peer('10.0.0.13')));
    expect(alone.column('local')).toEqual(['10.0.0.13']);
  });

  test('an interface that meets as many addresses as somebody likes has one of them', () => {
    const records = Array.from({ length: 130_000 }, (_, n) => flow({ srcaddr: nth(n), dstaddr: nth(n) }));
    const text = [FLOW_HEADER, ...records, flow({ srcaddr: nth(7), dstaddr: nth(9) })].join('\n');
    expect(decode(text, 'some-file', newDecoder({ batchRows: 1 << 18 })).records.at(-1)?.['local']).toBe(nth(7));
  });

  test('an interface of two families has an address of each', () => {
    expect(
      local(
        pair('10.0.0.1', '203.0.113.9'),
        pair('203.0.113.8', '10.0.0.1'),
        pair('2001:db8::1', '2001:db8:9::9'),
        pair('2001:db8:9::8', '2001:db8::1'),
      ),
    ).toEqual(['10.0.0.1', '10.0.0.1', '2001:db8::1', '2001:db8::1']);
  });

  test('an interface that forwards for others has the most frequent one, and the rest stay unknown', () => {
    const found = v2(
      pair('10.0.0.1', '203.0.113.9'),
      pair('10.0.0.1', '203.0.113.8'),
      pair('10.0.0.1', '203.0.113.7'),
      pair('203.0.113.5', '10.9.9.9'),
    );
    expect(found.column('direction')).toEqual(['egress', 'egress', 'egress', 'unknown']);
    expect(found.column('initiator')[3]).toBe('unknown');
    expect(found.column('local')[3]).toBe('10.9.9.9');
  });

  test('the order of records and what was read before do not matter', () => {
    const address = fc.constantFrom('10.0.0.1', '10.0.0.2', '203.0.113.1', '2001:db8::1', 'fd00::1');
    const port = fc.constantFrom(22, 443, 3000, 40000, 50000);
    const records = fc.array(
      fc.record({
        srcaddr: address,
        dstaddr: address,
        srcport: port,
        dstport: port,
        interface_id: fc.constantFrom('eni-a', 'eni-b', '-'),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.nat()), (all, keys) => {
        const shuffled = all.map((one) => ({ one, key: keys.next().value })).toSorted((a, b) => a.key - b.key);
        const answer = (found: ReturnType<typeof v2>, i: number) => [
          found.column('local')[i],
          found.column('direction')[i],
        ];
        const [straight, mixed] = [v2(...all), v2(...shuffled.map(({ one }) => one))];
        shuffled.forEach(({ one }, i) => expect(answer(mixed, i)).toEqual(answer(straight, all.indexOf(one))));
      }),
    );
  });

  test('the direction that the record says wins', () => {
    expect(v5({ flow_direction: 'ingress' }).records[0]).toMatchObject({ local: '203.0.113.9', direction: 'ingress' });
  });
});

describe('who opened the connection', () => {
  test.each<[string, FlowExample, string]>([
    ['SYN from the interface', { tcp_flags: 2, srcport: 22, dstport: 50000 }, 'local'],
    ['SYN and FIN from the interface', { tcp_flags: 3 }, 'local'],
    ['SYN-ACK from the interface', { tcp_flags: 18 }, 'remote'],
    ['SYN-ACK and FIN to the interface', { tcp_flags: 19, flow_direction: 'ingress' }, 'local'],
    ['no flags: the low port is the service', { tcp_flags: 0, srcport: 40000, dstport: 22 }, 'local'],
    ['no flags: a reply from the service', { tcp_flags: '-', srcport: 22, dstport: 40000 }, 'remote'],
    ['a database port is a service', { tcp_flags: 0, srcport: 5432, dstport: 20000 }, 'remote'],
    ['two high ports say nothing', { tcp_flags: 0, srcport: 40000, dstport: 50000 }, 'unknown'],
    ['UDP has no flags', { protocol: 17, tcp_flags: 2, srcport: 53, dstport: 40000 }, 'remote'],
    ['ICMP to one who is silent', { protocol: 1, srcport: 0, dstport: 0, tcp_flags: 0 }, 'local'],
  ])('%s', (_, one, expected) => {
    expect(opener(one)).toBe(expected);
  });
});

/** Looks like the answer of a service. */
function peer(srcaddr: string): string {
  return flow({ srcaddr, dstaddr: '10.0.0.10', srcport: 443, dstport: 50000 });
}

test('the kind of an interface is read in every spelling of its field', () => {
  for (const name of ['interface-type', 'interface_type', 'interfaceType', '${interface-type}'])
    expect(decode(lines(`${FLOW_HEADER} ${name}`, `${flow()} lambda`)).column('interface_type')).toEqual(['lambda']);
});
