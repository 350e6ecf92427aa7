import { isIP } from 'node:net';
import { Wasm } from '#services/reader/wasm.ts';
import { Twin } from './compare.ts';
import { JSON_PLAN } from './plans.ts';

export interface Exhaustion {
  readonly texts: number;
  readonly accepted: number;
  readonly failures: readonly string[];
}

const FAILURES_MAX = 5;

/** Every sequence of up to `length` tokens as a value, as members of a record, inside a string, as records, and as lines. */
export function exhaustJson(module: WebAssembly.Module, length: number): Exhaustion {
  const twin = new Twin(module, { inMax: 1 << 16, outMax: 1 << 16, rowsMax: 1 << 10 });
  const failures: string[] = [];
  let texts = 0;
  for (const { tokens, wrap, lines } of GRAMMARS) {
    for (const sequence of sequences(tokens, length)) {
      texts++;
      const text = Buffer.from(wrap(sequence));
      const difference = lines ? twin.lines(text, JSON_PLAN) : twin.records(text, JSON_PLAN);
      if (difference && failures.length < FAILURES_MAX) failures.push(`${difference}: ${text.toString()}`);
    }
  }
  return { texts, accepted: twin.accepted, failures };
}

const GRAMMARS = [
  {
    tokens: ['{', '}', '[', ']', ',', ':', '"a"', '1', '0', '-', '.', 'e', 'null', ' '],
    wrap: (s: string) => `{"Records":[{"requestParameters":${s}}]}`,
  },
  {
    tokens: ['"arn"', '"userIdentity"', String.raw`"\u0061rn"`, ':', ',', '{', '}', '"x"', '"y"', 'null', '12'],
    wrap: (s: string) => `{"Records":[{${s}}]}`,
  },
  {
    tokens: ['"', '\\', 'u', '0065', 'd83d', String.raw`\ude00`, 'n', '\n', 'x'.repeat(15), '\u00e9', '\0'],
    wrap: (s: string) => `{"Records":[{"userAgent":"${s}}]}`,
  },
  {
    tokens: ['{"eventName":"A"}', '{}', '[]', '{', '}', '[', ']', ',', ' ', '"Records":', '1'],
    wrap: (s: string) => `{"Records":[${s}]}`,
  },
  {
    tokens: ['{"eventName":"A"}', '{"eventName":', '"B"', '}', '\n', ' ', '\r', '[', '1'],
    wrap: (s: string) => s,
    lines: true,
  },
];

/** Every sequence of up to `length` tokens as a flow log of a few fields. */
export function exhaustFlow(module: WebAssembly.Module, length: number): Exhaustion {
  const twin = new Twin(module, { inMax: 1 << 16, outMax: 1 << 16, rowsMax: 1 << 10 });
  const failures: string[] = [];
  let texts = 0;
  const plans = [
    { fields: ['srcport', 'action'], wanted: ['srcport', 'bytes', 'action'] },
    { fields: ['srcaddr', 'log-status'], wanted: ['srcaddr'] },
    { fields: ['end', 'bytes'], wanted: ['end', 'bytes'] },
  ];
  for (const sequence of sequences([' ', '\n', '\r', '-', '7', '65536', '192.0.2.1', 'OK', 'srcport action'], length)) {
    for (const plan of plans) {
      texts++;
      const difference = twin.flow(Buffer.from(sequence), plan);
      if (difference && failures.length < FAILURES_MAX) failures.push(`${difference}: ${JSON.stringify(sequence)}`);
    }
  }
  return { texts, accepted: twin.accepted, failures };
}

/** Every sequence of up to `length` parts of an address: the reader must accept it exactly when Node does. */
export function exhaustAddresses(module: WebAssembly.Module, length: number): Exhaustion {
  const memory = new Wasm(module);
  memory.exports.reserveArena(1 << 24, 1);
  const dictionary = memory.exports.dictionary(1 << 20, 1);
  const failures: string[] = [];
  let texts = 0;
  let accepted = 0;
  for (const sequence of sequences(
    ['1', '255', '256', '0', '.', ':', '::', 'f', '7.7', '1.2.3.4', '1:2:3:4:5'],
    length,
  )) {
    if (sequence === '') continue;
    texts++;
    const bytes = Buffer.from(sequence);
    const at = memory.exports.scratch(bytes.length) >>> 0;
    memory.bytes(at, bytes.length).set(bytes);
    const id = memory.exports.intern(dictionary, at, bytes.length);
    if (id > 0) accepted++;
    if (id > 0 !== isIP(sequence) > 0 && failures.length < FAILURES_MAX)
      failures.push(`${id > 0 ? 'takes' : 'refuses'} ${sequence}`);
  }
  return { texts, accepted, failures };
}

function* sequences(tokens: readonly string[], length: number, before = ''): Generator<string> {
  yield before;
  if (length > 0) for (const token of tokens) yield* sequences(tokens, length - 1, before + token);
}
