import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIpAddress } from '#services/intel/ip-address.ts';
import { parseList, type EntryTaker } from '#services/intel/parse-list.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');

function read(text: string | Uint8Array) {
  const entries: string[] = [];
  const taker: EntryTaker = {
    address: (address) => entries.push(formatIpAddress(address)),
    range: (range) => entries.push(range.text),
    domain: (domain) => entries.push(domain.text),
  };
  const report = parseList(typeof text === 'string' ? Buffer.from(text) : text, taker, NOW);
  return { ...report, entries };
}

describe('plain text', () => {
  test.each([
    ['192.0.2.1', ['192.0.2.1']],
    ['  192.0.2.1\r', ['192.0.2.1']],
    ['\uFEFF192.0.2.1', ['192.0.2.1']],
    ['192.0.2.0/24 ; SBL1', ['192.0.2.0/24']],
    ['192.0.2.1\t17', ['192.0.2.1']],
    ['192.0.2.1     # dns.example, other.example', ['192.0.2.1']],
    ['192.0.2.1#4#2#Malicious Host#KR##37.5,126.9#3', ['192.0.2.1']],
    ['192.0.2.1 // seen twice', ['192.0.2.1']],
    ['192.0.2.1:8080', ['192.0.2.1:8080']],
    ['[2001:db8::1]:443', ['[2001:db8::1]:443']],
    ['192.0.2.1 - 192.0.2.9', ['192.0.2.1 - 192.0.2.9']],
    ['192.0.2.0 192.0.2.255 24 1017 NAME', ['192.0.2.0/24']],
    ['192.0.2.1 - 192.0.2.9 , 000 , A name', ['192.0.2.1-192.0.2.9']],
    ['192.0.2.0/255.255.255.0', ['192.0.2.0/255.255.255.0']],
    ['bad.example\tbotnet\t2026-03-01\nworse.example\tbotnet\t2026-03-01', ['bad.example', 'worse.example']],
    ['192.0.2.1, 192.0.2.2', ['192.0.2.1', '192.0.2.2']],
    ['0.0.0.0 bad.example worse.example', ['bad.example', 'worse.example']],
    ['127.0.0.1 localhost', []],
    ['bad.example:3333', ['bad.example:3333']],
    ['http://bad.example/', ['http://bad.example/']],
    ['hxxp://bad[.]example', ['hxxp://bad[.]example']],
    ['HXXPS://bad.example', ['HXXPS://bad.example']],
    ['hxxp.bad.example', ['hxxp.bad.example']],
    ['http://192.0.2.1:81/mozi.m', ['http://192.0.2.1:81/mozi.m']],
    ['# comment', []],
    ['; comment', []],
    ['// comment', []],
    ['', []],
  ])('%j', (line, entries) => {
    const result = read(line);
    expect(result.entries).toEqual(entries);
    expect(result.rejected).toBe(0);
  });

  test('a line that is read from its bytes says what it says as text', () => {
    const parts = fc.constantFrom(
      '192.0.2.1',
      '0',
      '7',
      '255',
      '256',
      '.',
      ' ',
      '\t',
      '\r',
      '#',
      ',',
      '-',
      '/24',
      'a',
      'é',
    );
    const rest = fc.array(parts, { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(fc.constantFrom('', '192.0.2.', '192.0.2.1'), rest, (start, end) => {
        const line = start + end;
        // With a blank in front of it, the line is read as text.
        expect(read(line).entries).toEqual(read(` ${line}`).entries);
      }),
      { numRuns: 3000 },
    );
  });

  test('each line that is no entry is counted and named with its number', () => {
    const { entries, rejected, troubles } = read(
      '192.0.2.1\n\nnonsense\n192.0.2.300\nshared.example/page\nbad.example',
    );
    expect(entries).toEqual(['192.0.2.1', 'bad.example']);
    expect(rejected).toBe(3);
    expect(troubles.map(({ position }) => position)).toEqual([3, 4, 5]);
    expect(troubles[0]?.message).toBe('"nonsense" is not an entry: it is not an address, a range or a domain.');
    expect(troubles[2]?.message).toContain('the rest of the host may be harmless');
  });

  test('a range that holds most of the Internet is a slip, a private one is not', () => {
    expect(read('0.0.0.0/0\n::/0\n128.0.0.0/2').rejected).toBe(3);
    expect(read('10.0.0.0/8\nfc00::/7\n224.0.0.0/3').entries).toEqual(['10.0.0.0/8', 'fc00::/7', '224.0.0.0/3']);
  });

  test('a sentence is no entry because of a word with a dot', () => {
    expect(read('see list.example for more').rejected).toBe(1);
  });

  test('a hundred bad lines are all counted and the first few are shown', () => {
    const { rejected, troubles } = read('nonsense\n'.repeat(100));
    expect(rejected).toBe(100);
    expect(troubles).toHaveLength(11);
    expect(troubles.at(-1)?.message).toBe('90 more lines are not entries.');
    expect(troubles.reduce((sum, { records }) => sum + records, 0)).toBe(100);
  });
});

describe('CSV', () => {
  test('the column is found by its name', () => {
    const text = 'organization,IP range,whois\n"A, Inc.",192.0.2.0/24,a.example\nB,198.51.100.9,b.example\n';
    expect(read(text)).toEqual({ entries: ['192.0.2.0/24', '198.51.100.9'], rejected: 0, troubles: [] });
  });

  test('the column is found without a header, and remarks do not matter', () => {
    expect(
      read('# seen,address\n"2026-03-02","192.0.2.7","web.example"\n"2026-03-03","192.0.2.8","x"\n').entries,
    ).toEqual(['192.0.2.7', '192.0.2.8']);
  });

  test('addresses and domains may share a column; semicolons are as good as commas', () => {
    expect(read('indicator;kind\nbad.example;name\n192.0.2.1;address\n').entries).toEqual(['bad.example', '192.0.2.1']);
  });

  test.each([
    ['a column named port', 'first_seen,dst_ip,dst_port\n2026-03-02,192.0.2.7,443\n2026-03-03,2001:db8::7,8080\n'],
    [
      'one named in a remark',
      '# Blocklist\n# Firstseen,DstIP,DstPort\n2026-03-02,192.0.2.7,443\n2026-03-03,2001:db8::7,8080\n',
    ],
    [
      'quoted names in a remark',
      '# "first_seen","ip","port"\n"2026-03-02","192.0.2.7","443"\n"2026-03-03","2001:db8::7","8080"\n',
    ],
  ])('the port stands beside the address: %s', (_, text) => {
    expect(read(text).entries).toEqual(['192.0.2.7:443', '[2001:db8::7]:8080']);
  });

  test('a single row is a table where a remark names its columns', () => {
    expect(read('# Firstseen,DstIP,DstPort\n2026-03-02 10:00:00,192.0.2.7,443\n').entries).toEqual(['192.0.2.7:443']);
  });

  test('a client’s own port, and a number without a name, are none', () => {
    expect(read('src_ip,src_port\n192.0.2.7,40000\n192.0.2.8,40001\n').entries).toEqual(['192.0.2.7', '192.0.2.8']);
    expect(read('192.0.2.7,443\n192.0.2.8,80\n').entries).toEqual(['192.0.2.7', '192.0.2.8']);
  });

  test('a row whose cell is no entry is counted with its line', () => {
    const { entries, troubles } = read('# 1\nip,score\n192.0.2.1,5\n# 4\nunknown,7\n192.0.2.2,1\n');
    expect(entries).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(troubles.map(({ position }) => position)).toEqual([5]);
  });

  test('a quote that is not closed loses no row before it, and says so', () => {
    const rows = Array.from({ length: 300 }, (_, i) => `198.51.100.${i % 250},${i}`).join('\n');
    const { entries, rejected } = read(`ip,n\n${rows}\n"198.51.100.251,9\n198.51.100.252,9\n`);
    expect(entries.length).toBe(300);
    expect(rejected).toBe(1);
  });
});

describe('whole files', () => {
  test('the Tor project’s list of exits is read as it publishes it', () => {
    const { entries, rejected } = read(exit('192.0.2.7') + exit('192.0.2.8') + exit('2001:db8::7'));
    expect(entries).toEqual(['192.0.2.7', '192.0.2.8', '2001:db8::7']);
    expect(rejected).toBe(0);
    expect(read('ExitAddress nowhere 2026-03-01 21:04:00\nPublished by nobody\n').rejected).toBe(2);
  });

  test.each([
    ['ipset', 'create bad hash:net family inet\nadd bad 192.0.2.0/24\nadd bad 192.0.2.7 timeout 60\n', 2],
    ['dnsmasq', 'address=/bad.example/0.0.0.0\nserver=/worse.example/\n', 2],
    [
      'a filter of advertisements',
      '[Adblock Plus 2.0]\n! Title: ads\n||bad.example^\n||worse.example^$third-party\n',
      2,
    ],
    ['JSON lines', '{"cidr":"192.0.2.0/24","sblid":"SBL1"}\n{"type":"metadata","records":1}\n', 1],
    ['JSON lines of one member', '{"ip":"192.0.2.7"}\n{"ip":"2001:db8::7"}', 2],
    ['an array', '[{"ip_address":"192.0.2.7","port":443,"hostname":null},{"ip_address":"192.0.2.8","port":80}]', 2],
    ['arrays in an object', '{"1":[{"ioc_value":"192.0.2.7:80","tags":["x"]}],"2":[{"ioc_value":"bad.example"}]}', 2],
    ['an answer with an array', '{"query_status":"ok","data":[{"ioc":"192.0.2.7:80","tags":["x"]}]}', 1],
    ['an array of entries', '["192.0.2.7", "bad.example"]', 2],
  ])('%s is read', (_, text, count) => {
    const { entries, rejected, troubles } = read(text);
    expect(entries).toHaveLength(count);
    expect({ rejected, troubles }).toEqual({ rejected: 0, troubles: [] });
  });

  test('the port stands beside the address in JSON too, and lines have numbers', () => {
    expect(read('[{"ip":"192.0.2.7","port":443}]').entries).toEqual(['192.0.2.7:443']);
    const { troubles } = read('{"ip":"192.0.2.7"}\n{"ip":"192.0.2.8"}\n\n{"ip":"who knows"}\n');
    expect(troubles.map(({ position }) => position)).toEqual([4]);
  });

  test('a page of no host is said to be one', () => {
    expect(read('bad.example\n/gate.php\n').troubles[0]?.message).toContain('it names a page without a host');
  });

  test('gzip is told by its first bytes', () => {
    expect(read(gzipSync('192.0.2.1\n')).entries).toEqual(['192.0.2.1']);
  });

  test.each([
    ['[{"a":1}]', 'JSON'],
    ['{"objects":[1,2]}', 'JSON'],
    ['{"response":[{"Event":{"Attribute":[{"value":"192.0.2.7"}]}}]}', 'JSON'],
    ['{"ip":"192.0.2.7"', 'JSON'],
    ['<?xml version="1.0"?><rss/>', 'XML'],
    ['<!DOCTYPE html>\n<html><body>Not found: 192.0.2.1</body></html>', 'web page'],
    ['PK\u0003\u0004\0\0', 'binary'],
  ])('%s is refused in one sentence', (text, name) => {
    const { entries, troubles } = read(text);
    expect(entries).toEqual([]);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]?.kind).toBe('unknown-format');
    expect(troubles[0]?.message).toContain(name);
  });

  test('damaged gzip is said to be damaged', () => {
    expect(read(gzipSync('192.0.2.1\n').subarray(0, 12)).troubles[0]?.kind).toBe('unreadable-object');
  });

  test('no bytes make it throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), (bytes) => read(bytes).rejected >= 0));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200, size: 'max' }), (text) => read(text).rejected >= 0),
    );
    const json = fc.oneof(
      fc.json(),
      fc.array(fc.json(), { maxLength: 3 }).map((lines) => lines.join('\n')),
    );
    fc.assert(fc.property(json, (text) => read(text).rejected >= 0));
    const odd = fc.array(fc.constantFrom('"', ',', '\n', '192.0.2.1', 'bad.example', '#', ' ', '/', '\t', ';'));
    fc.assert(
      fc.property(odd, (parts) => read(parts.join('')).rejected >= 0),
      { numRuns: 2000 },
    );
  });
});

function exit(address: string): string {
  return `ExitNode 0011BD2485AD45D984EC4159C88FC066E5E3300E\nPublished 2026-03-01 20:00:00\nLastStatus 2026-03-01 21:00:00\nExitAddress ${address} 2026-03-01 21:04:00\n`;
}
