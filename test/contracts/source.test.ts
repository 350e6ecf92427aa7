import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LOGGING } from '#services/aws/logging/index.ts';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { exampleOrganization } from '#services/cli/sample/example-organization.ts';
import { loadDetectors } from '#services/detectors.ts';
import { createEngine } from '#services/engine/engine.ts';
import { days } from '#services/model/time.ts';
import { coverageOf } from '#services/organization/coverage.ts';
import { isOfPlace } from '#services/organization/listing.ts';
import { planReading } from '#services/organization/plan.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import { SOURCES } from '#services/sources/index.ts';
import { recognize } from '#services/sources/log-key.ts';
import type { AnySource } from '#services/sources/log-source.ts';
import { sourceNamed } from '#services/sources/source-named.ts';
import { withholding } from '#services/sources/withholding.ts';
import { flow, FLOW_HEADER, flowV5, FLOW_V5_HEADER } from '#services/sources/vpc-flow/example.ts';
import { tallyBuilder } from '#services/tallies/kits/builder.ts';
import { scaffold } from '../../scripts/new/scaffold.ts';
import { decode, gzip, lines, recordsOf, sharedReader } from '../rooms/sources/decoding.ts';
import { memberAccount } from '../member-account.ts';

/** Tests what every source promises, with the examples of the detectors that read it. */

const detectors = await loadDetectors();
const intel = exampleIntel({ records: [] });
const engine = createEngine({
  detectors,
  sources: SOURCES,
  tallies: tallyBuilder,
  intel,
  organization: exampleOrganization(),
});
/** The fields that detectors use, and those that the engine itself needs. */
const fieldsOf = (name: string): readonly string[] => {
  const { route, remote } = sourceNamed(name);
  return [...new Set([...engine.fields(name), route, remote])];
};
const newDecoder = () => createDecoder(sharedReader, SOURCES, fieldsOf);
const ACCOUNT = '444455556666';
const REGION = 'eu-west-1';

/** Records in a form that needs no header. Each is put into a text of its own, and all into one. */
function recordsFor({ name }: AnySource): readonly (object | string)[] {
  const makers = detectors
    .filter(({ from }) => from.source === name)
    .flatMap(({ examples }) => Object.values(examples.fires));
  return makers
    .map((make) => make())
    .flatMap(({ header, records }) => (header === undefined ? records : []))
    .slice(0, 50);
}

/** The account's place in a plan that was made from one configuration of the source. */
function organizationWith({ name, delivery }: AnySource) {
  const found = [
    {
      id: 'x-1',
      bucket: 'logs',
      prefix: 'some/',
      homeRegion: REGION,
      resource: 'vpc-0123456789abcdef0',
      ...(delivery?.layout === undefined && { stream: { name: 'logs', accountId: ACCOUNT } }),
    },
  ];
  const logging = new Map([[name, { found, refusal: undefined }]]);
  const probe = { accountId: ACCOUNT, refusal: undefined, buckets: [], regions: [{ region: REGION, logging }] };
  return { id: 'o-exampleorgid', accounts: [memberAccount(ACCOUNT)], probes: [probe] };
}

function isThere(path: string): boolean {
  return existsSync(fileURLToPath(new URL(`../../services/${path}`, import.meta.url)));
}

test('each is named as its folder is, once, and so are the calls that find it in accounts', () => {
  const names = SOURCES.map(({ name }) => name);
  expect(names.filter((name) => !isThere(`sources/${name}/source.ts`))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  const found = SOURCES.filter(({ delivery }) => delivery !== undefined).map(({ name }) => name);
  expect(LOGGING.map(({ source }) => source)).toEqual(found);
  expect(found.filter((source) => !isThere(`aws/logging/${source}.ts`))).toEqual([]);
});

describe.each(SOURCES.map((source) => [source.name, source] as const))('%s', (name, source) => {
  const records = recordsFor(source);
  const text = source.text({ records });

  test('a detector asks about it', () => {
    expect(records.length).toBeGreaterThan(0);
  });

  test.runIf(source.delivery)('what an account has set up is planned, covered, and recognized by its keys', () => {
    const organization = organizationWith(source);
    const plan = planReading(organization, SOURCES, 'administrator');
    expect(plan.prefixes).toMatchObject([{ source: name, accountId: ACCOUNT, region: REGION, live: true }]);
    const [fact] = coverageOf(organization, SOURCES, plan, new Map()).filter((each) => each.source === name);
    expect(fact).toMatchObject({ state: 'covered', detail: 'Read from logs.' });
    const layout = source.delivery?.layout;
    const [place] = plan.prefixes;
    if (layout === undefined || place === undefined) return;
    for (const day of ['2026/03/02', '2026/03/02/10']) {
      const known = recognize(`${place.prefix}${day}/x.log.gz`, SOURCES);
      expect([known?.source.name, known?.recognition]).toMatchObject([name, { take: true, accountId: ACCOUNT }]);
      expect(isOfPlace(place, `${place.prefix}${day}/x.log.gz`)).toBe(true);
    }
    const beside = `${place.prefix}2026/03/02/10/${layout.within?.folder ?? 'x'}/x.log.gz`;
    expect(isOfPlace(place, beside)).toBe(layout.within === undefined);
    expect(recognize(beside, SOURCES)?.recognition.take).toBe(layout.within === undefined);
  });

  test.runIf(source.delivery && !source.delivery.layout)('its objects are read whatever their keys look like', () => {
    for (const prefix of ['', `AWSLogs/${ACCOUNT}/eks/`, `AWSLogs/${ACCOUNT}/rds/`]) {
      const key = `${prefix}2026/03/02/10/logs-1-2026-03-02-10-00-00-0b7d2f5e-3c44-4e0a-9a51-2f3f5d0c7e11`;
      const object = { bucket: 'logs', key, etag: '', sizeBytes: 0, source: name, accountId: ACCOUNT, region: REGION };
      const home = { accountId: ACCOUNT, region: REGION };
      const report = newDecoder().decode(object, gzip(text), home, () => {});
      expect([key, report]).toMatchObject([key, { source: name, state: 'read', records: records.length }]);
    }
  });

  test.runIf(source.delivery)('where nothing is set up it says so, and what to do, in a sentence', () => {
    const organization = organizationWith({ ...source, name: 'another' });
    const facts = coverageOf(organization, SOURCES, planReading(organization, SOURCES, 'administrator'), new Map());
    const fact = facts.find((each) => each.source === name);
    expect(fact).toMatchObject({ state: 'gap', reason: 'no-log-source' });
    expect(fact?.detail).toMatch(new RegExp(`^[A-Z].*${REGION}.*: .*\\.$`));
  });

  test('its records are its own: no other source takes one of them', () => {
    for (const record of records)
      expect(
        SOURCES.filter(({ json, lines: kind }) =>
          typeof record === 'string' ? kind?.isRecord(record, undefined) : json?.isRecord({ ...record }),
        ).map((one) => one.name),
      ).toEqual([name]);
  });

  test('its objects are read the same compressed or not', () => {
    const [packed, plain] = [decode(gzip(text)), decode(text, 'x.txt')];
    expect(packed.report).toMatchObject({ source: name, state: 'read', passed: 0, unreadable: 0 });
    expect(plain.records).toEqual(packed.records);
  });

  test('each record is given as it stands in the object, but for what is private', () => {
    const stood = records.map((record) =>
      typeof record === 'string' ? record : withholding(JSON.stringify(record), source.json?.withheld ?? []),
    );
    const given: string[] = [];
    const object = { bucket: '', key: 'x', etag: '', sizeBytes: 0, source: name, accountId: ACCOUNT, region: REGION };
    newDecoder().decode(object, gzip(text), { accountId: ACCOUNT, region: REGION }, (batch) => {
      for (let row = 0; row < batch.rows; row++) given.push(batch.text(row));
    });
    expect(given).toEqual(stood);
  });

  test('codes are below their limit, one a row, and mean the same while the generation lasts', () => {
    const decoder = newDecoder();
    const meanings = new Map<string, unknown>();
    const generations = new Map<symbol, number>();
    for (const some of [records.slice(0, 2), records, records.slice(-1)])
      recordsOf(decoder, source.text({ records: some }), (batch) => {
        for (const field of fieldsOf(name)) {
          const column = batch.column(field);
          const generation = generations.get(column.generation) ?? generations.size;
          generations.set(column.generation, generation);
          for (const code of column.codes.subarray(0, batch.rows)) {
            expect(code).toBeLessThan(column.limit);
            const meaning = `${generation} ${field} ${code}`;
            const value = { value: column.value(code) };
            expect([meaning, value]).toEqual([meaning, meanings.get(meaning) ?? value]);
            meanings.set(meaning, value);
          }
        }
      });
    expect(meanings.size).toBeGreaterThan(0);
  });

  test('account and Region are columns unasked, a field that was not asked for is an error', () => {
    recordsOf(newDecoder(), text, (batch) => {
      expect(batch.column('accountId').value(batch.column('accountId').codes[0]!)).toMatch(/^\d{12}$/);
      expect(batch.column('region').value(batch.column('region').codes[0]!)).toMatch(/^[a-z]+-/);
      expect(() => batch.column('no such field')).toThrow('no such');
    });
  });

  test('fields of a record equal the columns of its row', () => {
    recordsOf(newDecoder(), text, (batch) => {
      for (const field of [source.route, source.remote, 'accountId', 'region']) {
        const column = batch.column(field);
        for (let row = 0; row < batch.rows; row++)
          expect(Reflect.get(batch.record(row), field)).toEqual(column.value(column.codes[row]!));
      }
    });
  });

  test('the report says how many records there were, and when the first and the last', () => {
    const times: number[] = [];
    const report = recordsOf(newDecoder(), text, (batch) => {
      for (let row = 0; row < batch.rows; row++) times.push(batch.time(row));
    });
    expect(report).toMatchObject({
      records: times.length,
      firstTime: Math.min(...times),
      lastTime: Math.max(...times),
    });
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(days(365));
  });

  test('an action has exactly one detail, as GuardDuty has it', () => {
    recordsOf(newDecoder(), text, (batch) => {
      for (let row = 0; row < batch.rows; row++) {
        const action = source.action(batch.record(row), { intel, organization: exampleOrganization() });
        expect(Object.keys(action)).toHaveLength(2);
        expect(JSON.parse(JSON.stringify(action))).toEqual(action);
      }
    });
  });

  test('a detector that asks about it has a beginning to be written from', async () => {
    const parts = { purpose: 'Recon', resource: 'Other', family: 'X', mechanism: undefined, artifact: undefined };
    const imported = [...scaffold('Recon:Other/X', parts, source).matchAll(/^import \{ (\w+) \} from '(.+)';$/gm)];
    expect(imported.length).toBeGreaterThan(2);
    for (const [, exported = '', from = ''] of imported) {
      const file = from.replace('#', '../../').replace('../kits/', '../../services/detectors/kits/');
      expect(await import(new URL(file, import.meta.url).href)).toHaveProperty(exported);
    }
  });
});

test('flow records of version 5 are read like those of version 2', () => {
  const shared = ['local', 'remote', 'localPort', 'remotePort', 'direction', 'action', 'time'];
  const [v2, v5] = [decode(lines(FLOW_HEADER, flow())), decode(lines(FLOW_V5_HEADER, flowV5()))];
  for (const member of shared) expect(v5.records[0]?.[member]).toEqual(v2.records[0]?.[member]);
});
