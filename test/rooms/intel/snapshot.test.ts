import { describe, expect, test } from 'vitest';
import { parseAmazonRanges, type AmazonRanges } from '#services/intel/amazon-ranges.ts';
import { buildAsnIndex, openAsnIndex, type Block } from '#services/intel/asn-index.ts';
import { COUNTRY_CENTRES } from '#services/intel/country-centres.ts';
import { COUNTRY_NAMES } from '#services/intel/country-names.ts';
import { parseIpAddress } from '#services/intel/ip-address.ts';
import { listName, parseListFlag } from '#services/intel/list-flag.ts';
import { createIntel, describeIntel, type IntelParts } from '#services/intel/snapshot.ts';
import { createWellKnown, WELL_KNOWN } from '#services/intel/well-known.ts';
import { createThreatList } from '#services/intel/threat-list.ts';
import { LIST_CATEGORIES, type ListCategory } from '#services/model/intel.ts';

const V4 = [
  `${parseIpAddress('198.51.100.0')},${parseIpAddress('198.51.100.127')},16509,"Amazon.com, Inc."`,
  `${parseIpAddress('203.0.113.0')},${parseIpAddress('203.0.113.255')},64496,A "small" network`,
].join('\n');
const V6 = `${parseIpAddress('2001:db8::')},${parseIpAddress('2001:db8::ffff')},64497,"Six, ""quoted"""\n`;

const list = (category: ListCategory, name: string, text: string) =>
  createThreatList(category, name, Buffer.from(text));

function parts(overrides: Partial<IntelParts> = {}): IntelParts {
  return {
    lists: [],
    systems: {
      name: 'systems',
      version: '1',
      open: () => openAsnIndex(block(buildAsnIndex(Buffer.from(V4), Buffer.from(V6)))),
    },
    countries: {
      name: 'countries',
      version: '1',
      open: () => ({ find: (ip) => (ip === 3405803777 ? 'NL' : undefined) }),
    },
    ranges: undefined,
    ...overrides,
  };
}

function block(bytes: Uint8Array<ArrayBuffer>): Block {
  return { sizeBytes: bytes.length, read: (start, length) => bytes.slice(start, start + length) };
}

function version(overrides: Partial<IntelParts>): string {
  return createIntel(parts(overrides)).version;
}

function amazonRanges(overrides: object = {}): AmazonRanges | string {
  const document = {
    syncToken: '1772446500',
    createDate: '2026-03-02-10-15-00',
    prefixes: [{ ip_prefix: '192.0.2.0/25', region: 'us-east-1', service: 'EC2', network_border_group: 'us-east-1' }],
    ipv6_prefixes: [{ ipv6_prefix: '2001:db8:aa::/48', region: 'eu-west-1', service: 'AMAZON' }],
    ...overrides,
  };
  return parseAmazonRanges(Buffer.from(JSON.stringify(document)));
}

describe('lists', () => {
  test('the first list by name speaks, whatever order they were given in', () => {
    const a = list('custom', 'a', '203.0.113.0/24');
    const b = list('custom', 'b', '203.0.113.7');
    for (const lists of [
      [a, b],
      [b, a],
    ]) {
      const match = createIntel(parts({ lists })).address('203.0.113.7', 'custom');
      expect(match).toEqual({ category: 'custom', list: 'a', entry: '203.0.113.0/24', sha256: a.sha256 });
    }
  });

  test('a list speaks for its own category only', () => {
    const intel = createIntel(
      parts({ lists: [list('tor-exit', 'exits', '203.0.113.7'), list('mining', 'empty', '# none')] }),
    );
    expect(intel.has('tor-exit')).toBe(true);
    expect(intel.has('mining')).toBe(false);
    expect(intel.address('203.0.113.7', 'tor-exit')).toBeDefined();
    expect(intel.address('::ffff:203.0.113.7', 'tor-exit')).toBeDefined();
    expect(intel.address('203.0.113.7', 'malicious')).toBeUndefined();
    expect(intel.address('AWS Internal', 'tor-exit')).toBeUndefined();
  });

  test('threat lists say nothing of private addresses, trusted ones do', () => {
    const bogons = '10.0.0.0/8\n172.0.0.0/8\n203.0.113.7\n';
    const threat = list('malicious', 'bogons', bogons);
    const intel = createIntel(parts({ lists: [threat, list('trusted', 'ours', bogons)] }));
    expect(threat.setAside).toBe(1);
    expect(intel.address('10.1.2.3', 'malicious')).toBeUndefined();
    expect(intel.address('172.16.0.1', 'malicious')).toBeUndefined();
    expect(intel.address('172.40.0.1', 'malicious')).toBeDefined();
    expect(intel.address('10.1.2.3', 'trusted')?.entry).toBe('10.0.0.0/8');
  });

  test('a port counts where it is known', () => {
    const lines =
      '203.0.113.7:443\n203.0.113.7:8080\n[2001:db8::7]:443\n198.51.100.0/24\n198.51.100.9:22\n203.0.113.8:80\n203.0.113.8\n';
    const intel = createIntel(parts({ lists: [list('command-and-control', 'ports', lines)] }));
    const found = (ip: string, port?: number) => intel.address(ip, 'command-and-control', port)?.entry;
    expect([443, 8080, 22].map((port) => found('203.0.113.7', port))).toEqual([
      '203.0.113.7:443',
      '203.0.113.7:8080',
      undefined,
    ]);
    expect(found('203.0.113.7')).toBeDefined();
    expect([found('2001:db8::7', 443), found('2001:db8::7', 80)]).toEqual(['[2001:db8::7]:443', undefined]);
    // For ports that its own entry does not name, the entry around the address counts.
    expect([found('198.51.100.9', 22), found('198.51.100.9', 23)]).toEqual(['198.51.100.9:22', '198.51.100.0/24']);
    // An entry without a port applies to all of them.
    expect(found('203.0.113.8', 9)).toBe('203.0.113.8');
  });

  test.each(['10.1.2.3', '172.16.0.1/32', '192.168.7.7:8080', '100.64.0.9 # carrier', 'fd00::7', '10.1.2.3 5'])(
    'a private address that a threat list names by itself is kept: %s',
    (line) => {
      const threat = list('command-and-control', 'lab', `${line}\n10.0.0.0/8\n192.168.7.0-192.168.7.255\n`);
      const intel = createIntel(parts({ lists: [threat] }));
      const [entry = ''] = line.split(' ');
      const [ip = ''] = entry.split(/\/|:8080/);
      expect(threat).toMatchObject({ addressEntries: 1, setAside: 2 });
      expect(intel.address(ip, 'command-and-control')?.entry).toBe(entry);
      expect(intel.address('10.1.2.4', 'command-and-control')).toBeUndefined();
      expect(intel.address('192.168.7.8', 'command-and-control')).toBeUndefined();
    },
  );

  test('a part of a private network is kept of the owner’s own list, and whole ones are not', () => {
    const text =
      '10.1.0.0/16\n192.168.7.0-192.168.7.9\nfd00:1::/48\n10.0.0.0/8\n192.168.0.0/16\nfd00::/8\n169.254.0.0/24';
    const own = list('custom', 'lab', text);
    expect(own).toMatchObject({ addressEntries: 3, setAside: 4 });
    const intel = createIntel(parts({ lists: [own] }));
    const found = ['10.1.2.3', '192.168.7.9', 'fd00:1::9', '10.2.0.1', '192.168.8.1', '169.254.0.1'].map(
      (ip) => intel.address(ip, 'custom')?.entry,
    );
    expect(found).toEqual(['10.1.0.0/16', '192.168.7.0-192.168.7.9', 'fd00:1::/48', undefined, undefined, undefined]);
    expect(list('malicious', 'lab', text)).toMatchObject({ addressEntries: 0, setAside: 7 });
  });

  test.each(['127.0.0.1', '0.0.0.0', '169.254.169.254', '224.0.0.1', '255.255.255.255', '::1', 'fe80::1', 'ff02::1'])(
    'an address that is no host of any network is set aside: %s',
    (ip) => {
      const threat = list('custom', 'odd', `${ip}\n203.0.113.7`);
      expect(threat).toMatchObject({ addressEntries: 1, setAside: 1 });
      expect(createIntel(parts({ lists: [threat] })).address(ip, 'custom')).toBeUndefined();
    },
  );

  test('domains are found below a listed one', () => {
    const intel = createIntel(parts({ lists: [list('mining', 'pools', 'pool.example')] }));
    expect(intel.domain('eu.POOL.example.', 'mining')?.entry).toBe('pool.example');
    expect(intel.domain('pool.example', 'command-and-control')).toBeUndefined();
  });

  test('popular domains are not accused, what is below them is', () => {
    const lists = [
      list('phishing', 'phish', 'shop.example\nevil.shop.example\nother.example'),
      list('mining', 'pools', 'shop.example'),
      list('popular', 'top', '1,shop.example\n2,www.example\n'),
    ];
    const intel = createIntel(parts({ lists }));
    expect(intel.domain('www.shop.example', 'phishing')).toBeUndefined();
    expect(intel.domain('a.evil.shop.example', 'phishing')?.entry).toBe('evil.shop.example');
    expect(intel.domain('other.example', 'phishing')).toBeDefined();
    // A mining pool may be popular and still be one.
    expect(intel.domain('shop.example', 'mining')).toBeDefined();
  });

  const OF_OWNERS: readonly ListCategory[] = ['custom', 'trusted', 'public-resolver', 'dynamic-dns'];
  describe('services that everybody uses', () => {
    const entries = '1.1.1.1\n198.51.100.7\n8.8.8.8:443\nbitpay.com\nubuntu.com\npool.example';
    const categories = LIST_CATEGORIES.filter((category) => category !== 'popular');
    const lists = categories.map((category) => list(category, `of ${category}`, entries));
    const intel = createIntel(parts({ lists, wellKnown: createWellKnown() }));

    test.each(categories)('a list of %s is heard of others', (category) => {
      expect(intel.address('198.51.100.7', category)).toBeDefined();
      expect(intel.domain('eu.pool.example', category)).toBeDefined();
      expect(intel.domain('www.ubuntu.com', category)).toBeDefined();
    });

    test.each(categories.filter((category) => !OF_OWNERS.includes(category)))(
      'a list of %s is not heard of them',
      (category) => {
        expect(intel.address('1.1.1.1', category)).toBeUndefined();
        expect(intel.address('8.8.8.8', category, 443)).toBeUndefined();
        expect(intel.domain('test.BITPAY.com.', category)).toBeUndefined();
        // The list names a domain above it.
        expect(intel.domain('connectivity-check.ubuntu.com', category)).toBeUndefined();
      },
    );

    test.each(OF_OWNERS)('the owner’s own list, or one of such services (%s), is', (category) => {
      expect(intel.address('1.1.1.1', category)).toBeDefined();
      expect(intel.domain('bitpay.com', category)).toBeDefined();
    });

    test('how many are left out is told, and only where they are', () => {
      const described = describeIntel(parts({ lists, wellKnown: createWellKnown() })).lists;
      expect(described.find(({ category }) => category === 'mining')?.wellKnown).toBe(4);
      expect(described.find(({ category }) => category === 'custom')?.wellKnown).toBe(0);
      expect(describeIntel(parts({ lists })).lists.map(({ wellKnown }) => wellKnown)).not.toContain(4);
    });

    test('unless they are to be heard, which is another version', () => {
      expect(createIntel(parts({ lists })).address('1.1.1.1', 'malicious')).toBeDefined();
      expect(version({ lists })).not.toBe(version({ lists, wellKnown: createWellKnown() }));
    });

    test('each is an address or a domain', () => {
      const everything = list('custom', 'all', Object.values(WELL_KNOWN).flat().join('\n'));
      expect(everything.rejected).toBe(0);
      expect(createWellKnown().countIn(everything)).toBe(Object.values(WELL_KNOWN).flat().length);
    });
  });

  test('the version follows from the content, not from the order', () => {
    const a = list('custom', 'a', '203.0.113.1');
    const b = list('custom', 'b', '203.0.113.2');
    expect(version({ lists: [a, b] })).toBe(version({ lists: [b, a] }));
    expect(version({ lists: [a] })).not.toBe(version({ lists: [b] }));
    expect(version({ lists: [a] })).not.toBe(version({ lists: [list('malicious', 'a', '203.0.113.1')] }));
    expect(version({ ranges: amazonRanges() as AmazonRanges })).not.toBe(version({}));
  });

  test('what is missing is told', () => {
    const description = describeIntel(parts({ lists: [list('custom', 'a', '203.0.113.1\nx\n10.0.0.0/8')] }));
    expect(description.missing).not.toContain('custom');
    expect(description.missing).toContain('tor-exit');
    expect(description.lists[0]).toMatchObject({ addressEntries: 1, rejected: 1, setAside: 1 });
    expect(description.amazon.source).toBe('autonomous-systems');
  });
});

describe('places', () => {
  const intel = createIntel(parts());

  test('country, its centre and the autonomous system', () => {
    expect(intel.location('203.0.113.1')).toEqual({
      countryCode: 'NL',
      countryName: 'Netherlands',
      lat: 52.1,
      lon: 5.3,
      asn: 64496,
      asnOrg: 'A "small" network',
    });
    expect(intel.location('2001:db8::9')).toEqual({ asn: 64497, asnOrg: 'Six, "quoted"' });
  });

  test('nothing is known of private addresses, of names and of what no table holds', () => {
    for (const ip of ['10.0.0.1', 'AWS Internal', '198.51.100.128', '2001:db8::1:0'])
      expect(intel.location(ip)).toBeUndefined();
  });

  test('tables are opened when first asked, and once', () => {
    let opened = 0;
    const systems = { ...parts().systems, open: () => (opened++, parts().systems.open()) };
    const lazy = createIntel(parts({ systems }));
    lazy.address('203.0.113.1', 'custom');
    expect(opened).toBe(0);
    const place = lazy.location('203.0.113.1');
    expect(place?.lat).toBe(52.1);
    expect(opened).toBe(0);
    expect(place?.asn).toBe(64496);
    lazy.amazon('203.0.113.1');
    expect(opened).toBe(1);
  });

  test('a damaged index is refused', () => {
    expect(() => openAsnIndex(block(new Uint8Array(64)))).toThrow('damaged');
  });

  test('each country has a name, and a centre on Earth', () => {
    const wrong = Object.entries(COUNTRY_CENTRES).filter(
      ([code, [lat, lon]]) => COUNTRY_NAMES[code] === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180,
    );
    expect(wrong).toEqual([]);
    expect(Object.keys(COUNTRY_CENTRES).length).toBeGreaterThan(240);
  });
});

describe('addresses of AWS', () => {
  test('by autonomous system until the published ranges are there', () => {
    const intel = createIntel(parts());
    expect(intel.amazon('198.51.100.127')).toBe(true);
    expect(intel.amazon('198.51.100.128')).toBe(false);
    expect(intel.amazon('203.0.113.1')).toBe(false);
  });

  test('by the published ranges alone once they are', () => {
    const intel = createIntel(parts({ ranges: amazonRanges() as AmazonRanges }));
    expect(intel.amazon('192.0.2.127')).toBe(true);
    expect(intel.amazon('192.0.2.128')).toBe(false);
    expect(intel.amazon('2001:db8:aa::1')).toBe(true);
    expect(intel.amazon('198.51.100.1')).toBe(false);
    expect(intel.amazon('10.0.0.1')).toBe(false);
  });

  test('the document tells its date', () => {
    expect(amazonRanges()).toMatchObject({ prefixes: 2, createdAt: Date.UTC(2026, 2, 2, 10, 15, 0) });
  });

  test.each([
    ['no range', { prefixes: [], ipv6_prefixes: [] }],
    ['a range that is none', { prefixes: [{ ip_prefix: '192.0.2.0/99' }] }],
    ['no date', { createDate: 'yesterday' }],
    ['another shape', { prefixes: 'many' }],
  ])('a document with %s is refused in one sentence', (_, overrides) => {
    expect(amazonRanges(overrides)).toMatch(/^It is not AWS's ip-ranges\.json: .+\.$/);
  });

  test('text that is not JSON is refused', () => {
    expect(parseAmazonRanges(Buffer.from('<html>'))).toMatch(/^It is not AWS's ip-ranges\.json/);
  });
});

describe('flags', () => {
  test('a category and a file', () => {
    expect(parseListFlag('tor-exit=lists/a=b.txt')).toEqual({ category: 'tor-exit', file: 'lists/a=b.txt' });
  });

  test.each(['lists/a.txt', 'tor=lists/a.txt', 'custom='])('%j is refused, and the categories are named', (flag) => {
    expect(parseListFlag(flag)).toContain(LIST_CATEGORIES.join(', '));
  });

  test.each([
    ['lists/tor-exit.txt', 'tor-exit'],
    ['firehol_level1.netset.gz', 'firehol_level1'],
    ['a.b.csv', 'a.b'],
    ['plain', 'plain'],
    ['.hidden', '.hidden'],
  ])('%s is called %s', (file, name) => expect(listName(file)).toBe(name));
});
