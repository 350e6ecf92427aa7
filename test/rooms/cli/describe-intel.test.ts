import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeIntel } from '#services/cli/describe-intel.ts';
import { listStateIn } from '#services/cli/shown-lists.ts';
import { openIntel } from '#services/workers/adapters/intel-store.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'vedette-lookup-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function told(text: string): Promise<string | undefined> {
  const file = join(folder, 'ours.txt');
  writeFileSync(file, text);
  const { describe } = await openIntel({ lists: [{ category: 'custom', file }], dataDir: folder });
  return describeIntel(describe())[0];
}

test('a list is told with how much of it is in force, and what was left out', async () => {
  expect(await told('203.0.113.9\n10.0.0.0/8\nnonsense\n127.0.0.1\n10.0.0.7\nbad.example\n')).toMatch(
    /^List ours \(custom\): 2 addresses and ranges, 1 domains \(left out: 1 unreadable, 2 of reserved space\), SHA-256 [0-9a-f]{12}…, 0 minutes old$/,
  );
});

test('a list for some accounts says which, and is in use there alone', async () => {
  const file = join(folder, 'ours.txt');
  writeFileSync(file, '203.0.113.9\n');
  const scope = { accounts: ['111122223333'], organizationalUnits: [] };
  const lists = [{ category: 'custom', file, scope } as const, { category: 'tor-exit', file } as const];
  const { describe, intel } = await openIntel({ lists, dataDir: folder });
  expect(describeIntel(describe())[0]).toMatch(/^List ours \(custom, only in 1 account \(111122223333\)\): 1 addr/);
  expect((['custom', 'tor-exit', 'trusted'] as const).map((category) => listStateIn(intel, category))).toEqual([
    'in-some-accounts',
    'loaded',
    'missing',
  ]);
});

test('nothing is said to be left out of a list that is in force as a whole', async () => {
  expect(await told('203.0.113.9\n')).toMatch(
    /^List ours \(custom\): 1 addresses and ranges, 0 domains, SHA-256 [0-9a-f]{12}…, 0 minutes old$/,
  );
});

test('what of a list is not in force is told with it, and nothing where all of it is', () => {
  const list = {
    category: 'tor-exit',
    name: 'tor',
    addressEntries: 1200,
    domainEntries: 0,
    rejected: 0,
    setAside: 0,
    wellKnown: 0,
    sha256: 'ab'.repeat(32),
  } as const;
  const said = (rest: object) =>
    describeIntel({
      version: 'any',
      missing: [],
      lists: [{ ...list, ...rest }],
      amazon: { source: 'autonomous-systems', table: 'asn', version: '1' },
      tables: [
        { name: 'asn', version: '1' },
        { name: 'country', version: '2' },
      ],
    });
  expect(said({})).toEqual([
    'List tor (tor-exit): 1,200 addresses and ranges, 0 domains, SHA-256 abababababab…',
    expect.stringContaining('AWS: recognized by autonomous system (asn 1)'),
    'Countries and networks: asn 1, country 2.',
  ]);
  expect(said({ rejected: 1, setAside: 2, wellKnown: 3 })[0]).toContain(
    '0 domains (left out: 1 unreadable, 2 of reserved space, 3 of well-known services, see trustWellKnown), SHA',
  );
});
