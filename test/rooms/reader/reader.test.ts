import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ABSENT } from '#services/reader/plan.ts';
import type { RecordTable } from '#services/reader/record-table.ts';
import { Reader } from '#services/reader/reader.ts';
import { readerModule } from './module.ts';
import { FLOW_V2 } from './plans.ts';

const module = readerModule();
const NAME = [{ name: 'eventName', path: ['eventName'], kind: 'id' }] as const;
const RECORDS = Array.from({ length: 30 }, (_, i) => ({
  eventName: `Name${i % 7}`,
  tags: { text: `"},{é${i}` },
  n: i,
}));
const FILE = Buffer.from(JSON.stringify({ Records: RECORDS }));

function names(reader: Reader): readonly (string | undefined)[] {
  const table = reader.records(NAME);
  if (!table) throw new Error('not records');
  return [...table.ids('eventName')].map((id) => table.dictionary('eventName').text(id));
}

test('gzip and plain text give the same records', () => {
  const reader = new Reader(module);
  for (const object of [FILE, gzipSync(FILE)]) {
    expect(reader.open(object)).toEqual({ size: FILE.length, troubles: [] });
    expect(Buffer.from(reader.text())).toEqual(FILE);
    expect(names(reader)).toEqual(RECORDS.map(({ eventName }) => eventName));
  }
});

test('a record is parsed, sliced and placed', () => {
  const reader = new Reader(module);
  reader.open(gzipSync(FILE));
  const table = reader.records([
    ...NAME,
    { name: 'tags', path: ['tags'], kind: 'slice' },
    { name: 'x', path: ['x'], kind: 'slice' },
  ]);
  expect(table?.value(3)).toEqual(RECORDS[3]);
  expect(table?.text(3)).toBe(JSON.stringify(RECORDS[3]));
  expect(table?.part('tags', 3)).toBe(JSON.stringify(RECORDS[3]?.tags));
  expect(table?.part('x', 3)).toBeUndefined();
  expect(table?.places('tags').subarray(6, 8)).toEqual(
    Uint32Array.of(FILE.indexOf(JSON.stringify(RECORDS[3]?.tags)), JSON.stringify(RECORDS[3]?.tags).length + 1),
  );
  expect(() => table?.places('eventName')).toThrow('Not a column of slices');
  expect(table?.position(3)).toBe(3);
  expect(table?.starts[0]).toBe('{"Records":['.length);
  expect(() => table?.value(30)).toThrow(RangeError);
  expect(() => table?.ids('nothing')).toThrow('nothing');
});

test('a column carries what the engine needs', () => {
  const reader = new Reader(module);
  reader.open(FILE);
  const column = reader.records(NAME)?.column('eventName');
  expect(column?.limit).toBe(8);
  expect(column?.value(0)).toBeUndefined();
  expect(column?.value(1)).toBe('Name0');
  expect([...(column?.codes.subarray(0, 30) ?? [])]).toEqual(RECORDS.map((_, i) => (i % 7) + 1));
});

test('ids keep their meaning from object to object', () => {
  const reader = new Reader(module);
  reader.open(Buffer.from('{"Records":[{"eventName":"A"},{"eventName":"B"}]}'));
  const first = reader.records(NAME);
  expect([...(first?.ids('eventName') ?? [])]).toEqual([1, 2]);
  const generation = first?.column('eventName').generation;
  reader.open(Buffer.from('{"Records":[{"eventName":"B"},{"eventName":"C"},{}]}'));
  const second = reader.records(NAME);
  expect([...(second?.ids('eventName') ?? [])]).toEqual([2, 3, 0]);
  expect(second?.column('eventName').generation).toBe(generation);
});

test('dictionaries that have grown too large are emptied between objects, and say so', () => {
  const reader = new Reader(module);
  const generations = new Set<symbol | undefined>();
  for (let file = 0; file < 4; file++) {
    const records = Array.from({ length: 100_000 }, (_, i) => `{"eventName":"${file} ${i}"}`);
    reader.open(Buffer.from(`{"Records":[${records.join(',')}]}`));
    const table = reader.records(NAME);
    generations.add(table?.column('eventName').generation);
    const last = table?.ids('eventName')[99_999] ?? 0;
    expect(table?.dictionary('eventName').text(last)).toBe(`${file} 99999`);
  }
  expect(generations.size).toBe(2);
});

test('a text that is refused leaves no ids behind', () => {
  const reader = new Reader(module);
  reader.open(Buffer.from('{"Records":[{"eventName":"A"},{"eventName":"B"}]'));
  expect(reader.records(NAME)).toBeUndefined();
  reader.open(Buffer.from('{"Records":[{"eventName":"C"}]}'));
  expect([...(reader.records(NAME)?.ids('eventName') ?? [])]).toEqual([1]);
});

test.each([
  '',
  '[]',
  '{"Records":{}}',
  '{"Records":[1]}',
  '{"Records":[],"x":1}',
  '{"records":[]}',
  '{"Records":[]} x',
])('only records of exactly that shape are taken: not %j', (text) => {
  const reader = new Reader(module);
  reader.open(Buffer.from(text));
  expect(reader.records(NAME)).toBeUndefined();
});

test('blanks between are no matter', () => {
  const reader = new Reader(module);
  reader.open(Buffer.from(' { "Records" : [ ] }\n'));
  expect(reader.records(NAME)?.rows).toBe(0);
});

test('a byte order mark is no part of the text', () => {
  const reader = new Reader(module);
  reader.open(gzipSync(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), FILE])));
  expect(reader.text()).toHaveLength(FILE.length);
  expect(names(reader)).toHaveLength(30);
});

test('an object cut anywhere keeps its complete records and says that it was cut', () => {
  const reader = new Reader(module);
  const object = gzipSync(FILE);
  const ends = endsOf(RECORDS);
  let kept = 0;
  for (let size = 2; size < object.length; size++) {
    const { size: text, troubles } = reader.open(object.subarray(0, size));
    expect(troubles.map(({ kind }) => kind)).toEqual(['truncated']);
    expect(Buffer.from(reader.text())).toEqual(FILE.subarray(0, text));
    expect(text).toBeGreaterThanOrEqual(kept);
    kept = text;
    const whole = ends.filter((end) => end <= text).length;
    expect(reader.salvage(NAME)?.table.rows ?? 0).toBe(whole);
  }
  expect(kept).toBe(FILE.length);
});

test('a text cut anywhere keeps its complete records, and tells where it stopped', () => {
  const reader = new Reader(module);
  const ends = endsOf(RECORDS);
  for (let size = 0; size < FILE.length; size++) {
    reader.open(FILE.subarray(0, size));
    expect(reader.records(NAME)).toBeUndefined();
    const salvaged = reader.salvage(NAME);
    const whole = ends.filter((end) => end <= size);
    expect(salvaged?.table.rows ?? 0).toBe(whole.length);
    expect(salvaged?.stop ?? 0).toBeGreaterThanOrEqual(whole.at(-1) ?? 0);
  }
});

test('records before and no records after the place where a text is spoiled', () => {
  const reader = new Reader(module);
  reader.open(Buffer.from('{"Records":[{"eventName":"A"},{"eventName":B"},{"eventName":"C"}]}'));
  const salvaged = reader.salvage(NAME);
  expect(salvaged?.table.rows).toBe(1);
  expect(salvaged?.stop).toBe('{"Records":[{"eventName":"A"}'.length);
  reader.open(Buffer.from('eventName,B'));
  expect(reader.salvage(NAME)).toBeUndefined();
});

test('all members of a gzip are read, and what follows them is told', () => {
  const reader = new Reader(module);
  const members = [gzipSync(FILE.subarray(0, 700)), gzipSync(''), gzipSync(FILE.subarray(700), { level: 1 })];
  expect(reader.open(Buffer.concat(members))).toEqual({ size: FILE.length, troubles: [] });
  for (const tail of [Buffer.alloc(9), Buffer.from('garbage')]) {
    const { size, troubles } = reader.open(Buffer.concat([...members, tail]));
    expect(size).toBe(FILE.length);
    expect(troubles).toMatchObject([{ kind: 'trailing-garbage', position: Buffer.concat(members).length }]);
    expect(names(reader)).toHaveLength(30);
  }
});

test('of a gzip with a damaged member the members before are kept', () => {
  const reader = new Reader(module);
  const [good, bad] = [gzipSync(FILE), gzipSync(FILE)];
  bad.fill(0xff, 40, 60);
  const { size, troubles } = reader.open(Buffer.concat([good, bad]));
  expect(size).toBe(FILE.length);
  expect(troubles).toMatchObject([{ kind: 'unreadable-object', position: good.length }]);
});

test('gzip headers with name, comment, extra field and checksum are understood', () => {
  const reader = new Reader(module);
  const object = gzipSync(FILE);
  const header = Buffer.from(object.subarray(0, 10));
  header[3] = 2 | 4 | 8 | 16;
  const more = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from('name\0comment\0'), Buffer.from([9, 9])]);
  expect(reader.open(Buffer.concat([header, more, object.subarray(10)]))).toEqual({ size: FILE.length, troubles: [] });
});

test.each([
  ['more bytes than the bound', { inMax: 100 }, gzipSync(FILE)],
  ['more text than the bound', { outMax: 1000 }, gzipSync(FILE)],
  ['more plain text than the bound', { outMax: 1000 }, FILE],
])('%s is refused with one trouble, and the next object is read', (_, bounds, object) => {
  const reader = new Reader(module, { bounds });
  const { size, troubles } = reader.open(object);
  expect(size).toBe(0);
  expect(troubles).toMatchObject([{ kind: 'over-bound', position: undefined }]);
  expect(troubles[0]?.message).toMatch(/\d+.*VEDETTE_OBJECT_TEXT_MB.*\.$/);
  expect(reader.text()).toHaveLength(0);
  expect(reader.open(Buffer.from('{}'))).toEqual({ size: 2, troubles: [] });
});

test('more records than the bound: the first are read, and the rest is told', () => {
  const reader = new Reader(module, { bounds: { rowsMax: 10 } });
  reader.open(FILE);
  const table = reader.records(NAME);
  expect(table?.rows).toBe(10);
  expect(table?.troubles).toMatchObject([{ kind: 'over-bound', position: 10 }]);
  reader.open(Buffer.from(RECORDS.map((record) => JSON.stringify(record)).join('\n')));
  expect(reader.lines(NAME)).toMatchObject({ rows: 10, troubles: [{ kind: 'over-bound' }] });
  reader.open(Buffer.from('\n'.repeat(30)));
  expect(reader.lines(NAME)).toMatchObject({ rows: 0, troubles: [{ kind: 'over-bound' }] });
});

test('lines that are no object are rejected with their place, blank ones passed over', () => {
  const reader = new Reader(module);
  const lines = [
    '{"eventName":"A"}',
    '',
    '[1]',
    '{"eventName":"B"',
    '  ',
    '{"eventName":"B"}\r',
    '{"eventName":"C"} x',
    '{"eventName":"D"}',
  ];
  reader.open(Buffer.from(lines.join('\n')));
  const table = reader.lines(NAME);
  expect([0, 1, 2].map((row) => [table.position(row), table.text(row)])).toEqual([
    [1, lines[0]],
    [6, lines[5]],
    [8, lines[7]],
  ]);
  const rejected = [...table.rejected];
  expect(rejected.map(({ position }) => position)).toEqual([3, 4, 7]);
  expect(table.rejected.count).toBe(3);
  const text = Buffer.from(reader.text()).toString();
  expect(rejected.map(({ start, size }) => text.slice(start, start + size))).toEqual([lines[2], lines[3], lines[6]]);
});

test('values that were parsed already read as if they stood in a file', () => {
  const reader = new Reader(module);
  const values = [
    RECORDS[0],
    'text',
    RECORDS[8],
    null,
    JSON.parse(`{"eventName":"A","x":${'['.repeat(99)}${']'.repeat(99)}}`),
    undefined,
  ];
  const table = reader.values(
    NAME,
    values.map((value: unknown, i) => ({ value, position: 10 * i })),
  );
  expect([0, 1, 2].map((row) => table.value(row))).toEqual([values[0], values[2], values[4]]);
  expect([0, 1, 2].map((row) => table.position(row))).toEqual([0, 20, 40]);
  expect([...table.rejected].map(({ position }) => position)).toEqual([10, 30, 50]);
  expect([...table.ids('eventName')]).toEqual([1, 2, 3]);
});

test('values too many for the bound are told', () => {
  const reader = new Reader(module, { bounds: { outMax: 1000 } });
  const table = reader.values(
    NAME,
    RECORDS.map((value, position) => ({ value, position })),
  );
  expect(table.rows).toBeLessThan(30);
  expect(table.troubles).toMatchObject([{ kind: 'over-bound', position: table.rows }]);
});

test('a flow log reads by its header: NODATA, SKIPDATA and odd lines are rejected with their place', () => {
  const reader = new Reader(module);
  const lines = [
    FLOW_V2.fields.join(' '),
    '2 111122223333 eni-0a 192.0.2.1 10.0.0.5 443 50000 6 12 3400 1795338000 1795338060 ACCEPT OK',
    '2 111122223333 eni-0a - - - - - - - 1795338000 1795338060 - NODATA',
    '2  unknown eni-0b\t2001:db8::1 10.0.0.5 0 0 1 - 99 1795338000 1795338060 - OK\r',
    '',
    '2 111122223333 eni-0a - - - - - - - 1795338000 1795338060 - SKIPDATA',
    '2 111122223333 eni-0a 192.0.2.1 10.0.0.5 443 50000 6 12 3400 1795338000 1795338060 ACCEPT',
    FLOW_V2.fields.join(' '),
    '2 111122223333 eni-0a 10.0.0.5 192.0.2.1 - 65535 6 12 3400 1795338000 1795338060 REJECT OK',
  ];
  reader.open(gzipSync(lines.join('\n')));
  const table = only(reader.flow(FLOW_V2));
  expect([0, 1, 2].map((row) => table.position(row))).toEqual([2, 4, 9]);
  expect([...table.rejected].map(({ position }) => position)).toEqual([3, 6, 7]);
  expect([...table.ids('srcaddr')]).toEqual([1, 3, 2]);
  expect([...table.ids('dstaddr')]).toEqual([2, 2, 1]);
  expect(table.dictionary('dstaddr').text(3)).toBe('2001:db8::1');
  expect([...table.numbers('srcport')]).toEqual([443, 0, ABSENT]);
  expect([...table.numbers('packets')]).toEqual([12, Number.NaN, 12]);
  expect([...table.ids('action')]).toEqual([1, 0, 2]);
  expect(table.column('srcport').value(ABSENT)).toBeUndefined();
  expect(table.text(2)).toBe(lines[8]);
  expect(table.has('log-status')).toBe(false);
});

test('a custom flow log has the wanted fields that its header names', () => {
  const reader = new Reader(module);
  const fields = ['dstaddr', 'pkt-dstaddr', 'tcp-flags', 'instance-tag', 'dstaddr'];
  reader.open(Buffer.from('10.0.0.5 - 18 a%20b 10.0.0.6\n10.0.0.5 10.0.0.7 - - x\n- - 1 - -'));
  const table = only(
    reader.flow({ fields, wanted: ['srcaddr', 'dstaddr', 'pkt-dstaddr', 'tcp-flags', 'instance-tag'] }),
  );
  expect(table.rows).toBe(2);
  expect(table.has('srcaddr')).toBe(false);
  expect([...table.ids('dstaddr')]).toEqual([1, 1]);
  expect([...table.ids('pkt-dstaddr')]).toEqual([0, 2]);
  expect([...table.numbers('tcp-flags')]).toEqual([18, ABSENT]);
  expect(table.dictionary('instance-tag').text(1)).toBe('a%20b');
  expect([...table.rejected].map(({ position }) => position)).toEqual([3]);
});

test('the ids do not depend on the seed', () => {
  const ids = [1, 2 ** 31].map((seed) => {
    const reader = new Reader(module, { seed });
    reader.open(FILE);
    return [...(reader.records(NAME)?.ids('eventName') ?? [])];
  });
  expect(ids[0]).toEqual(ids[1]);
});

test('another module is not taken for the reader', () => {
  const empty = new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  expect(() => new Reader(empty)).toThrow('not the reader');
});

test('a large flow log is read some records at a time, with the ids and the lines of the whole', () => {
  const lines = Array.from({ length: 10 }, (_, n) => (n % 4 === 1 ? 'no record' : `${flowLine(n % 3)}`));
  const read = (batchRows: number) => {
    const reader = new Reader(module, { bounds: { batchRows } });
    reader.open(Buffer.from(lines.join('\n')));
    return Array.from(reader.flow(FLOW_V2), (table) => ({
      rows: Array.from({ length: table.rows }, (_, row) => [table.position(row), table.text(row)]),
      ids: [...table.ids('srcaddr')],
      ports: [...table.numbers('srcport')],
      rejected: [...table.rejected].map(({ position }) => position),
    }));
  };
  const [whole] = read(100);
  expect(whole?.rows).toHaveLength(7);
  for (const batchRows of [1, 2, 3, 7]) {
    const parts = read(batchRows);
    expect(parts.every(({ rows }) => rows.length <= batchRows)).toBe(true);
    for (const member of ['rows', 'ids', 'ports', 'rejected'] as const)
      expect(parts.flatMap((part): unknown[] => part[member])).toEqual(whole?.[member]);
  }
});

test('a flow log of more records than the bound is read up to it, and says so', () => {
  const reader = new Reader(module, { bounds: { flowRowsMax: 5, batchRows: 2 } });
  const line = `${flowLine(1)}\n`;
  reader.open(Buffer.from(line.repeat(9)));
  const read = Array.from(reader.flow(FLOW_V2), ({ rows, troubles }) => ({ rows, troubles }));
  expect(read.map(({ rows }) => rows)).toEqual([2, 2, 1]);
  expect(read.flatMap(({ troubles }) => troubles)).toMatchObject([{ kind: 'over-bound', position: 5 }]);
  reader.open(Buffer.from(line.repeat(5)));
  expect(Array.from(reader.flow(FLOW_V2), ({ troubles }) => troubles).flat()).toEqual([]);
});

function flowLine(port: number): string {
  return `2 111122223333 eni-0a 192.0.2.${port} 10.0.0.5 ${port} 443 6 1 40 1795338000 1795338060 ACCEPT OK`;
}

function only(tables: Iterable<RecordTable>): RecordTable {
  const [table, another] = tables;
  if (table === undefined || another !== undefined) throw new Error('There is not just one table.');
  return table;
}

/** Where each record ends in `FILE`. */
function endsOf(records: readonly object[]): readonly number[] {
  let end = '{"Records":['.length - 1;
  return records.map((record) => (end += 1 + Buffer.byteLength(JSON.stringify(record))));
}
