import { describe, expect, test } from 'vitest';
import { SOURCE_NAMES } from '#services/model/log-object.ts';
import type { Intel } from '#services/model/intel.ts';
import { organizationView } from '#services/organization/view.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { flow, FLOW_HEADER, flowV5, FLOW_V5_HEADER } from '#services/sources/vpc-flow/example.ts';
import { decode, FIELDS, gzip, HOME, lines, newDecoder, SOURCES, trail } from '../rooms/sources/decoding.ts';
import { onlyBatch } from '../only-batch.ts';

/** What every source promises, whatever it is of. A new source needs a line here. */

const KEY = 'AWSLogs/444455556666';
const EXAMPLES: Record<string, { readonly key: string; readonly text: (records: number) => string }> = {
  cloudtrail: {
    key: `${KEY}/CloudTrail/us-east-1/2026/03/02/x.json.gz`,
    text: (records) => trail(...some(records, (i) => event({ requestID: String(i) }))),
  },
  'vpc-flow': {
    key: `${KEY}/vpcflowlogs/us-east-1/2026/03/02/x.log.gz`,
    text: (records) => lines(FLOW_HEADER, ...some(records, (i) => flow({ srcport: 1024 + i }))),
  },
  'dns-query': {
    key: `${KEY}/vpcdnsquerylogs/vpc-0123456789abcdef0/2026/03/02/x.log.gz`,
    text: (records) => lines(...some(records, (i) => query({ query_name: `n${i}.shop.example.` }))),
  },
};

const NOWHERE: Intel = {
  version: '0',
  has: () => false,
  address: () => undefined,
  domain: () => undefined,
  place: () => undefined,
  amazon: () => false,
};

test('there is a source of every name', () => {
  expect(SOURCES.map(({ name }) => name)).toEqual([...SOURCE_NAMES]);
  expect(Object.keys(EXAMPLES)).toEqual([...SOURCE_NAMES]);
});

describe.each(SOURCES.map((source) => [source.name, source] as const))('%s', (name, source) => {
  const { key, text } = EXAMPLES[name]!;

  test('its keys are its own, and no other source takes them', () => {
    expect(SOURCES.filter((one) => one.recognize(key)?.take).map((one) => one.name)).toEqual([name]);
    expect(source.recognize('some/file.gz')).toBeUndefined();
  });

  test('its objects are read the same by key and by content, compressed or not', () => {
    const byKey = decode(gzip(text(3)), key);
    expect(byKey.report).toMatchObject({ source: name, state: 'read', records: 3, passed: 0, unreadable: 0 });
    for (const other of [decode(gzip(text(3))), decode(text(3), 'x.txt')])
      expect(other.records.map((record) => ({ ...record, region: '' }))).toEqual(
        byKey.records.map((record) => ({ ...record, region: '' })),
      );
  });

  test('its route and its other end are fields', () => {
    expect([...FIELDS[name]]).toEqual(expect.arrayContaining([source.route, source.remote]));
  });

  test('codes are below their limit, one a row, and mean the same while the generation lasts', () => {
    const decoder = newDecoder();
    const meanings = new Map<symbol, Map<string, unknown>>();
    for (const records of [2, 5, 1]) {
      const { batch } = onlyBatch(decoder, object(), Buffer.from(text(records)), HOME);
      for (const field of FIELDS[name]) {
        const column = batch!.column(field);
        const codes = column.codes.subarray(0, records);
        expect(codes).toHaveLength(records);
        expect(Math.max(...codes)).toBeLessThan(column.limit);
        for (const code of codes) {
          const known = meanings.get(column.generation) ?? new Map<string, unknown>();
          const meaning = `${field} ${code}`;
          const value = { value: column.value(code) };
          expect([meaning, value]).toEqual([meaning, known.get(meaning) ?? value]);
          meanings.set(column.generation, known.set(meaning, value));
        }
      }
    }
  });

  test('columns of account and Region are there unasked, a field that was not asked for is an error', () => {
    const { batch } = onlyBatch(newDecoder(), object(), Buffer.from(text(1)), HOME);
    expect(batch!.column('accountId').value(batch!.column('accountId').codes[0]!)).toMatch(/^\d{12}$/);
    expect(batch!.column('region').value(batch!.column('region').codes[0]!)).toMatch(/^[a-z]+-/);
    expect(() => batch!.column('no such field')).toThrow('no such');
  });

  test('fields of a record equal the columns of its row', () => {
    const found = decode(text(3));
    for (const field of [source.route, source.remote])
      expect(found.records.map((record) => record[field])).toEqual(found.column(field));
    for (const field of ['accountId', 'region'])
      expect(found.records.map((record) => record[field])).toEqual(found.column(field));
  });

  test('the report says when its first and last record were', () => {
    const { report } = decode(text(2));
    expect([report.firstTime, report.lastTime]).toEqual([1772445600000, 1772445600000]);
  });

  test('an action has exactly one detail, as GuardDuty has it', () => {
    const { batch } = onlyBatch(newDecoder(), object(), Buffer.from(text(1)), HOME);
    const action = source.action(batch!.record(0), { intel: NOWHERE, organization: organizationView(new Map()) });
    expect(Object.keys(action)).toHaveLength(2);
    expect(JSON.parse(JSON.stringify(action))).toEqual(action);
  });
});

test('flow records of version 5 are read like those of version 2', () => {
  const shared = ['local', 'remote', 'localPort', 'remotePort', 'direction', 'action', 'time'];
  const [v2, v5] = [decode(lines(FLOW_HEADER, flow())), decode(lines(FLOW_V5_HEADER, flowV5()))];
  for (const member of shared) expect(v5.records[0]?.[member]).toEqual(v2.records[0]?.[member]);
});

function some<T>(count: number, make: (i: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function object() {
  return {
    bucket: '',
    key: 'x',
    etag: '',
    sizeBytes: 0,
    source: undefined,
    accountId: undefined,
    region: undefined,
  };
}
