import { expect, test } from 'vitest';
import { findCommand } from '#services/cli/find-command.ts';

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
    'There is no command "findings lits".',
    'Did you mean vedette findings list? See vedette findings --help.',
  ],
  [['scann'], 'There is no command "scann".', 'Did you mean vedette scan? See vedette --help.'],
  [['--json'], 'The command comes first: vedette COMMAND --json.', 'See vedette --help.'],
])('%j is a mistake that is explained', (argv, message, hint) => {
  expect(() => findCommand(argv)).toThrow(expect.objectContaining({ message, hint }));
});
