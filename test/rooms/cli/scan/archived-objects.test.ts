import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { packTar } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { ARCHIVE_BOUNDS } from '#services/model/object-bound.ts';
import { ArchiveBudget, membersOf } from '#services/cli/scan/archive.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { FLOW_V5_HEADER, flow, flowV5 } from '#services/sources/vpc-flow/example.ts';
import { lines, useFolder, vedette } from '../run.ts';

const folder = useFolder();
const trail = gzipSync(
  JSON.stringify({ Records: [event({ eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' }), event()] }),
);

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const file = (name: string, bytes: Uint8Array | string = trail): File => ({ name, bytes: Buffer.from(bytes) });

function zip(...files: readonly File[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  const packs = new Map<Uint8Array, Buffer>();
  let offset = 0;
  for (const { name, bytes } of files) {
    const packed = packs.get(bytes) ?? deflateRawSync(bytes);
    packs.set(bytes, packed);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, Buffer.from(name), packed]);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, where, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\u0005\u0006'), end]);
}

/** Places in an entry of the directory of a zip archive. */
const [FLAGS_AT, METHOD_AT] = [8, 10];

async function tar(...files: readonly File[]): Promise<Uint8Array> {
  return packTar(files.map(({ name, bytes }) => ({ header: { name, size: bytes.length, type: 'file' }, body: bytes })));
}

/** The result for each file in an archive, by its name within. */
async function scanned(name: string, bytes: Uint8Array) {
  const path = join(folder.path, name);
  const report = join(folder.path, 'report.jsonl');
  writeFileSync(path, bytes);
  const { code, stderr } = await vedette('scan', path, `--report=${report}`);
  const reports = lines(readFileSync(report, 'utf8')).map((one) => {
    const { object, records, state, troubles } = one as {
      object: { key: string };
      records: number;
      state: string;
      troubles: readonly { message: string }[];
    };
    return { name: object.key.slice(path.length), state, records, message: troubles[0]?.message };
  });
  return { code, stderr, reports };
}

describe('files in archives are files of their own', () => {
  test.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['a.zip', () => zip(file('one.json.gz'), file('in/two.json.gz'))],
    ['a.tar', () => tar(file('one.json.gz'), file('in/two.json.gz'))],
    ['a.tar.gz', async () => gzipSync(await tar(file('one.json.gz'), file('in/two.json.gz')))],
    ['a.tar.zst', async () => zstdCompressSync(await tar(file('one.json.gz'), file('in/two.json.gz')))],
    ['a.zip.gz', () => gzipSync(zip(file('one.json.gz'), file('in/two.json.gz')))],
  ])('%s', async (name, make) => {
    const { code, reports } = await scanned(name, await make());
    expect(reports.map((one) => [one.name, one.state, one.records])).toEqual([
      ['!one.json.gz', 'read', 2],
      ['!in/two.json.gz', 'read', 2],
    ]);
    expect(code).toBe(3);
  });

  test('archives in archives, and what is no log among them', async () => {
    const inner = zip(file('x.json.gz'));
    const bytes = zip(
      file('inner.zip', inner),
      file('t.tgz', gzipSync(await tar(file('y.json.gz')))),
      file('readme', 'hello'),
    );
    const { reports } = await scanned('nested.zip', bytes);
    expect(reports.map((one) => [one.name, one.records])).toEqual([
      ['!inner.zip!x.json.gz', 2],
      ['!t.tgz!y.json.gz', 2],
      ['!readme', 0],
    ]);
  });

  test('an archive without files is passed over', async () => {
    expect(await scanned('empty.zip', zip())).toMatchObject({ code: 0, reports: [{ name: '', state: 'passed' }] });
  });

  test.each<[string, () => Uint8Array | Promise<Uint8Array>]>([
    ['cut.zip', () => zip(file('one.json.gz')).subarray(0, -5)],
    ['cut.tar', async () => (await tar(file('one.json.gz'), file('two.json.gz'))).subarray(0, 2048)],
    [
      'cut.tgz',
      async () => gzipSync(await tar(file('one.json.gz'), file('two.json.gz', Buffer.alloc(9999)))).subarray(0, -12),
    ],
  ])('%s says so', async (name, make) => {
    const { reports } = await scanned(name, await make());
    expect(reports.at(-1)).toMatchObject({ name: '', state: 'failed' });
    expect(reports.at(-1)?.message).toMatch(/^The rest of the archive cannot be unpacked/);
  });

  test('what is packed as no log can be is not unpacked', async () => {
    const { reports } = await scanned('bomb.zip', zip(file('zeros', Buffer.alloc(8 << 20)), file('one.json.gz')));
    expect(reports).toMatchObject([{ message: expect.stringMatching(/more than any log/) }, { records: 2 }]);
  });

  test('a large file that is packed as logs are is read', async () => {
    const records = Array.from({ length: 2000 }, (_, n) => event({ requestID: `${n}` }));
    const text = JSON.stringify({ Records: records });
    expect(text.length).toBeGreaterThan(1 << 20);
    expect((await scanned('large.zip', zip(file('large.json', text)))).reports).toMatchObject([
      { state: 'read', records: 2000 },
    ]);
  });

  test.each([
    ['is encrypted', FLAGS_AT, 1, 'It is encrypted: unpack the archive with its password first.'],
    [
      'is packed in another way',
      METHOD_AT,
      99,
      'It uses a zip compression that is not supported: unpack the archive first.',
    ],
  ])('a file that %s is named with the reason, and the others are read', async (_, offset, value, message) => {
    const bytes = zip(file('odd.json'), file('one.json.gz'));
    bytes.writeUInt16LE(value, bytes.indexOf('PK\u0001\u0002') + offset);
    expect((await scanned('odd.zip', bytes)).reports).toMatchObject([
      { name: '!odd.json', state: 'failed', message },
      { name: '!one.json.gz', state: 'read', records: 2 },
    ]);
  });

  test('folders in an archive are no files', async () => {
    const folders = await packTar([
      { header: { name: 'in/', type: 'directory', size: 0 } },
      { header: { name: 'in/one.json.gz', size: trail.length, type: 'file' }, body: trail },
    ]);
    for (const bytes of [folders, zip(file('in/', ''), file('in/one.json.gz'))])
      expect((await scanned('folders', bytes)).reports).toMatchObject([{ name: '!in/one.json.gz', state: 'read' }]);
  });

  test('a file larger than one may be is named with its size, and the others are read', async () => {
    const large = Buffer.alloc((1 << 20) + 1);
    const budget = new ArchiveBudget({ ...ARCHIVE_BOUNDS, objectTextMb: 1 });
    const members = await Array.fromAsync(
      membersOf(await tar(file('whole', large.subarray(1)), file('large', large), file('small')), budget) ?? [],
    );
    expect(members).toMatchObject([
      { name: 'whole', bytes: expect.any(Uint8Array) },
      {
        name: 'large',
        kind: 'over-bound',
        message: expect.stringMatching(/^It has 1048577 bytes, more than 1048576, the most for one file \(.*\): raise/),
      },
      { name: 'small' },
    ]);
    const packed = new ArchiveBudget({ ...ARCHIVE_BOUNDS, objectTextMb: 1 });
    expect(
      await Array.fromAsync(membersOf(gzipSync(zip(file('large', randomBytes(1 << 20)))), packed) ?? []),
    ).toMatchObject([{ name: '', message: expect.stringMatching(/^The archive has more than 1048576 bytes \(/) }]);
  });

  test('archives nested without end come to an end', async () => {
    let nested = zip(file('one.json.gz'));
    for (let depth = 0; depth < 8; depth++) nested = zip(file('a.zip', nested), file('b.zip', nested));
    const deep = await scanned('deep.zip', nested);
    expect(deep.reports).toHaveLength(8);
    expect(deep.reports[0]?.message).toMatch(/3 levels deep/);
  });

  test('files without number come to an end', async () => {
    const many = zip(...Array.from({ length: 30 }, (_, i) => file(`f${i}`, '')));
    const members = await Array.fromAsync(
      membersOf(many, new ArchiveBudget({ ...ARCHIVE_BOUNDS, archiveFiles: 20 })) ?? [],
    );
    expect(members).toHaveLength(21);
    expect(members.at(-1)).toMatchObject({
      message: expect.stringMatching(/20 files \(VEDETTE_ARCHIVE_FILES\): raise the setting/),
    });
  });

  test('bytes without number come to an end', async () => {
    const half = Buffer.alloc(600_000);
    const budget = new ArchiveBudget({ ...ARCHIVE_BOUNDS, archiveTextMb: 1 });
    const members = await Array.fromAsync(membersOf(await tar(file('a', half), file('b', half)), budget) ?? []);
    expect(members).toMatchObject([{ name: 'a' }, { message: expect.stringContaining('VEDETTE_ARCHIVE_TEXT_MB') }]);
  });

  test('they are counted where the archive lies', async () => {
    const { stderr } = await scanned('set.zip', zip(file('a/one.json.gz'), file('b/two.json.gz')));
    expect(stderr).toMatch(/set\.zip +cloudtrail +2 +4/);
  });
});

describe('standard input', () => {
  const main = fileURLToPath(new URL('../../../../services/main.ts', import.meta.url));
  test.each([
    ['a log', trail, '-'],
    ['an archive', zip(file('one.json.gz')), '-!one.json.gz'],
  ])('%s is read from it', (_, input, name) => {
    const { stdout, status } = spawnSync(process.execPath, [main, 'scan', '-', '--format=finding'], { input });
    expect(status).toBe(3);
    expect(lines(stdout.toString())[0]).toMatchObject({ service: { evidence: { origins: [{ object: name }] } } });
  });
});

describe('a format that is given', () => {
  const fields = 'dstaddr srcaddr srcport dstport protocol packets bytes start end action log-status';
  const records = [flow({ srcport: 1111 }), flow({ srcport: 2222 })].map((one) => {
    const [, , , src, dst, ...rest] = one.split(' ');
    return [dst, src, ...rest].join(' ');
  });

  test('reads flow records that no header names', async () => {
    const path = join(folder.path, 'custom.log');
    writeFileSync(path, records.join('\n'));
    const without = await vedette('scan', path);
    expect(without.stderr).toContain('--flow-format');
    expect(without.code).toBe(1);
    const format = fields.split(' ').map((name) => `\${${name}}`);
    const given = await vedette('scan', path, `--flow-format=${format.join(' ')}`);
    expect(given.stderr).toMatch(/vpc-flow +1 +2/);
  });

  test('that is none is a mistake of the command', async () => {
    const { code, stderr } = await vedette('scan', folder.path, '--flow-format=all of it');
    expect([code, stderr]).toEqual([2, expect.stringContaining('LogFormat')]);
  });

  test('need not be given where the looks of the records tell it', async () => {
    const path = join(folder.path, 'v5.log');
    const names = FLOW_V5_HEADER.split(' ');
    writeFileSync(path, [flowV5({ srcport: 1111 }), flowV5({ srcport: 2222 })].join('\n'));
    const { stderr } = await vedette('scan', path);
    expect(names.length).toBeGreaterThan(14);
    expect(stderr).toMatch(/vpc-flow +1 +2/);
  });
});
