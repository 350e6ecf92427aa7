import { describe, expect, test } from 'vitest';
import { formatIpAddress } from '#services/intel/ip-address.ts';
import { parseList, type EntryTaker } from '#services/intel/parse-list.ts';
import { parseIpRange } from '#services/intel/ip-range.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');

function read(text: string | Uint8Array) {
  const entries: string[] = [];
  const taker: EntryTaker = {
    address: (address) => entries.push(formatIpAddress(address)),
    range: ({ blocks, port }) =>
      entries.push(blocks.map(written).join(' ') + (port === undefined ? '' : ` at ${port}`)),
    domain: ({ name }) => entries.push(name),
  };
  const { rejected, troubles } = parseList(typeof text === 'string' ? Buffer.from(text) : text, taker, NOW);
  return { entries: entries.toSorted(), rejected, why: troubles.map(({ message }) => message) };
}

type Block = NonNullable<ReturnType<typeof parseIpRange>>['blocks'][number];

function written({ first, last }: Block): string {
  return first === last ? formatIpAddress(first) : `${formatIpAddress(first)}-${formatIpAddress(last)}`;
}

const OBSERVABLE = (properties: string, port = '') =>
  `<cybox:Observable><cybox:Object>${properties}${port}</cybox:Object></cybox:Observable>`;
const ADDRESS = (value: string, attributes = '', category = 'ipv4-addr') =>
  OBSERVABLE(
    `<cybox:Properties xsi:type="A:AddressObjectType" category="${category}"><A:Address_Value${attributes}>${value}</A:Address_Value></cybox:Properties>`,
  );
const PACKAGE = (inside: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n<stix:STIX_Package xmlns:stix="http://stix.mitre.org/stix-1" version="1.2">\n<stix:Observables>\n${inside}\n</stix:Observables>\n</stix:STIX_Package>\n`;
const DOMAIN = (value: string, type = 'D:DomainNameObjectType') =>
  OBSERVABLE(`<cybox:Properties xsi:type="${type}"><D:Value condition="Equals">${value}</D:Value></cybox:Properties>`);
const FIREEYE_NAMES =
  'reportId, title, senderAddress, sourceDomain, sourceIp, asn, cidr, domain, domainTimeOfLookup, networkIdentifier, ip, port, protocol, url';
const BUNDLE = (...patterns: readonly (string | object)[]) =>
  JSON.stringify({
    type: 'bundle',
    id: 'bundle--1',
    objects: patterns.map((pattern) =>
      typeof pattern === 'string' ? { type: 'indicator', pattern, pattern_type: 'stix' } : pattern,
    ),
  });

const SAME = ['192.0.2.0-192.0.2.255', '198.51.100.7', '2001:db8::7', 'bad.example'];

describe('the same entries', () => {
  test.each([
    ['plain text', '192.0.2.0/24\n198.51.100.7\n2001:db8::7\nbad.example\n'],
    ['ranges with a comma between words', '192.0.2.0##comma##192.0.2.255\n198.51.100.7\n2001:db8::7\nbad.example'],
    [
      'STIX 1',
      PACKAGE(
        ADDRESS('192.0.2.0##comma##192.0.2.255', ' condition="InclusiveBetween"') +
          ADDRESS('198.51.100.7##comma##2001:db8::7', ' condition="Equals"') +
          DOMAIN('bad.example'),
      ),
    ],
    [
      'STIX 1 as GuardDuty’s guide has it, without a blank',
      PACKAGE(
        ADDRESS('192.0.2.0##comma##192.0.2.255', 'condition="InclusiveBetween"') +
          ADDRESS('198.51.100.7') +
          ADDRESS('2001:db8::7', '', 'ipv6-addr') +
          DOMAIN('http://bad.example/', 'URIObj:URIObjectType'),
      ),
    ],
    [
      'STIX 2.1',
      BUNDLE(
        "[ipv4-addr:value ISSUBSET '192.0.2.0/24']",
        "[ipv4-addr:value = '198.51.100.7' OR ipv6-addr:value IN ('2001:db8::7')]",
        "[domain-name:value = 'bad.example']",
      ),
    ],
    [
      'observations of STIX 2.1',
      BUNDLE(
        { type: 'ipv4-addr', value: '192.0.2.0/24' },
        { type: 'ipv4-addr', value: '198.51.100.7' },
        { type: 'ipv6-addr', value: '2001:db8::7' },
        { type: 'domain-name', value: 'bad.example' },
        { type: 'file', name: 'x' },
      ),
    ],
    [
      'OTX_CSV',
      'Indicator type, Indicator, Description\nCIDR, 192.0.2.0/24, a\nIPv4, 198.51.100.7, b\nIPv6, 2001:db8::7, c\nDomain name, bad.example, d\n',
    ],
    [
      'ALIEN_VAULT',
      ['192.0.2.0/24', '198.51.100.7', '2001:db8::7', 'bad.example']
        .map((each) => `${each}#4#2#Malicious Host#KR##37.5,126.9#3\n`)
        .join(''),
    ],
    [
      'PROOF_POINT',
      'domain, category, score, first_seen, last_seen, ports (|)\n192.0.2.0/24, 1, 100, 2026-01-01, 2026-01-02,\n198.51.100.7, 1, 100, 2026-01-01, 2026-01-02, 80|443\n2001:db8::7, 1, 2, 2026-01-01, 2026-01-02, \nbad.example, 1, 9, 2026-01-01, 2026-01-02, 80\n',
    ],
    [
      'FIRE_EYE',
      `${FIREEYE_NAMES}\n\n01-1, x, a@mail.example, mail.example, 203.0.113.99, , 192.0.2.0/24, , , Related, , , , \n\n 01-2, x, , , , , , bad.example, , Related, 198.51.100.7, , , http://other.example/\n01-3, x,,,,,,,,Related,2001:db8::7,,,\n`,
    ],
    [
      'MISP',
      JSON.stringify({
        response: [
          {
            Event: {
              Attribute: [
                { type: 'ip-dst', value: '192.0.2.0/24', to_ids: true },
                { type: 'domain|ip', value: 'bad.example|198.51.100.7', to_ids: true },
                { type: 'sha256', value: 'ab', to_ids: true },
              ],
              Object: [{ name: 'ip-port', Attribute: [{ type: 'ip-src', value: '2001:db8::7', to_ids: true }] }],
            },
          },
        ],
      }),
    ],
    [
      'attributes of MISP alone',
      JSON.stringify({
        response: {
          Attribute: [
            { type: 'ip-dst', value: '192.0.2.0/24', to_ids: true },
            { type: 'domain|ip', value: 'bad.example|198.51.100.7', to_ids: true },
            { type: 'ip-src', value: '2001:db8::7', to_ids: true },
          ],
        },
      }),
    ],
    [
      'CSV with names in quotes',
      '"seen","ip_address"\n"1","192.0.2.0/24"\n"2","198.51.100.7"\n"3","2001:db8::7"\n"4","bad.example"\n',
    ],
    [
      'CSV with its names in a remark',
      '# "first_seen","ioc_id","ioc_value","ioc_type"\n"2026-01-01","1","192.0.2.0/24","net"\n"2026-01-01","2","198.51.100.7","ip"\n"2026-01-01","3","2001:db8::7","ip"\n"2026-01-01","4","bad.example","domain"\n',
    ],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual({ entries: SAME, rejected: 0, why: [] });
  });
});

describe('STIX 1', () => {
  test('an address beside a port is one at that port', () => {
    const socket = OBSERVABLE(
      '<cybox:Properties xsi:type="S:SocketAddressObjectType"><S:IP_Address xsi:type="A:AddressObjectType" category="ipv4-addr"><A:Address_Value>192.0.2.7</A:Address_Value></S:IP_Address><S:Port><P:Port_Value>443</P:Port_Value></S:Port></cybox:Properties>',
    );
    expect(read(PACKAGE(socket)).entries).toEqual(['192.0.2.7 at 443']);
  });

  test('addresses of mail, and those of victims, are left alone', () => {
    const mail = ADDRESS('someone@bad.example', '', 'e-mail');
    const victim = `<ttp:Victim_Targeting>${ADDRESS('192.0.2.9')}</ttp:Victim_Targeting>`;
    expect(read(PACKAGE(mail + victim))).toEqual({ entries: [], rejected: 0, why: [] });
  });

  test('a condition that names nobody is told with its line', () => {
    const { entries, why } = read(PACKAGE(`${ADDRESS('192.0.2.7')}\n${ADDRESS('192.0.2', ' condition="StartsWith"')}`));
    expect(entries).toEqual(['192.0.2.7']);
    expect(why).toEqual([expect.stringContaining('its condition is StartsWith')]);
  });

  test('the missing blank of the guide is put in wherever the document is parted', () => {
    const place = ADDRESS('192.0.2.7', 'condition="Equals"');
    const start = PACKAGE('').indexOf('\n</stix:Observables>') + place.indexOf('Address_Valuecondition=');
    const near = Array.from({ length: 'Address_Valuecondition='.length + 2 }, (_, i) => 65_536 - start - i);
    for (const blanks of near)
      expect(read(PACKAGE(' '.repeat(blanks) + place)), `${blanks}`).toEqual({
        entries: ['192.0.2.7'],
        rejected: 0,
        why: [],
      });
  });

  test('half a document gives what it has, and says so', () => {
    const { entries, why } = read(PACKAGE(ADDRESS('192.0.2.7') + ADDRESS('192.0.2.8')).slice(0, -100));
    expect(entries).toContain('192.0.2.7');
    expect(why[0]).toMatch(/only in part.*not a complete XML document/);
  });

  test('entities of its own are not made', () => {
    const bomb = `<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "192.0.2.7"><!ENTITY b "&a;&a;&a;">]>\n<STIX_Package>${ADDRESS('&b;')}</STIX_Package>`;
    const { entries, why } = read(bomb);
    expect(entries).toEqual([]);
    expect(why[0]).toContain('Invalid character entity');
  });
});

describe('STIX 2', () => {
  test.each([
    ["[ipv4-addr:value = '192.0.2.7' AND network-traffic:dst_port = 443]", ['192.0.2.7 at 443']],
    ["[ipv4-addr:value = '192.0.2.7' AND network-traffic:dst_port IN (443)]", ['192.0.2.7 at 443']],
    [
      "[ipv4-addr:value = '192.0.2.7' AND (network-traffic:dst_port = 80 OR network-traffic:dst_port = 443)]",
      ['192.0.2.7 at 443', '192.0.2.7 at 80'],
    ],
    ["[domain-name:value = 'bad.example' AND network-traffic:dst_port IN (80, 443)]", ['bad.example']],
    ["[ipv4-addr:value = '192.0.2.7' OR network-traffic:dst_port = 443]", ['192.0.2.7']],
    ["[ipv4-addr:value = '192.0.2.7' OR network-traffic:dst_port != 443]", ['192.0.2.7']],
    ["[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.7']", ['192.0.2.7']],
    ["[url:value = 'http://bad.example/']", ['bad.example']],
    ["[ipv4-addr:value = '192.0.2.7'] OR [domain-name:value = 'bad.example']", ['192.0.2.7', 'bad.example']],
    ["([ipv4-addr:value = '192.0.2.7']) REPEATS 2 TIMES WITHIN 60 SECONDS", ['192.0.2.7']],
    ["[domain-name:resolves_to_refs[*].value = '192.0.2.7']", ['192.0.2.7']],
    ["[file:hashes.'SHA-256' = 'ab' OR ipv4-addr:value = '192.0.2.7']", ['192.0.2.7']],
    ["[file:hashes.MD5 = 'ab']", []],
    ["[file:name = '[ipv4-addr:value = \\'192.0.2.7\\']']", []],
  ])('%s', (pattern, entries) => {
    expect(read(BUNDLE(pattern))).toEqual({ entries, rejected: 0, why: [] });
  });

  test.each([
    ["[ipv4-addr:value = '192.0.2.7' AND file:name = 'x']", 'together with another condition'],
    ["[ipv4-addr:value = '192.0.2.7'] FOLLOWEDBY [file:name = 'x']", 'together with another observation'],
    ["[ipv4-addr:value = '192.0.2.7' AND network-traffic:dst_port != 80]", 'does not say which port'],
    ["[ipv4-addr:value = '192.0.2.7' AND network-traffic:dst_port = 70000]", 'does not say which port'],
    [
      `[ipv4-addr:value = '192.0.2.7' AND network-traffic:dst_port IN (${Array.from({ length: 101 }, (_, i) => i + 1).join()})]`,
      'more than 100 ports',
    ],
    ["[ipv4-addr:value = '192.0.2.7' AND network-traffic:dst_port > 1024]", 'does not say which port'],
    ["[ipv4-addr:value = '192.0.2.7' AND network-traffic:dst_port NOT = 80]", 'does not say which port'],
    ["[ipv4-addr:value = '192.0.2.7' AND NOT network-traffic:dst_port = 80]", 'does not say which port'],
    ["[ipv4-addr:value != '192.0.2.7']", 'does not say which'],
    ["[NOT ipv4-addr:value = '192.0.2.7']", 'does not say which'],
    ["[ipv4-addr:value NOT IN ('192.0.2.7')]", 'does not say which'],
    ["[domain-name:value LIKE '%.example']", 'does not say which'],
    ["[url:value = 'http://shared.example/page']", 'the rest of the host may be harmless'],
    ["[ipv4-addr:value = '192.0.2.7", 'not a STIX pattern'],
    ["[ipv4-addr:value = '192.0.2.7'", 'not a STIX pattern'],
  ])('%s accuses nobody', (pattern, reason) => {
    const { entries, rejected, why } = read(BUNDLE(pattern));
    expect({ entries, rejected }).toEqual({ entries: [], rejected: 1 });
    expect(why[0]).toContain(reason);
  });

  const INDICATOR = { type: 'indicator', pattern: "[ipv4-addr:value = '192.0.2.7']" };
  test.each([
    [{ revoked: true }, 'revoked it'],
    [{ indicator_types: ['benign'] }, 'harmless'],
    [{ valid_until: '2026-03-01T23:59:59Z' }, 'valid until 2026-03-01'],
  ])('an indicator with %j is past', (more, reason) => {
    const { entries, why } = read(BUNDLE({ ...INDICATOR, ...more }));
    expect(entries).toEqual([]);
    expect(why[0]).toContain(reason);
  });

  test('what is valid until later stands, and what is observed beside indicators is context', () => {
    const stands = { ...INDICATOR, valid_until: '2026-03-02T00:00:01Z' };
    expect(read(BUNDLE(stands, { type: 'ipv4-addr', value: '192.0.2.99' })).entries).toEqual(['192.0.2.7']);
  });
});

const event = (...Attribute: readonly object[]) => read(JSON.stringify({ Event: { Attribute } }));

test('what MISP marks as context, or as deleted, accuses nobody', () => {
  const attribute = { type: 'ip-dst', value: '192.0.2.7' };
  expect(event({ ...attribute, to_ids: false }).why[0]).toContain('context');
  expect(event({ ...attribute, deleted: true })).toEqual({ entries: [], rejected: 0, why: [] });
  expect(event({ type: 'ip-dst|port', value: '192.0.2.7|443' }).entries).toEqual(['192.0.2.7 at 443']);
});

test('relays of Onionoo are read, those that run', () => {
  const relays = [
    { or_addresses: ['192.0.2.7:9001', '[2001:db8::7]:9001'], exit_addresses: ['192.0.2.8'], running: true },
    { or_addresses: ['192.0.2.9:443'], running: false },
  ];
  expect(read(JSON.stringify({ version: '8.0', relays, bridges: [] })).entries).toEqual([
    '192.0.2.7 at 9001',
    '192.0.2.8',
    '2001:db8::7 at 9001',
  ]);
});

test.each([
  ['UTF-16 as Windows writes it', Buffer.from('\uFEFF192.0.2.7\r\nbad.example\r\n', 'utf16le')],
  ['UTF-16 the other way round', Buffer.from('\uFEFF192.0.2.7\nbad.example\n', 'utf16le').swap16()],
  [
    'a table of one row',
    Buffer.from('"first_seen","dst_ip","port"\n"2026-01-01","192.0.2.7",""\n"2026-01-01","bad.example",""\n'),
  ],
])('%s is read', (_name, bytes) => {
  expect(read(bytes)).toMatchObject({ entries: ['192.0.2.7', 'bad.example'], rejected: 0 });
});

test('a table whose sample ends within a row is read to its end all the same', () => {
  const rows = Array.from({ length: 4000 }, (_, i) => `2026-01-01,10.0.${i >> 8}.${i & 255},x`);
  expect(read(`seen,ip,why\n${rows.join('\n')}\n`).entries).toHaveLength(4000);
});
