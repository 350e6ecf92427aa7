import { Buffer } from 'node:buffer';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { event } from '#services/sources/cloudtrail/example.ts';
import { flow, FLOW_HEADER } from '#services/sources/vpc-flow/example.ts';
import { decode, gzip, newDecoder } from './decoding.ts';

/**
 * The cost of reading an object must grow no faster than its size, whoever wrote it: four times as much takes four
 * times as long.
 */

const text = JSON.stringify(event());
const escape = (value: string): string => JSON.stringify(value);
const headers = (count: number): string =>
  Array.from({ length: count }, (_, i) => `${FLOW_HEADER} extra-${i}\n${flow()} 1\n`).join('');

test.each<[string, (size: number) => string | Uint8Array, number]>([
  ['headers of a flow log', headers, 4_000],
  [
    'fields of a header',
    (size) => `${FLOW_HEADER} ${Array.from({ length: size }, (_, i) => `f${i}`).join(' ')}\n${flow()}\n`,
    100_000,
  ],
  [
    'fields of a later header',
    (size) =>
      `${FLOW_HEADER}\n${flow()}\n${FLOW_HEADER} ${Array.from({ length: size }, (_, i) => `f${i}`).join(' ')}\n${flow()}\n`,
    100_000,
  ],
  ['words of a line', (size) => `${FLOW_HEADER}\n${'1 '.repeat(size)}\n${flow()}\n`, 400_000],
  ['lines that are none', (size) => `${FLOW_HEADER}\n${'srcaddr\n'.repeat(size)}`, 20_000],
  ['lists in lists', (size) => '['.repeat(size), 400_000],
  ['lists that end', (size) => '['.repeat(size) + ']'.repeat(size), 200_000],
  ['lists of records in lists of records', (size) => '{"Records":['.repeat(size), 20_000],
  ['lists begun on each line', (size) => '{"events":[\n'.repeat(size), 20_000],
  ['quotes that never close', (size) => '["\n'.repeat(size), 100_000],
  ['brackets after quotes', (size) => '{"a":["\n'.repeat(size), 20_000],
  ['commas', (size) => `[${','.repeat(size)}]`, 400_000],
  ['carriers', (size) => `{"message":${escape(text)}}`.repeat(size), 800],
  [
    'owners',
    (size) =>
      Array.from(
        { length: size },
        (_, i) => `{"owner":"${String(i).padStart(12, '0')}","logEvents":[{"message":${escape(flow())}}]}`,
      ).join('\n'),
    2_000,
  ],
  ['lines of base64', (size) => `${Buffer.from(gzip(text)).toString('base64')}\n`.repeat(size), 1_000],
  ['short lines of base64', (size) => 'H4sI\n'.repeat(size), 400],
  ['line ends in what is nearly base64', (size) => `{"data":"A${'\\n'.repeat(size)}!"}`, 40_000],
  ['lines behind times', (size) => `2026-03-02T10:00:00Z ${text}\n`.repeat(size), 800],
  ['words behind words', (size) => 'a '.repeat(size), 200_000],
  ['blanks', (size) => `x${' '.repeat(size)}y`, 400_000],
  ['rows of a table', (size) => `timestamp,message\n${`1,${flow()}\n`.repeat(size)}`, 4_000],
  ['quotes of a table', (size) => `timestamp,message\n1,"${'""'.repeat(size)}`, 100_000],
  ['cells of a table', (size) => `timestamp,message\n1,${','.repeat(size)}\n`, 100_000],
  ['colours', (size) => '\u001b[3'.repeat(size), 100_000],
  [
    'members that are named like carriers',
    (size) => `{${Array.from({ length: size }, (_, i) => `"detail${i}":{"Records":[]}`).join()}}`,
    20_000,
  ],
])('four times as many %s take four times as long', { retry: 2 }, (_, make, size) => {
  const [once, fourfold] = [make(size / 4), make(size)];
  // Once before measuring, to warm up the code.
  decode(make(100));
  const few = Math.max(Math.min(...Array.from({ length: TIMES }, () => cpu(once))), FLOOR_MS);
  let many = Infinity;
  for (let time = 0; time < TIMES && many / few >= SLACK; time++) many = Math.min(many, cpu(fourfold));
  expect(many / few).toBeLessThan(SLACK);
});

test('a flow log of twenty thousand headers is read to its last record', () => {
  const { report } = decode(gzip(headers(20_000)));
  expect(report).toMatchObject({ state: 'read', records: 20_000, unreadable: 0 });
});

describe('texts put together of several formats mean what their own headers say', () => {
  const swapped = FLOW_HEADER.replace('srcaddr dstaddr', 'dstaddr srcaddr');
  const other = flow({ srcaddr: '192.0.2.1', dstaddr: '192.0.2.2' });
  test.each([
    ['two', [FLOW_HEADER, flow(), swapped, other]],
    ['three', [FLOW_HEADER, flow(), swapped, other, FLOW_HEADER, flow()]],
    ['the second without a use', [FLOW_HEADER, flow(), 'version account-id interface-id log-status', '2 1 eni-1 OK']],
  ])('%s', (name, parts) => {
    const { records } = decode(parts.join('\n'), undefined, newDecoder());
    const addresses = records.map(({ srcaddr }) => srcaddr);
    expect(addresses).toEqual(
      { two: ['10.0.0.10', '192.0.2.2'], three: ['10.0.0.10', '192.0.2.2', '10.0.0.10'] }[name] ?? ['10.0.0.10'],
    );
  });

  test('a line of as many fields as another header promises is not read by it', () => {
    const short = flow().split(' ').slice(0, -1).join(' ');
    const { report } = decode(
      [`${FLOW_HEADER} vpc-id`, `${flow()} vpc-1`, FLOW_HEADER, flow(), `${short} x y`].join('\n'),
    );
    expect(report).toMatchObject({ records: 2, unreadable: 1 });
  });
});

/** Machines are uneven. Quadratic growth takes sixteen times as long. */
const SLACK = 9;
const FLOOR_MS = 8;
/**
 * Other work of the machine makes some runs longer, so the least counts. Large ones are repeated only until one is
 * short enough.
 */
const TIMES = 4;

/** Milliseconds of this process alone. */
function cpu(content: string | Uint8Array): number {
  const before = process.cpuUsage();
  decode(content);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
