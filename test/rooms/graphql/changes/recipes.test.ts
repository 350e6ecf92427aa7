import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { BUCKET_MADE_PUBLIC, SSH_BRUTE_FORCE } from '../../../formats/findings.ts';
import { ocsfProblems } from '../../../formats/ocsf-schema.ts';
import { openApi, TOKEN } from '../open-api.ts';

const FOLDER = fileURLToPath(new URL('../../../../docs/siem/', import.meta.url));
const PAGES = readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md');
const page = (name: string) => readFileSync(FOLDER + name, 'utf8');

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi([
    { ...SSH_BRUTE_FORCE, severity: 8 },
    { ...BUCKET_MADE_PUBLIC, severity: 9 },
  ]);
});
afterAll(() => api.close());

/** Blocks of a page in one language. */
function blocks(name: string, language: string): readonly string[] {
  return [...page(name).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);
}

/** The queries that a page tells pollers to use. */
function queries(name: string): readonly string[] {
  return [...page(name).matchAll(/poll\.(?:py|sh) \S+ '([^']+)'/g)].map(([, query = '']) => query);
}

async function lines(query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await api.fetch(`/v1/findings/changes?${query}&limit=1000&wait=0&after=`, { headers });
  const text = await response.text();
  expect({ status: response.status, text: response.ok ? '' : text }).toEqual({ status: 200, text: '' });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The value at a path of names between dots. */
function at(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => Object(value)[name], document);
}

test.each(PAGES)('%s: every query is one that the API answers with findings', async (name) => {
  expect(queries(name).length).toBeGreaterThan(0);
  for (const query of queries(name)) expect(await lines(query)).toHaveLength(2);
});

test.each(PAGES)('%s: every block of JSON and YAML is one', (name) => {
  for (const text of blocks(name, 'json')) expect(JSON.parse(text.replace(/^PUT \S+\n/, ''))).toBeInstanceOf(Object);
  for (const text of blocks(name, 'yaml')) expect(parse(text)).toBeInstanceOf(Object);
});

test('a test of recipes notices what the API does not know', async () => {
  await expect(lines('format=finding&severity=7')).rejects.toThrow('status');
});

describe('splunk.md', () => {
  test('finds the time of an event where it says that it stands', async () => {
    const props = blocks('splunk.md', 'ini').join('\n');
    const [, prefix = 'none'] = /^TIME_PREFIX = (.*)$/m.exec(props) ?? [];
    expect(props).toContain('TIME_FORMAT = %Y-%m-%dT%H:%M:%S.%3NZ');
    for (const line of await lines('format=finding')) {
      const text = JSON.stringify(line);
      const time = text.slice(text.search(prefix) + prefix.length).split('"')[0];
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(time).toBe(line['updatedAt']);
    }
    for (const line of await lines('format=ocsf')) {
      expect(ocsfProblems(line)).toEqual([]);
      expect(JSON.stringify(line)).toMatch(/"modified_time_dt":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/);
    }
  });

  test('searches fields that findings have', async () => {
    const [first] = await lines('format=finding');
    for (const name of ['service.archived', 'accountId', 'region', 'type', 'severity', 'title', 'id'])
      expect(at(first, name)).toBeDefined();
  });
});

describe('elastic.md', () => {
  test('takes time, id and mappings from fields that findings have', async () => {
    const documents = (await lines('format=finding')).map((vedette) => ({ vedette }));
    const [filebeat = ''] = blocks('elastic.md', 'yaml');
    const { processors } = parse(filebeat);
    const template = blocks('elastic.md', 'json').map((text) => JSON.parse(text.replace(/^PUT \S+\n/, '')));
    const mapped = Object.keys(template[0].template.mappings.properties.vedette.properties);
    const named = [
      processors[0].timestamp.field,
      ...processors[1].fingerprint.fields,
      ...template[1].latest.unique_key,
      template[1].latest.sort,
      ...mapped.map((name) => `vedette.${name}`),
    ];
    expect(named.length).toBeGreaterThan(10);
    for (const document of documents)
      for (const name of named) expect([name, at(document, name)]).not.toContain(undefined);
  });
});

describe('sentinel.md', () => {
  test('declares columns that findings have, of their types', async () => {
    const [rule = ''] = blocks('sentinel.md', 'json');
    const { properties } = JSON.parse(rule);
    const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
      string: (value) => typeof value === 'string',
      real: (value) => typeof value === 'number',
      datetime: (value) => !Number.isNaN(Date.parse(String(value))),
      dynamic: (value) => typeof value === 'object',
    };
    // Columns that the agent itself adds.
    const given = ['TimeGenerated', 'FilePath'];
    const columns: readonly { readonly name: string; readonly type: string }[] =
      properties.streamDeclarations['Custom-Vedette'].columns;
    const own = columns.filter(({ name }) => !given.includes(name));
    expect(own.length).toBeGreaterThan(10);
    for (const line of await lines('format=finding'))
      expect(own.filter(({ name, type }) => kinds[type]?.(line[name]) !== true)).toEqual([]);
    expect(blocks('sentinel.md', 'kql').join()).toMatch(/summarize arg_max\(updatedAt, \*\) by id/);
  });
});

describe('panther.md', () => {
  test('hands over findings as GuardDuty has them', async () => {
    for (const line of await lines(queries('panther.md')[0] ?? ''))
      expect(line).toMatchObject({
        schemaVersion: '2.0',
        arn: expect.stringMatching(/^arn:aws:guardduty:/),
        service: { serviceName: 'vedette', additionalInfo: { value: expect.any(String) } },
      });
  });
});
