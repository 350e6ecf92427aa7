import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { Reader } from '#services/reader/reader.ts';
import { Twin } from './compare.ts';
import { FLOW_V2, JSON_PLAN } from './plans.ts';

const MB = 1 << 20;
const BOUNDS = { inMax: 8 * MB, outMax: 12 * MB, rowsMax: 1 << 20 };
/** Time limit for each shape, including the reference: on an idle machine the slowest takes a second. */
const MS_MAX = 30_000;

/** Texts made to be slow, to crash or to deceive. Each must read as the reference does, in time. */
export function hostileTexts(module: WebAssembly.Module): readonly string[] {
  const failures: string[] = [];
  for (const [name, make] of Object.entries(TEXTS)) {
    const twin = new Twin(module, BOUNDS);
    const text = make();
    const from = performance.now();
    const difference = attempt(() =>
      name.startsWith('flow') ? twin.flow(text, FLOW_V2) : twin.records(text, JSON_PLAN),
    );
    const ms = performance.now() - from;
    if (difference) failures.push(`${name}: ${difference.slice(0, 300)}`);
    if (ms > MS_MAX) failures.push(`${name}: took ${ms} ms`);
  }
  return failures;
}

const RECORD = '{"eventName":"A","sourceIPAddress":"192.0.2.1","userIdentity":{"arn":"x"}}';
const wrap = (records: string): Buffer => Buffer.from(`{"Records":[${records}]}`);
const many = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join(',');

const TEXTS: Readonly<Record<string, () => Buffer>> = {
  'plain records': () => wrap(many(20_000, () => RECORD)),
  'depth of a million': () =>
    wrap(`${RECORD},{"requestParameters":${'['.repeat(MB)}${']'.repeat(MB)},"eventName":"B"}`),
  'depth of a million, unclosed': () => wrap(`${RECORD},{"x":${'{"x":'.repeat(MB)}`),
  'depth of 64 and 65': () =>
    wrap(`{"x":${'['.repeat(63)}${']'.repeat(63)}},{"x":${'['.repeat(64)}${']'.repeat(64)},"eventName":"deep"}`),
  'a deep record that is no JSON': () => wrap(`${RECORD},{"x":${'['.repeat(100)}1 2${']'.repeat(100)}}`),
  'deep where keys are wanted': () =>
    wrap(`{"userIdentity":${'{"userIdentity":'.repeat(90)}1${'}'.repeat(90)},"eventName":"B"}`),
  'two megabytes of escaped quotes': () => wrap(`{"userAgent":"${'\\"'.repeat(MB)}"}`),
  'an escaped string that is not wanted': () => wrap(`{"x":"${'\\u0041'.repeat(MB / 2)}"}`),
  'strings of a megabyte': () =>
    wrap(many(3, (i) => `{"userAgent":"${'u'.repeat(MB + i)}","sourceIPAddress":"${'7'.repeat(MB)}"}`)),
  'nothing but brackets': () => wrap(`{"x":[${'[],'.repeat(MB)}[]]}`),
  'a new user agent in each record, then all of them again': () =>
    wrap(many(20_000, (i) => `{"userAgent":"agent ${i % 10_000} ${'x'.repeat(200)}"}`)),
  'tiny records': () => wrap(many(100_000, () => '{}')),
  'a string without end': () => Buffer.from(`{"Records":[{"a":"${'x'.repeat(4 * MB)}`),
  'nothing but blanks': () => Buffer.from(`{"Records":[${' '.repeat(4 * MB)}]}`),
  'one key 100,000 times': () => wrap(`{${'"userIdentity":{"arn":"a"},'.repeat(100_000)}"a":1}`),
  'identities that differ at their ends': () =>
    wrap(many(200, (i) => `{"userIdentity":{"arn":"${'y'.repeat(10_000)}${i}"}}`)),
  'keys one would like to be fooled by': () =>
    wrap(
      [
        '{"requestParameters":{"eventName":"Fake","userIdentity":{"arn":"fake"},"x":{"eventName":"Fake"}},"eventName":"True"}',
        '{"eventName":"True","__proto__":{"eventName":"Fake"},"constructor":{"prototype":{"eventName":"Fake"}}}',
        String.raw`{"event\u004eame":"Fake","eventName":"True"}`,
        String.raw`{"eventName":"Fake","\u0065ventName":"True"}`,
        '{"userIdentity":{"arn":"fake","type":"T"},"userIdentity":{"type":"true"}}',
        '{"userIdentity":{"arn":"fake"},"userIdentity":null}',
        '{"eventName":"Fake\\u0000","eventName ":"Fake"," eventName":"Fake","EventName":"Fake"}',
        '{"eventName":{"eventName":"Fake"},"userIdentity":[{"arn":"fake"}],"readOnly":"true"}',
        '{"eventName":"\\"},{\\"eventName\\":\\"Fake\\"}"}',
        '{"eventName":"Before"},{"eventName":"Doubtful","readOnly":1.5},{"eventName":"Before"}',
      ].join(','),
    ),
  'numbers, exact and not': () =>
    wrap(
      ['1', '-0', '0.10', '1e3', '1E400', '9007199254740993', '-12', '123456789012345678']
        .map((n) => `{"readOnly":${n}}`)
        .join(','),
    ),
  'no UTF-8': () =>
    Buffer.concat([
      Buffer.from('{"Records":[{"eventName":"a'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('","userAgent":"\u00e9\\ud800"},{"eventName":"a'),
      Buffer.from([0xff]),
      Buffer.from('"}]}'),
    ]),
  'zero bytes': () => wrap(`${RECORD}\0,${RECORD}`),
  'flow of blanks and tabs': () => Buffer.from(`${' \t'.repeat(MB)}\n${' '.repeat(MB)}2`),
  'flow of one word': () => Buffer.from('x'.repeat(8 * MB)),
  'flow of two spaces at every place': () =>
    Buffer.from(
      many(200, (i) => `2 1 eni-${'x'.repeat(i)}  192.0.2.1 10.0.0.5 1 2 6 1 1 1 1 ACCEPT OK`).replaceAll(',', '\n'),
    ),
  'flow of empty lines': () => Buffer.from('\n'.repeat(200_000)),
  'flow of words': () => Buffer.from('7 '.repeat(MB)),
};

/** Compressed objects made to be slow, to crash or to be read as something else. */
export function hostileObjects(module: WebAssembly.Module): readonly string[] {
  const failures: string[] = [];
  for (const [name, { make, kind, size }] of Object.entries(OBJECTS)) {
    const reader = new Reader(module, { bounds: BOUNDS });
    const object = make();
    const from = performance.now();
    const failure = attempt(() => {
      const opened = reader.open(object);
      const found = opened.troubles.map((trouble) => trouble.kind).join(' ');
      if (found !== (kind ?? '')) return `says ${found}, not ${kind}`;
      const whole = size ?? gunzipSync(object).length;
      return opened.size === whole ? undefined : `gives ${opened.size} bytes, not ${whole}`;
    });
    const ms = performance.now() - from;
    if (failure) failures.push(`${name}: ${failure.slice(0, 300)}`);
    if (ms > MS_MAX) failures.push(`${name}: took ${ms} ms`);
  }
  return failures;
}

interface HostileObject {
  readonly make: () => Buffer;
  readonly kind?: string;
  /** The size of the text in bytes; undefined: as many as zlib gives. */
  readonly size?: number;
}

const TEXT = Buffer.from(many(3000, (i) => `${RECORD.slice(i % 30)}${i * i}`));

const OBJECTS: Readonly<Record<string, HostileObject>> = {
  'stored blocks': { make: () => gzipSync(TEXT, { level: 0 }) },
  'fixed codes': { make: () => gzipSync(TEXT, { strategy: constants.Z_FIXED }) },
  'no matches': { make: () => gzipSync(TEXT, { strategy: constants.Z_HUFFMAN_ONLY }) },
  'only runs': { make: () => gzipSync(Buffer.alloc(500_000, 'ab'), { strategy: constants.Z_RLE }) },
  'blocks of 128 symbols': { make: () => gzipSync(TEXT, { memLevel: 1 }) },
  'a tiny window': { make: () => gzipSync(TEXT, { windowBits: 9 }) },
  'no text': { make: () => gzipSync(Buffer.alloc(0)) },
  'a thousand members': { make: () => Buffer.concat(Array.from({ length: 1000 }, (_, i) => gzipSync(`${i}\n`))) },
  'empty blocks': {
    make: () =>
      member(
        Buffer.concat([Buffer.alloc(5 * 20_000, Buffer.from([0, 0, 0, 255, 255])), Buffer.from([3, 0])]),
        Buffer.alloc(0),
      ),
  },
  'a bomb': { make: () => gzipSync(Buffer.alloc(400 * MB)), kind: 'over-bound', size: 0 },
  'a small bomb that no log would be': { make: () => gzipSync(Buffer.alloc(8 * MB)), kind: 'over-bound', size: 0 },
  'a wrong checksum': { make: () => changed(gzipSync(TEXT), -8), kind: 'unreadable-object', size: 0 },
  'a wrong length': { make: () => changed(gzipSync(TEXT), -4), kind: 'unreadable-object', size: 0 },
  'another method': { make: () => changed(gzipSync(TEXT), 2), kind: 'unreadable-object', size: 0 },
  'unknown flags': { make: () => changed(gzipSync(TEXT), 3, 0xe0), kind: 'unreadable-object', size: 0 },
  'two bytes of gzip': { make: () => Buffer.from([0x1f, 0x8b]), kind: 'truncated', size: 0 },
};

/** A gzip member of this stream. */
function member(stream: Buffer, text: Buffer): Buffer {
  const like = gzipSync(text);
  return Buffer.concat([like.subarray(0, 10), stream, like.subarray(-8)]);
}

function changed(object: Buffer, at: number, by = 0x55): Buffer {
  const index = at < 0 ? object.length + at : at;
  object[index] = (object[index] ?? 0) ^ by;
  return object;
}

/** The message of a check, or its crash. */
function attempt(check: () => string | undefined): string | undefined {
  try {
    return check();
  } catch (error) {
    return String(error);
  }
}
