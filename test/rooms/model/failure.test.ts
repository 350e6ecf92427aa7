import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Failure, FAILURES, isFailure, kindOfStatus, nextTryMs, RETIRED_FAILURES } from '#services/model/failure.ts';
import { hours, minutes } from '#services/model/time.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const CODE = ['services', 'db', 'graphql']
  .flatMap((folder) => readdirSync(`${ROOT}/${folder}`, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !['failure.ts', 'log.ts'].includes(entry.name))
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
  .join('\n');

test.each(Object.keys(FAILURES))('the failure %s is used, and is none that was retired', (kind) => {
  expect(CODE).toContain(`'${kind}'`);
  expect(RETIRED_FAILURES).not.toContain(kind);
});

test('what is denied is asked for ever more rarely, what is away within minutes however long it was', () => {
  expect([0, 1, 2, 20].map((before) => nextTryMs('access-denied', before))).toEqual([
    minutes(1),
    minutes(2),
    minutes(4),
    hours(6),
  ]);
  expect([0, 1, 2, 200].map((before) => nextTryMs('unavailable', before))).toEqual([
    minutes(1),
    minutes(2),
    minutes(4),
    minutes(5),
  ]);
});

test('what is missing thrice is given up, and what is too large at once', () => {
  expect([0, 1, 2].map((before) => nextTryMs('missing', before))).toEqual([minutes(1), minutes(2), undefined]);
  expect(nextTryMs('over-bound', 0)).toBeUndefined();
});

test.each([
  [undefined, 'unavailable'],
  [401, 'access-denied'],
  [403, 'access-denied'],
  [404, 'refused'],
  [429, 'throttled'],
  [500, 'unavailable'],
  [503, 'unavailable'],
])('the status %s of HTTP is %s', (status, kind) => {
  expect(kindOfStatus(status)).toBe(kind);
});

test('a failure is told by its kind, and nothing else is one', () => {
  const failure = new Failure('disk-full', 'No room.');
  expect([
    isFailure(failure, 'disk-full'),
    isFailure(failure, 'in-use'),
    isFailure({ ...failure }, 'disk-full'),
  ]).toEqual([true, false, false]);
});
