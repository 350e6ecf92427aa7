import { expect, test } from 'vitest';
import { ageOf } from '#services/cli/age.ts';
import { accountId, regionName } from '#services/cli/aws-names.ts';
import { closest, didYouMean } from '#services/cli/closest.ts';
import { describeIntel } from '#services/cli/describe-intel.ts';
import { EXIT } from '#services/cli/exit-code.ts';
import { explain } from '#services/cli/explain.ts';
import { findCommand } from '#services/cli/find-command.ts';
import { isKnown, reasonOf } from '#services/cli/reason.ts';
import { UsageError } from '#services/cli/usage-error.ts';
import { cut, widthOf, wrapped } from '#services/cli/width.ts';
import { AppError } from '#services/errors.ts';
import { days, hours, minutes } from '#services/model/time.ts';

test.each([
  [-1, '0 minutes'],
  [0, '0 minutes'],
  [minutes(1), '1 minute'],
  [minutes(119), '119 minutes'],
  [hours(2), '2 hours'],
  [hours(48) - 1, '47 hours'],
  [days(2), '2 days'],
])('an age of %d ms is %s', (ms, age) => {
  expect(ageOf(ms)).toBe(age);
});

test.each([
  ['findngs', 'findings'],
  ['find', 'findings'],
  ['scna', 'scan'],
  ['f', undefined],
  ['scenery', undefined],
  ['', undefined],
])('by "%s" %s is meant', (given, meant) => {
  expect(closest(given, ['scan', 'findings', 'serve'])).toBe(meant);
});

test('of two that are near, the nearer is meant', () => {
  expect(closest('southeasr', ['northeast', 'southwest', 'southeast'])).toBe('southeast');
  expect([didYouMean('scan'), didYouMean(undefined)]).toEqual(['Did you mean scan?', undefined]);
});

test('an account id has twelve digits, no more and nothing else', () => {
  expect(accountId('012345678901')).toBe('012345678901');
  for (const wrong of ['01234567890', '0123456789012', 'x12345678901', '01234567890x', ''])
    expect(() => accountId(wrong)).toThrow(UsageError);
});

test.each(['us-east-1', 'us-gov-west-1', 'ap-southeast-12', 'mx-central-1'])('%s can be a Region', (name) => {
  expect(regionName(name)).toBe(name);
});

test.each([
  ['eu-wset-1', 'Did you mean eu-west-1?'],
  ['us-gov-wet-1', 'Did you mean us-gov-west-1?'],
  ['eu-west', undefined],
  ['eu-west-100', undefined],
  ['e-west-1', undefined],
  ['xeuro-west-1', undefined],
])('%s is no Region', (name, hint) => {
  expect(() => regionName(name)).toThrow(
    expect.objectContaining({ message: `"${name}" is no Region: they are called like eu-west-1.`, hint }),
  );
});

test('a command is found by its one word or two, and what follows is left', () => {
  expect(findCommand(['scan', 'a', 'b'])).toMatchObject({ entry: { name: 'scan' }, rest: ['a', 'b'] });
  expect(findCommand(['findings', 'list', '--json'])).toMatchObject({
    entry: { name: 'findings list' },
    rest: ['--json'],
  });
});

test.each([
  [
    ['findings', 'lits'],
    'findings is followed by one of: findings list, findings show.',
    'Did you mean vedette findings list? See vedette --help.',
  ],
  [['scann'], 'There is no command "scann".', 'Did you mean vedette scan? See vedette --help.'],
  [['--json'], 'The command comes first: vedette COMMAND --json.', 'See vedette --help.'],
])('%j is a mistake that is explained', (argv, message, hint) => {
  expect(() => findCommand(argv)).toThrow(expect.objectContaining({ message, hint }));
});

const system = (code: string, rest: object = {}) =>
  Object.assign(new Error(`${code}: it says`), { code, syscall: 'open' }, rest);

test('errors of the system are told in words, with the place', () => {
  expect(explain(system('EACCES', { path: '/data' }))).toEqual({
    said: ['vedette: /data: permission is denied.'],
    exit: EXIT.error,
  });
  expect(explain(system('ECONNREFUSED', { address: '127.0.0.1' })).said).toEqual([
    'vedette: 127.0.0.1: nobody answers there.',
  ]);
  expect(explain(system('ENOSPC')).said).toEqual(['vedette: the disk is full.']);
  expect(isKnown(system('ENOENT'))).toBe(true);
  expect([isKnown(system('EWHATEVER')), isKnown(new Error('ENOENT')), isKnown('ENOENT')]).toEqual([
    false,
    false,
    false,
  ]);
  expect(reasonOf(system('EISDIR'))).toBe('it is a folder');
});

test('who says in words what is wrong is not translated, whatever caused it', () => {
  const told = new AppError('intel-unusable', 'The list is no list.', { cause: system('EACCES') });
  expect(explain(told)).toEqual({ said: ['vedette: The list is no list.'], exit: EXIT.error });
  expect(explain(system('EWHATEVER')).said).toEqual(['vedette: EWHATEVER: it says']);
  expect(explain('thrown')).toEqual({ said: ['vedette: thrown'], exit: EXIT.error });
});

test('several errors in one without words are told by the first that is known', () => {
  expect(explain(new AggregateError([new Error('odd'), system('ECONNREFUSED', { address: '::1' })], '')).said).toEqual([
    'vedette: ::1: nobody answers there.',
  ]);
  expect(explain(new TypeError('')).said).toEqual(['vedette: TypeError: set LOG_LEVEL=debug to see where.']);
});

test('a mistake in calling and in the configuration is one of usage', () => {
  expect(explain(new UsageError('Give a file.', 'See help.'))).toEqual({
    said: ['Give a file.', 'See help.'],
    exit: EXIT.usage,
  });
  expect(explain(new UsageError('Give a file.')).said).toEqual(['Give a file.']);
  expect(explain(new AppError('config-invalid', 'one\ntwo'))).toEqual({ said: ['one', 'two'], exit: EXIT.usage });
});

test('the widths of terminals are kept to, whatever the letters', () => {
  expect([widthOf('abc'), widthOf('日本'), widthOf('é')]).toEqual([3, 4, 1]);
  expect([cut('abcdef', 6), cut('abcdef', 5), cut('日本語', 5)]).toEqual(['abcdef', 'abcd…', '日本…']);
  expect([...wrapped('one two three', 8)]).toEqual(['one two', 'three']);
  expect([...wrapped('abcdefgh ij', 4)]).toEqual(['abcd', 'efgh', 'ij']);
  expect([...wrapped('', 4)]).toEqual([]);
});

test('what of a list is not in force is told with it, and nothing where all of it is', () => {
  const list = {
    category: 'tor-exit',
    name: 'tor',
    addressEntries: 1200,
    domainEntries: 0,
    rejected: 0,
    setAside: 0,
    wellKnown: 0,
    sha256: 'ab'.repeat(32),
  } as const;
  const said = (rest: object) =>
    describeIntel({
      version: 'any',
      missing: [],
      lists: [{ ...list, ...rest }],
      amazon: { source: 'autonomous-systems', table: 'asn', version: '1' },
      tables: [
        { name: 'asn', version: '1' },
        { name: 'country', version: '2' },
      ],
    });
  expect(said({})).toEqual([
    'List tor (tor-exit): 1,200 addresses and ranges, 0 domains, SHA-256 abababababab…',
    expect.stringContaining('AWS: by its autonomous systems (asn 1)'),
    'Countries and networks: asn 1, country 2.',
  ]);
  expect(said({ rejected: 1, setAside: 2, wellKnown: 3 })[0]).toContain(
    '0 domains (left out: 1 unreadable, 2 of reserved space, 3 of services that everybody uses, see trustWellKnown), SHA',
  );
});
