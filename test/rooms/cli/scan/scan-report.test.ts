import { expect, test } from 'vitest';
import { textOf } from '#services/cli/line.ts';
import { ScanAccount } from '#services/cli/scan/scan-account.ts';
import { scanReport } from '#services/cli/scan/scan-report.ts';
import { logObject, report } from '../../db/turns.ts';

/** A file at the path, which is counted with its folder. */
const file = (path: string) => logObject(1, { bucket: '', key: path });
const account = () => new ScanAccount((name) => name.slice(0, name.lastIndexOf('/')));
const told = (of: ScanAccount, findings: Parameters<typeof scanReport>[1] = []) =>
  Array.from(scanReport(of, findings), (line) => textOf(line, false).replaceAll(/ {2,}/g, ' | '));
const trouble = (message: string, position?: number) =>
  ({ kind: 'unreadable-record', message, position, records: 1 }) as const;

test('sets are told in order, with what was found in each', () => {
  const scanned = account();
  scanned.add(report(file('b/x'), { source: 'vpc-flow', records: 1200, passed: 3, unreadable: 2 }));
  scanned.add(report(file('a/x')));
  scanned.add(report(file('a/y'), { source: undefined, records: 0 }));
  for (const _ of [1, 2]) scanned.count({ type: 'Recon:EC2/Portscan', object: 'b/x' }, 'vpc-flow');
  expect(told(scanned).slice(0, 4)).toEqual([
    'files of | kind of log | files | records | no record | unreadable | findings',
    'a | cloudtrail | 1 | 10 | 0 | 0',
    'a | (none) | 1 | 0 | 0 | 0',
    'b | vpc-flow | 1 | 1,200 | 3 | 2 | 2 Recon:EC2/Portscan',
  ]);
});

test('of more sets than a person reads those with something to tell come first, the others are summed up by kind', () => {
  const scanned = account();
  for (let n = 100; n < 155; n++) {
    scanned.add(report(file(`silent-${n}/x`), { passed: 1 }));
    scanned.add(report(file(`telling-${n}/x`), { source: 'vpc-flow', records: 2 }));
    for (const type of ['Recon:EC2/Portscan', 'UnauthorizedAccess:EC2/SSHBruteForce'] as const)
      scanned.count({ type, object: `telling-${n}/x` }, 'vpc-flow');
  }
  const lines = told(scanned);
  expect(lines.slice(1, 51).every((line) => line.startsWith('telling-'))).toBe(true);
  expect(lines.slice(51, 53)).toEqual([
    'and 5 more | vpc-flow | 5 | 10 | 0 | 0 | 5 Recon:EC2/Portscan, 5 UnauthorizedAccess:EC2/SSHBruteForce',
    'and 55 more | cloudtrail | 55 | 550 | 55 | 0',
  ]);
});

test('fifty sets are no more than are told', () => {
  const scanned = account();
  for (let n = 100; n < 150; n++) scanned.add(report(file(`${n}/x`)));
  expect(told(scanned)).toHaveLength(52);
});

test('what was passed over, not read or read in part is named with the reason', () => {
  const scanned = account();
  scanned.add(report(file('a/digest'), { state: 'passed', note: 'It is a digest.' }));
  for (const name of ['a/1', 'a/2']) scanned.add(report(file(name), { state: 'passed' }));
  scanned.add(report(file('a/cut'), { state: 'failed', troubles: [trouble('It is cut.'), trouble('More.')] }));
  scanned.add(report(file('a/odd'), { state: 'failed' }));
  scanned.refuse({ name: 'a/link', reason: 'It is cut.' });
  scanned.add(report(file('a/part'), { troubles: [trouble('No time.', 7), trouble('It ends early.')] }));
  const lines = told(scanned);
  expect(lines.slice(lines.indexOf('Skipped a/digest: It is a digest.'))).toEqual([
    'Skipped a/digest: It is a digest.',
    'Skipped 2 files such as a/1: It holds no records.',
    'Not read (3):',
    ' | It is cut.',
    ' | a/cut',
    ' | a/link',
    ' | Nothing could be read.',
    ' | a/odd',
    'Read in part (2):',
    ' | a/part at 7: No time.',
    ' | a/part: It ends early.',
    'No findings.',
  ]);
});

test('of very many files and reasons fifty are named, and how many more there are is said', () => {
  const scanned = account();
  for (let n = 0; n < 53; n++) {
    scanned.refuse({ name: `a/${n}`, reason: 'The same.' });
    scanned.add(report(file('a/part'), { troubles: [trouble('No time.', n)] }));
  }
  for (let n = 0; n < 53; n++) {
    scanned.refuse({ name: `b/${n}`, reason: `Reason ${n}.` });
    scanned.add(report(file(`c/${n}`), { state: 'passed', note: `Note ${n}.` }));
  }
  const lines = told(scanned);
  expect(lines.filter((line) => line.startsWith(' | a/part'))).toHaveLength(50);
  expect(lines.filter((line) => line.startsWith(' | Reason'))).toHaveLength(49);
  expect(lines.filter((line) => line.startsWith('Skipped c/'))).toHaveLength(50);
  expect(lines.filter((line) => line.includes('more: --report=FILE'))).toHaveLength(2);
  expect(lines).toContain(' | and 3 more: --report=FILE lists all of them.');
  expect(lines).toContain(' | and 4 more for other reasons: --report=FILE lists all of them.');
  expect(lines).toContain('Skipped 3 more for other reasons: --report=FILE lists all of them.');
});

test.each([
  ['there was no file to read', () => {}],
  [
    'nothing could be read: see the reasons above',
    (scanned: ScanAccount) => scanned.refuse({ name: 'a/x', reason: 'Gone.' }),
  ],
  ['the files have no records', (scanned: ScanAccount) => scanned.add(report(file('a/x'), { records: 0 }))],
])('that nothing was found says little where %s', (why, happened) => {
  const scanned = account();
  happened(scanned);
  expect(told(scanned).at(-1)).toMatch(new RegExp(`^No findings, because .*${why}\\.$`));
});

test('findings are counted by type and severity', () => {
  const findings = [
    { type: 'UnauthorizedAccess:EC2/SSHBruteForce', severity: 2 },
    { type: 'Recon:EC2/Portscan', severity: 5 },
    { type: 'Recon:EC2/Portscan', severity: 8 },
    { type: 'Recon:EC2/Portscan', severity: 8 },
  ] as const;
  const scanned = account();
  expect(Array.from(scanReport(scanned, findings), (line) => textOf(line, false))).toEqual([
    'finding type                          Critical  High  Medium  Low',
    'Recon:EC2/Portscan                                 2       1',
    'UnauthorizedAccess:EC2/SSHBruteForce                            1',
  ]);
});
