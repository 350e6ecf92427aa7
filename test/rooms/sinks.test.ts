import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { sinkRows } from '#services/cli/shown-settings.ts';
import { readConfigFile } from '#services/config/config-file.ts';
import { renderersOf } from '#services/formats.ts';
import { secret } from '#services/model/described.ts';
import { openSinks, type SinkSettings } from '#services/sinks.ts';
import { defineSink } from '#services/sinks/kits/define-sink.ts';

const folder = mkdtempSync(join(tmpdir(), 'vedette-sinks-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A sink with everything that a sink may have set. */
const pager = defineSink({
  name: 'pager',
  format: () => 'finding',
  batchMax: 1,
  ratePerSecond: 1,
  settings: z.strictObject({
    to: z.url('must be an address').exactOptional().meta({ description: 'Where it rings.' }),
    loud: z.boolean().default(false).meta({ description: 'Quiet at night.' }),
    key: secret(z.string().min(8, 'must have at least 8 characters')).exactOptional(),
    headers: secret(z.record(z.string(), z.string())).default({}),
  }),
  partition: () => 'all',
  open: ({ to }) => (to === undefined ? undefined : async () => []),
});

async function read(text: string) {
  const file = join(folder, 'vedette.yaml');
  writeFileSync(file, text);
  const said = await readConfigFile(file, { detectors: async () => [], sinks: async () => [pager] });
  return 'sinks' in said
    ? { sinks: said.sinks, mistakes: [] }
    : { sinks: {}, mistakes: said.map((line) => line.slice(`${file}:`.length)) };
}

const opened = async (sinks: SinkSettings) =>
  (await openSinks([pager], sinks, { aws: undefined }, renderersOf([]))).map(({ name }) => name);

test('a file that sets no sink loads none: what sends over networks takes a tenth of a start', async () => {
  const file = join(folder, 'none.yaml');
  writeFileSync(file, 'regions: [eu-central-1]');
  let loaded = 0;
  const sinks = async () => (loaded++, [pager]);
  await readConfigFile(file, { detectors: async () => [], sinks });
  expect(loaded).toBe(0);
  writeFileSync(file, 'sinks: {}');
  await readConfigFile(file, { detectors: async () => [], sinks });
  expect(loaded).toBe(1);
});

test('settings of a sink are read, and open it', async () => {
  const { sinks } = await read('sinks: { pager: { to: "https://pager.example", loud: true } }');
  expect(sinks).toEqual({ pager: { to: 'https://pager.example', loud: true } });
  expect(await opened(sinks)).toEqual(['pager']);
  expect(await opened({})).toEqual([]);
});

test('one that is switched off is not opened, whatever else is set of it', async () => {
  const { sinks } = await read('sinks: { pager: { enabled: false, to: "https://pager.example" } }');
  expect(await opened(sinks)).toEqual([]);
  expect((await read('sinks:\n  pager: { enabled: false }\n')).mistakes).toEqual([]);
});

test('every mistake is told with its place, and no secret with it', async () => {
  const text = `
sinks:
  pagre: { to: "https://pager.example" }
  pager:
    to: nowhere
    lout: true
    loud: 3
    key: hush
    headers: { authorization: [hush] }
    enabled: maybe
`;
  expect((await read(text)).mistakes).toEqual([
    '3:3: "pagre" is not known below sinks: did you mean "pager"?',
    '5:9: to must be an address, not "nowhere".',
    '6:5: "lout" is not known below pager: did you mean "loud"?',
    '7:11: loud must be true or false, not 3.',
    '8:10: key must have at least 8 characters.',
    '9:31: authorization must be a text.',
    '10:14: enabled must be true or false, not "maybe".',
  ]);
});

test('a filter that could keep nothing is a mistake, with what was probably meant', async () => {
  const text = `
sinks:
  pager:
    only: { accountIds: [111122223333], statuses: [OLD], severities: [Hihg], seenFrom: 2026-01-01 }
    except: { severityMin: high, regions: [] }
`;
  expect((await read(text)).mistakes).toEqual([
    '4:26: accountIds is not an account id: write its twelve digits in quotes, not 111122223333.',
    '4:52: statuses must be one of NEW, UPDATED, IN_PROGRESS, REOPENED, RESOLVED, ARCHIVED, not "OLD".',
    '4:71: severities must be one of Low, Medium, High, Critical, not "Hihg". Did you mean High?',
    expect.stringMatching(/^4:78: "seenFrom" is not known below only: there is types, accountIds, /),
    '5:28: severityMin must be a number, not "high".',
    '5:43: regions must not be empty, not [].',
  ]);
});

test.each([
  ['sinks: [hush]', '1:8: sinks must be a section of names and values.'],
  ['sinks:\n  pager: hush', '2:10: pager must be a section of names and values.'],
  ['- sinks: { pager: { key: hush } }', '1:1: The file must be a section of names and values.'],
  ['externalId: { a: hush }', '1:13: externalId must be a text.'],
])('a secret in the wrong place is not shown: %s', async (text, mistake) => {
  expect((await read(text)).mistakes).toEqual([mistake]);
});

test('what is set of a sink is shown with where it comes from, and a secret is not', async () => {
  const { sinks } = await read(
    'sinks: { pager: { to: "https://pager.example", key: hush-hush, headers: { a: hush } } }',
  );
  const rows = sinkRows([pager], { sinks, file: 'here.yaml' });
  expect(JSON.stringify(rows)).not.toContain('hush');
  expect(rows.map(({ setting, value, from }) => [setting, value, from])).toEqual([
    ['sinks: pager: to', 'https://pager.example', 'here.yaml'],
    ['sinks: pager: loud', false, 'default'],
    ['sinks: pager: key', 'set, not shown', 'here.yaml'],
    ['sinks: pager: headers', 'set, not shown', 'here.yaml'],
    ['sinks: pager: enabled', true, 'default'],
    ['sinks: pager: only', null, 'default'],
    ['sinks: pager: except', null, 'default'],
  ]);
  expect(rows[0]?.because).toBe('Where it rings.');
});
