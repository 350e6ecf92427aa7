import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parquetWriteBuffer, type ColumnSource, type ParquetWriteOptions } from 'hyparquet-writer';
import { flow, FLOW_HEADER, flowV5, FLOW_V5_HEADER } from '#services/sources/vpc-flow/example.ts';
import { decode, lines, newDecoder } from '../decoding.ts';

const KEY = 'AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/03/02/x.log.parquet';
const INT32 = new Set(['version', 'srcport', 'dstport', 'protocol', 'tcp-flags', 'traffic-path']);
const INT64 = new Set(['packets', 'bytes', 'start', 'end']);

type Options = Partial<ParquetWriteOptions>;

/** The types of "Flow log records" in the Amazon VPC User Guide. */
function parquetOf(
  header: string,
  records: readonly string[],
  { named = {}, ...options }: Options & { readonly named?: Readonly<Record<string, string>> } = {},
): Uint8Array {
  const rows = records.map((record) => record.split(' '));
  const columnData = header.split(' ').map((field, i) => {
    const words = rows.map((row) => row[i] ?? '-');
    const name = named[field] ?? field.replaceAll('-', '_');
    const typed = (of: (word: string) => unknown) => words.map((word) => (word === '-' ? undefined : of(word)));
    if (INT32.has(field)) return { name, type: 'INT32' as const, data: typed(Number), nullable: true };
    if (INT64.has(field)) return { name, type: 'INT64' as const, data: typed(BigInt), nullable: true };
    return { name, type: 'STRING' as const, data: typed(String), nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

/** A table of one row. */
function tableOf(...names: readonly string[]): Uint8Array {
  const columnData = names.map((name) => ({ name, type: 'STRING' as const, data: ['x'] }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

const RECORDS = Array.from({ length: 500 }, (_, n) =>
  flowV5({
    srcaddr: n % 3 === 0 ? `2001:db8::${n}` : `203.0.113.${n % 200}`,
    dstaddr: '10.0.0.10',
    srcport: 1024 + n,
    dstport: n % 7 === 0 ? 22 : 443,
    bytes: 5_000_000_000 + n,
    start: 1_772_445_600 + n,
    action: n % 5 === 0 ? 'REJECT' : 'ACCEPT',
    flow_direction: n % 4 === 0 ? '-' : 'ingress',
    instance_id: n % 9 === 0 ? '-' : 'i-0123456789abcdef0',
    ...(n % 50 === 49 ? { srcaddr: '-', dstaddr: '-', srcport: '-', dstport: '-', log_status: 'NODATA' } : {}),
  }),
);

describe('a flow log in Parquet says what its text would', () => {
  test.each<[string, Options]>([
    ['Snappy', {}],
    ['gzip', { codec: 'GZIP', compressors: { GZIP: gzipSync } }],
    ['Zstandard', { codec: 'ZSTD', compressors: { ZSTD: zstdCompressSync } }],
    ['uncompressed', { codec: 'UNCOMPRESSED' }],
    ['many row groups and pages', { rowGroupSize: 77, pageSize: 200 }],
  ])('%s', (_, options) => {
    const text = decode(lines(FLOW_V5_HEADER, ...RECORDS), KEY.replace('.parquet', '.gz'));
    const parquet = decode(parquetOf(FLOW_V5_HEADER, RECORDS, options), KEY);
    expect(text.report).toMatchObject({ records: 490, passed: 10 });
    expect({ ...parquet.report, object: undefined }).toEqual({ ...text.report, object: undefined });
    expect(parquet.records).toEqual(text.records);
    expect(parquet.positions).toEqual(text.positions);
    for (const field of ['local', 'remote', 'direction', 'initiator', 'action', 'instance_id'])
      expect(parquet.column(field)).toEqual(text.column(field));
  });

  test('told by its first bytes, whatever it or its columns are called', () => {
    expect(decode(parquetOf(FLOW_HEADER, [flow()]), 'some-file').report).toMatchObject({ state: 'read', records: 1 });
    const named = { 'account-id': 'account', srcaddr: 'sourceaddress', start: 'starttime', end: 'endtime' };
    expect(decode(parquetOf(FLOW_HEADER, [flow()], { named }), KEY).report).toMatchObject({ records: 1 });
    expect(decode(lines(FLOW_HEADER, flow()), 'text.parquet').report).toMatchObject({ state: 'read', records: 1 });
  });

  test.each<Pick<ColumnSource, 'type' | 'data'>>([
    { type: 'TIMESTAMP', data: [new Date(1_772_445_600_500)] },
    { type: 'INT64', data: [1_772_445_600_500n] },
    { type: 'STRING', data: ['2026-03-02 10:00:00.500'] },
    { type: 'STRING', data: ['1772445600'] },
  ])('times as $type, and columns that nobody asks about', (time) => {
    const columnData: ColumnSource[] = [
      { name: 'srcaddr', type: 'STRING', data: ['203.0.113.9'] },
      { name: 'dstaddr', type: 'STRING', data: ['10.0.0.10'] },
      { name: 'start', ...time },
      { name: 'added_by_somebody', type: 'STRING', data: ['two words\nand a line'] },
    ];
    const { records, report } = decode(new Uint8Array(parquetWriteBuffer({ columnData })), KEY);
    expect(report).toMatchObject({ records: 1, unreadable: 0 });
    expect(records[0]).toMatchObject({ srcaddr: '203.0.113.9', start: 1_772_445_600 });
  });

  test('a value cannot end a line, and so make another record', () => {
    const columnData = [
      { name: 'srcaddr', type: 'STRING' as const, data: ['203.0.113.9 10.0.0.9 7\n198.51.100.1'] },
      { name: 'dstaddr', type: 'STRING' as const, data: ['10.0.0.10'] },
      { name: 'start', type: 'INT64' as const, data: [1_772_445_600n] },
    ];
    const { report } = decode(new Uint8Array(parquetWriteBuffer({ columnData })), KEY);
    expect(report).toMatchObject({ state: 'failed', records: 0, unreadable: 1, troubles: [{}, {}, { position: 2 }] });
  });
});

describe('a Parquet file that is no flow log, or a spoiled one, is said to be so in one sentence', () => {
  const good = parquetOf(FLOW_HEADER, [flow(), flow()], { codec: 'UNCOMPRESSED' });
  const changed = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(good);
    change(bytes);
    return bytes;
  };
  test.each<[string, Uint8Array, RegExp]>([
    ['other columns', tableOf('domain'), /no flow log's \(domain\)/],
    ['CloudTrail', tableOf('event_source', 'event_name'), /Events of CloudTrail\. Of Parquet only flow logs/],
    ['OCSF', tableOf('class_uid', 'category_uid'), /\(class_uid, category_uid\): Events of the schema OCSF/],
    ['cut', good.subarray(0, good.length - 20), /no footer/],
    ['only the magic', Buffer.from('PAR1\u0000\u0001PAR1'), /no footer/],
    ['a footer larger than the file', changed((bytes) => bytes.writeUInt32LE(1 << 30, bytes.length - 8)), /no footer/],
    ['a footer of ones', changed((bytes) => bytes.fill(0xff, bytes.length - 400, bytes.length - 8)), /cannot be read/],
    ['pages of zeros', changed((bytes) => bytes.fill(0, 4, 200)), /cannot be read|size that cannot be/],
    ['pages of ones', changed((bytes) => bytes.fill(0xff, 4, 400)), /cannot be read|size that cannot be/],
    [
      'an unknown codec',
      parquetOf(FLOW_HEADER, [flow()], { codec: 'LZ4', compressors: { LZ4: (bytes) => bytes } }),
      /LZ4/,
    ],
  ])('%s', (_, bytes, said) => {
    const { report } = decode(bytes, KEY);
    expect(report).toMatchObject({ state: 'failed', records: 0 });
    expect(report.troubles).toHaveLength(1);
    expect(report.troubles[0]?.message).toMatch(said);
    expect(report.troubles[0]?.message).toMatch(/^[^\n]{20,300}\.$/);
  });

  test('more text than the bounds, by size or by how much it grows', () => {
    const same = parquetOf(
      FLOW_HEADER,
      Array.from({ length: 60_000 }, () => flow()),
    );
    expect(same.length).toBeLessThan(20_000);
    expect(decode(same, KEY).report.troubles).toMatchObject([{ message: expect.stringContaining('300 times') }]);
    const bound = newDecoder({ outMax: 1000, ratioMax: 1e9 });
    const { report } = decode(
      parquetOf(
        FLOW_HEADER,
        Array.from({ length: 100 }, () => flow()),
      ),
      KEY,
      bound,
    );
    expect(report.troubles).toMatchObject([{ message: expect.stringContaining('VEDETTE_OBJECT_TEXT_MB') }]);
  });

  test('whichever byte is spoiled, it ends soon, and with a report', () => {
    const start = process.cpuUsage();
    const silent: number[] = [];
    for (let at = 4; at < good.length; at++)
      for (const byte of [0x00, 0x7f, 0xff]) {
        const { report } = decode(
          changed((bytes) => bytes.fill(byte, at, at + 1)),
          KEY,
        );
        if (report.records < 2 && report.troubles.length + report.passed === 0) silent.push(at);
      }
    expect(silent).toEqual([]);
    expect(process.cpuUsage(start).user).toBeLessThan(30_000_000);
  });
});
