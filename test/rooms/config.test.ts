import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig, readConfig } from '#services/config.ts';
import { Failure } from '#services/model/failure.ts';

test('nothing set: the embedded database below the data folder, on loopback', () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: 'pglite:.data/database',
    host: '127.0.0.1',
    port: 4000,
    apiToken: undefined,
  });
});

test('what is empty counts as unset', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}));
});

test('what is set is taken', () => {
  expect(
    readConfig({
      DATABASE_URL: 'postgres://db.example/vedette',
      PORT: '8080',
      VEDETTE_TURN_OBJECTS: '12',
      VEDETTE_REGIONS: 'eu-west-1,us-east-1',
    }),
  ).toMatchObject({
    databaseUrl: 'postgres://db.example/vedette',
    port: 8080,
    objectsPerTurn: 12,
    regions: ['eu-west-1', 'us-east-1'],
  });
});

test('each variable that cannot be used is named, with why; a secret is not shown', () => {
  const wrong = { PORT: 'eighty', DATABASE_URL: 'mysql://secret@db.example', LOG_LEVEL: 'inof', VEDETTE_TURNS: '0' };
  expect(mistakesOf(() => readConfig(wrong))).toEqual([
    'The environment variable DATABASE_URL must begin with postgres:// (or pglite: and a folder).',
    'The environment variable PORT must be a number, not "eighty".',
    'The environment variable LOG_LEVEL must be one of debug, info, warn, error, silent, not "inof". Did you mean info?',
    'The environment variable VEDETTE_TURNS must be at least 1, not 0.',
  ]);
});

describe('a file', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const load = (text: string, environment: Readonly<Record<string, string>> = {}) => {
    writeFileSync(join(folder, 'vedette.yaml'), text);
    return loadConfig({ environment, folder });
  };
  const complaints = async (text: string, environment: Readonly<Record<string, string>> = {}) => {
    const lines = await load(text, environment).then(
      () => [],
      (error: unknown) => mistakesOf(() => Promise.reject(error), error),
    );
    return lines.map((line) => line.replace(`${folder}/vedette.yaml:`, ''));
  };

  test('says what the environment may say, and the environment wins', async () => {
    const config = await load('port: 8080\nretentionDays: 30\nregions: [eu-west-1]\n', { PORT: '9090' });
    expect(config).toMatchObject({ port: 9090, retentionDays: 30, regions: ['eu-west-1'], turnsAtOnce: 2 });
    expect(Object.fromEntries(config.origins)).toEqual({
      port: 'PORT',
      retentionDays: join(folder, 'vedette.yaml'),
      regions: join(folder, 'vedette.yaml'),
    });
  });

  test('has paths from its own folder', async () => {
    const config = await load('dataDir: state\nlists:\n  tor-exit: [lists/exits.txt]\n  trusted: [/etc/ours.csv]\n');
    expect(config).toMatchObject({
      dataDir: join(folder, 'state'),
      lists: [
        { category: 'tor-exit', file: join(folder, 'lists/exits.txt') },
        { category: 'trusted', file: '/etc/ours.csv' },
      ],
    });
  });

  test('says what accounts and principals are for', async () => {
    const row = 'who: "444455556666", purposes: [vendor], because: it scans';
    expect(await load(`known: [{ ${row}, until: 2027-01-01 }]`)).toMatchObject({
      known: [{ who: '444455556666', purposes: ['vendor'], because: 'it scans', until: '2027-01-01' }],
    });
    expect(await complaints(`known: [{ ${row.replace('vendor', 'vender')} }]`)).toHaveLength(1);
    expect(await complaints(`known: [{ ${row.replace('"444455556666"', 'nobody')} }]`)).toHaveLength(1);
    expect(await complaints(`known: [{ ${row}, until: soon }]`)).toHaveLength(1);
    expect(await complaints(`known: [{ ${row.replace('vendor', 'decoy')} }]`)).toEqual([
      expect.stringMatching(/who cannot be used .an account is no decoy/),
    ]);
  });

  test('sets detectors for the organization, for units and for accounts', async () => {
    const { settings } = await load(`
settings:
  Recon:EC2/Portscan: { ports: 60 }
organizationalUnits:
  ou-ab12-cd34ef56:
    Recon:EC2/Portscan: { enabled: false }
accounts:
  "012345678901":
    Recon:EC2/Portscan: { ports: 70, enabled: true }
`);
    expect(settings).toEqual({
      organization: { 'Recon:EC2/Portscan': { ports: 60 } },
      organizationalUnits: { 'ou-ab12-cd34ef56': { 'Recon:EC2/Portscan': { enabled: false } } },
      accounts: { '012345678901': { 'Recon:EC2/Portscan': { ports: 70, enabled: true } } },
    });
  });

  test('is told of all its mistakes at once, each with its place, and what was probably meant', async () => {
    const text = `
prot: 80
retentionDays: ninety
apiToken: short-secret
lists:
  tor-exits: [a.txt]
settings:
  Recon:EC2/PortScan: { ports: 3 }
  Recon:EC2/Portscan:
    prots: 3
    ports: -1
    enabled: maybe
accounts:
  012345678901:
    Recon:EC2/Portscan: 7
`;
    expect(await complaints(text, { VEDETTE_TURNS: 'x' })).toEqual([
      '2:1: "prot" is no setting: did you mean "port"?',
      '3:16: retentionDays must be a number, not "ninety".',
      '4:11: apiToken must have at least 16 characters.',
      '6:3: "tor-exits" is not known below lists: did you mean "tor-exit"?',
      '8:3: "Recon:EC2/PortScan" is not known below settings: did you mean "Recon:EC2/Portscan"?',
      '10:5: "prots" is not known below Recon:EC2/Portscan: did you mean "ports"?',
      '11:12: ports must be at least 0, not -1.',
      '12:14: enabled must be true or false, not "maybe".',
      '14:3: "12345678901" is not an account id: write its twelve digits in quotes.',
      '15:25: Recon:EC2/Portscan must be a section of names and values, not 7.',
      'The environment variable VEDETTE_TURNS must be a number, not "x".',
    ]);
  });

  test.each([
    ['twice the same name', 'port: 1\nport: 2\n', '2:1: Map keys must be unique.'],
    ['a tag', 'port: !!js/function 1\n', expect.stringContaining('1:7: Unresolved tag')],
    ['two documents', 'port: 1\n---\nport: 2\n', expect.stringContaining('2:1: Source contains multiple documents')],
    ['no section', '- port\n', '1:1: The file must be a section of names and values.'],
    ['a bomb of names', bomb(), expect.stringContaining('1:1: Excessive alias count')],
    ['no end of a list', 'regions: [eu-west-1\n', expect.stringContaining('2:1: Flow sequence')],
    ['too long a text', `# ${'x'.repeat(1_000_001)}`, expect.stringContaining('the limit is 1000000')],
    ['a prototype', '__proto__: { port: 1 }\n', expect.stringContaining('1:1: "__proto__" is no setting')],
  ])('that is no configuration is refused: %s', async (_, text, complaint) => {
    expect(await complaints(text)).toEqual([complaint]);
  });

  test('may be empty, and so may its sections', async () => {
    expect(await load('')).toMatchObject({ port: 4000 });
    expect(await load('# nothing\nsettings:\naccounts:\n  # "111122223333":\nport:\n')).toMatchObject({ port: 4000 });
  });

  test('that is named and not there is an error', async () => {
    const missing = loadConfig({ environment: { VEDETTE_CONFIG: 'missing.yaml' }, folder });
    await expect(missing).rejects.toThrow(`${join(folder, 'missing.yaml')} cannot be read`);
    await expect(loadConfig({ environment: {}, folder, file: 'other.yaml' })).rejects.toThrow('other.yaml');
  });
});

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i++)
    lines.push(`a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ')}]`);
  return lines.join('\n');
}

function mistakesOf(run: () => unknown, thrown?: unknown): readonly string[] {
  let error = thrown;
  try {
    if (error === undefined) run();
  } catch (caught) {
    error = caught;
  }
  if (!(error instanceof Failure)) throw new Error('no mistakes were told of', { cause: error });
  expect(error.kind).toBe('config-invalid');
  return error.message.split('\n');
}

test('a variable says yes or no in words', () => {
  expect(readConfig({ VEDETTE_TRUST_WELL_KNOWN: 'false' }).trustWellKnown).toBe(false);
  expect(readConfig({ VEDETTE_TRUST_WELL_KNOWN: 'true' }).trustWellKnown).toBe(true);
  expect(readConfig({}).trustWellKnown).toBe(true);
  expect(() => readConfig({ VEDETTE_TRUST_WELL_KNOWN: 'maybe' })).toThrow(/VEDETTE_TRUST_WELL_KNOWN/);
});
