import { expect, test } from 'vitest';
import { ageOf } from '#services/cli/age.ts';
import { accountId, regionName } from '#services/cli/aws-names.ts';
import { closest, didYouMean } from '#services/cli/closest.ts';
import { describeIntel } from '#services/cli/describe-intel.ts';
import { findCommand } from '#services/cli/find-command.ts';
import { UsageError } from '#services/cli/usage-error.ts';
import { cut, widthOf, wrapped } from '#services/cli/width.ts';
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
