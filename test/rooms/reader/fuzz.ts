import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { cloudTrailRecord, identity } from '../../../bench/cloudtrail-corpus.ts';
import { flowFile } from '../../../bench/flow-corpus.ts';
import { createRandom, type Random } from '../../../bench/random.ts';
import { Wasm } from '#services/reader/wasm.ts';
import { Twin } from './compare.ts';
import { FLOW_CUSTOM, FLOW_V2, JSON_PLAN } from './plans.ts';

export interface FuzzResult {
  /** The differences, with the texts that caused them. */
  readonly failures: readonly string[];
  readonly texts: number;
  readonly accepted: number;
  readonly refused: number;
  readonly values: number;
}

/** How many texts to make, and from which seed. */
export interface FuzzOptions {
  readonly seed: number;
  readonly texts: number;
}

/** The result of `inflate` for a stream that ends too early. */
const CUT = -2;
/** The most that one read of the source can give: three bytes and the longest match. */
const LOOK = 3 + 258;

/** The number of texts that share a pair of dictionaries, because dictionaries must not grow without end. */
const TEXTS_A_TWIN = 1500;
const FAILURES_MAX = 5;

/**
 * Broken CloudTrail files and lines of JSON: they must be accepted exactly when the reference accepts them, with the
 * same columns and ids.
 */
export function fuzzJson(module: WebAssembly.Module, options: FuzzOptions): FuzzResult {
  const random = createRandom(options.seed);
  const people = Array.from({ length: 5 }, () => identity(random));
  const records = Array.from({ length: 40 }, (_, i) =>
    JSON.stringify(cloudTrailRecord(random, random.pick(people), i)),
  );
  return fuzz(module, options, (twin) => {
    const same = random.pick(records);
    const chosen = Array.from({ length: random.below(4) }, () => (random.below(3) ? same : random.pick(records)));
    const asLines = random.below(3) === 0;
    const whole = asLines ? chosen.join('\n') : `{"Records":${random.below(20) ? '' : ' '}[${chosen.join(',')}]}`;
    const text = mutate(random, Buffer.from(whole));
    return { text, difference: asLines ? twin.lines(text, JSON_PLAN) : twin.records(text, JSON_PLAN) };
  });
}

/** Broken flow logs, in the default format and in one of 29 fields, with addresses of both families. */
export function fuzzFlow(module: WebAssembly.Module, options: FuzzOptions): FuzzResult {
  const random = createRandom(options.seed);
  const lines = flowFile(random, 60).split('\n').slice(1, -1);
  const wide = lines.map((line) => widen(random, line));
  return fuzz(module, options, (twin) => {
    const custom = random.below(2) === 0;
    const plan = custom ? FLOW_CUSTOM : FLOW_V2;
    const body = Array.from({ length: random.below(16) }, () => random.pick(custom ? wide : lines));
    const text = mutate(random, Buffer.from([plan.fields.join(' '), ...body, ''].join('\n')), FLOW_TOKENS);
    return { text, difference: twin.flow(text, plan) };
  });
}

/**
 * DEFLATE streams of all kinds, whole, damaged and cut, compared with zlib: the same bytes or no bytes, and no writes
 * outside the target.
 */
export function fuzzInflate(module: WebAssembly.Module, { seed, texts }: FuzzOptions): FuzzResult {
  const random = createRandom(seed);
  const wasm = new Wasm(module);
  wasm.exports.reserveInflate();
  const max = 1 << 19;
  const source = wasm.reserve(max + 1024);
  const target = wasm.reserve(max + 4096);
  const failures: string[] = [];
  let made = 0;
  let accepted = 0;
  for (; made < texts && failures.length < FAILURES_MAX; made++) {
    const text = deflatable(random);
    const whole = deflateRawSync(text, deflateOptions(random));
    const stream = random.below(4) ? damage(random, whole) : whole.subarray(0, random.below(whole.length + 1));
    const room = random.below(4) ? max : random.below(text.length + 1);
    const expected = inflated(stream, max);
    wasm.bytes(target, room + 2048).fill(0xa5);
    wasm.bytes(source, stream.length).set(stream);
    wasm.bytes(source + stream.length, 64).fill(random.below(256));
    const length = wasm.exports.inflate(source, stream.length, target, room);
    const undamaged = whole.subarray(0, stream.length).equals(stream);
    const difference =
      compareInflated(wasm, target, room, length, expected, text) ??
      (undamaged && length === CUT ? compareKept(wasm, target, stream, max) : undefined);
    if (difference) failures.push(`${difference}: ${stream.toString('hex').slice(0, 2000)}`);
    if (length >= 0) accepted++;
  }
  return { failures, texts: made, accepted, refused: made - accepted, values: 0 };
}

function fuzz(
  module: WebAssembly.Module,
  { texts }: FuzzOptions,
  one: (twin: Twin) => { text: Uint8Array; difference: string | undefined },
): FuzzResult {
  const failures: string[] = [];
  const sum = { texts: 0, accepted: 0, refused: 0, values: 0 };
  while (sum.texts < texts && failures.length < FAILURES_MAX) {
    const twin = new Twin(module);
    for (let i = 0; i < TEXTS_A_TWIN && sum.texts < texts && failures.length < FAILURES_MAX; i++) {
      const { text, difference } = one(twin);
      sum.texts++;
      if (difference)
        failures.push(`${difference}: ${JSON.stringify(Buffer.from(text).toString('latin1')).slice(0, 3000)}`);
    }
    sum.accepted += twin.accepted;
    sum.refused += twin.refused;
    sum.values += twin.values;
  }
  return { ...sum, failures };
}

const JSON_TOKENS = [
  '" \\ { } [ ] , : null true false 0 - -0 . 1.0 1e5 01 -01 0.5e-07 1E400 -1 [1,2] [{}] {} [] ""'.split(' '),
  '9007199254740993 123456789012345 1234567890123456 {"Records":[ ]} "type":"'.split(' '),
  String.raw`\" \\ \u0065 \ud800 \ud83d\ude00 \u \x \ud83d\u0041 \ude00 \ud83d\ud83d\ude00 \/\b\f\n\r\t`.split(' '),
  [
    ' ',
    '\n',
    '\t',
    '\0',
    '\x1f',
    '\x7f',
    '\xff',
    '\xc3',
    '\xc3\xa9',
    '\xed\xa0\x80',
    '\xf0\x9f\x98\x80',
    '\xef\xbb\xbf',
  ],
  String.raw`"eventName":"X", "eventName":null, "eventName":{"a":1}, "event\u004eame":"esc", "\ud800":1, "":"",`.split(
    ' ',
  ),
  '"userIdentity":{"arn":"a"}, "userIdentity":[], "userIdentity":{}, "userIdentity":"x", "awsRegion":"",'.split(' '),
  '"userIdentity":{"arn":{"arn":"b"}}, "__proto__":{"eventName":"p"}, "requestParameters":"text",'.split(' '),
  '"requestParameters":{"eventName":"fake","userIdentity":{"arn":"fake"}}, "readOnly":1.50, "readOnly":true,'.split(
    ' ',
  ),
  ['"sourceIPAddress":12,', '['.repeat(70), ']'.repeat(70), '{"a":'.repeat(66), '}'.repeat(66)],
  [`"requestParameters":${'['.repeat(80)}${']'.repeat(80)},`],
].flat();
const FLOW_TOKENS = [
  [' ', '  ', '\t', '\r', '\n', '\r\n', '\0', '\x0b', ' - ', ' -\n', 'OK\n', '\xff', '\xc3\xa9', 'x'.repeat(70)],
  '- 0 00 65535 65536 99999 4294967295 4294967296 123456789012345 1234567890123456 1.5 +1'.split(' '),
  'OK NODATA SKIPDATA ACCEPT REJECT 192.0.2.1 192.0.2.256 192.0.2.01 192.0.2 1.2.3.4.5 .... : ::'.split(' '),
  '2001:db8::1 2001:DB8::1 ::ffff:192.0.2.1 1::2::3 fe80::1%eth0 1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9 12345::'.split(' '),
  [`${FLOW_V2.fields.join(' ')}\n`],
].flat();

/** Up to four changes: bytes added, removed, moved or replaced, more often at structural characters. */
function mutate(random: Random, text: Buffer, tokens: readonly string[] = JSON_TOKENS): Buffer {
  let bytes = text;
  for (let left = random.below(5); left > 0; left--)
    bytes = MUTATIONS[random.below(MUTATIONS.length)]?.(random, bytes, tokens) ?? bytes;
  return bytes;
}

type Mutation = (random: Random, bytes: Buffer, tokens: readonly string[]) => Buffer;

const token = (random: Random, tokens: readonly string[]): Buffer => Buffer.from(random.pick(tokens), 'latin1');
const insert = (bytes: Buffer, at: number, what: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);
const cut = (bytes: Buffer, from: number, to: number): Buffer =>
  Buffer.concat([bytes.subarray(0, from), bytes.subarray(Math.max(from, to))]);

const addAnywhere: Mutation = (random, bytes, tokens) =>
  insert(bytes, random.below(bytes.length + 1), token(random, tokens));
const addAfterComma: Mutation = (random, bytes, tokens) =>
  insert(bytes, bytes.indexOf(44, random.below(bytes.length + 1)) + 1, token(random, tokens));
const takeSome: Mutation = (random, bytes) => {
  const at = random.below(bytes.length + 1);
  return cut(bytes, at, at + 1 + random.below(random.below(20) ? 4 : 400));
};
const replaceByte: Mutation = (random, bytes) => {
  const changed = Buffer.from(bytes);
  if (changed.length) changed[random.below(changed.length)] = random.below(256);
  return changed;
};
const repeatSome: Mutation = (random, bytes) => {
  const from = random.below(bytes.length + 1);
  return insert(bytes, random.below(bytes.length + 1), bytes.subarray(from, from + random.below(200)));
};
const addBlank: Mutation = (random, bytes) => {
  const at = bytes.indexOf(random.below(2) ? 58 : 44, random.below(bytes.length + 1));
  return at < 0 ? bytes : insert(bytes, at + random.below(2), Buffer.from(random.pick([' ', '\n', '\t', '\r', '  '])));
};
const escapeLetter: Mutation = (random, bytes) => {
  const at = random.below(bytes.length + 1);
  const letter = bytes[at] ?? 0;
  if (letter < 97 || letter > 122) return bytes;
  return insert(cut(bytes, at, at + 1), at, Buffer.from(`\\u00${letter.toString(16)}`));
};
const changeStructure: Mutation = (random, bytes, tokens) => {
  let at = random.below(bytes.length + 1);
  while (at < bytes.length && !'{}[],:" \n'.includes(String.fromCharCode(bytes[at] ?? 0))) at++;
  const kept = random.below(2) ? bytes : cut(bytes, at, at + 1);
  return random.below(4)
    ? insert(
        kept,
        Math.min(kept.length, at + random.below(2)),
        random.below(3) ? Buffer.from(random.pick([...'{}[],:"0'])) : token(random, tokens),
      )
    : kept;
};
const truncate: Mutation = (random, bytes) =>
  random.below(8) ? bytes : bytes.subarray(0, random.below(bytes.length + 1));

const MUTATIONS = [
  addAnywhere,
  addAnywhere,
  addAfterComma,
  addAfterComma,
  takeSome,
  replaceByte,
  repeatSome,
  addBlank,
  escapeLetter,
  changeStructure,
  changeStructure,
  changeStructure,
  truncate,
];

/** A line of the default format, in the format of 29 fields. */
function widen(random: Random, line: string): string {
  const words = line.split(' ');
  const known = new Map(FLOW_V2.fields.map((field, i) => [field, words[i] ?? '-']));
  const more: Record<string, string> = {
    type: 'IPv4',
    'instance-id': random.pick(['i-0cc', '-']),
    'tcp-flags': random.pick(['2', '18', '-']),
    'flow-direction': random.pick(['ingress', 'egress']),
    'traffic-path': random.pick(['8', '-']),
    'pkt-srcaddr': random.pick([known.get('srcaddr') ?? '-', '-']),
    'pkt-src-aws-service': random.pick(['S3', '-']),
  };
  if (random.below(4) === 0) {
    known.set('srcaddr', `2001:db8::${random.hex(3)}`);
    known.set('dstaddr', `2001:db8:${random.hex(4)}::1`);
  }
  return FLOW_CUSTOM.fields.map((field) => more[field] ?? known.get(field) ?? '-').join(' ');
}

function deflatable(random: Random): Buffer {
  const noise = Buffer.from(Array.from({ length: random.below(600) }, () => random.below(256)));
  const log = Buffer.from(flowFile(random, random.below(200)));
  const runs = Buffer.alloc(random.below(3000), random.below(256));
  return Buffer.concat(
    [
      [noise, log],
      [runs, log],
      [log, noise],
      [noise, runs],
    ][random.below(4)] ?? [],
  );
}

function deflateOptions(random: Random): object {
  return {
    level: random.below(10),
    strategy: random.below(5),
    memLevel: 1 + random.below(9),
    windowBits: 9 + random.below(7),
    finishFlush: random.below(6) ? constants.Z_FINISH : constants.Z_FULL_FLUSH,
  };
}

function damage(random: Random, stream: Buffer): Buffer {
  let bytes = Buffer.from(stream);
  for (let left = random.below(3); left > 0 && bytes.length; left--) {
    const at = random.below(bytes.length);
    if (random.below(6)) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    else bytes = bytes.subarray(0, at + 1);
  }
  return bytes;
}

function inflated(stream: Uint8Array, max: number): Buffer | undefined {
  try {
    return inflateRawSync(stream, { maxOutputLength: max });
  } catch {
    return undefined;
  }
}

function compareInflated(
  wasm: Wasm,
  target: number,
  room: number,
  length: number,
  expected: Buffer | undefined,
  text: Buffer,
): string | undefined {
  const beyond = wasm.bytes(target + room + 512, 1536);
  if (beyond.some((byte) => byte !== 0xa5)) return `wrote beyond its room of ${room}`;
  const kept = wasm.exports.inflateKept();
  if (length < 0) {
    if (expected && expected.length <= room) return 'refused what zlib accepts';
    if (kept > room + 512) return `kept ${kept} of ${room}`;
    return undefined;
  }
  if (!expected) return 'accepted what zlib refuses';
  if (length !== expected.length || kept !== length)
    return `has ${length} bytes, not ${expected.length}, and kept ${kept}`;
  if (Buffer.compare(expected, wasm.bytes(target, length)) !== 0) return `differs from zlib after ${text.length} bytes`;
  return undefined;
}

/** A stream that was only cut must give what zlib gives, except for the last read of the source. */
function compareKept(wasm: Wasm, target: number, stream: Buffer, max: number): string | undefined {
  const kept = wasm.exports.inflateKept();
  const partial = inflateRawSync(stream, { maxOutputLength: max, finishFlush: constants.Z_SYNC_FLUSH });
  if (kept > partial.length || kept < partial.length - LOOK) return `kept ${kept} of ${partial.length} bytes`;
  return Buffer.compare(partial.subarray(0, kept), wasm.bytes(target, kept)) === 0 ? undefined : 'kept other bytes';
}
