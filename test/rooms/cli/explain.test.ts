import { afterEach, expect, test, vi } from 'vitest';
import { EXIT } from '#services/cli/exit-code.ts';
import { explain } from '#services/cli/explain.ts';
import { UsageError } from '#services/cli/usage-error.ts';
import { Failure } from '#services/model/failure.ts';

afterEach(() => vi.unstubAllEnvs());

const denied = Object.assign(new Error('EACCES: it says'), { code: 'EACCES', syscall: 'open', path: '/data' });

test('what went wrong is told with who says it, and is an error', () => {
  expect(explain(denied)).toEqual({ said: ['vedette: /data: permission is denied.'], exit: EXIT.error });
  expect(explain(new Failure('unusable', 'The list is no list.', { cause: denied }))).toEqual({
    said: ['vedette: The list is no list.'],
    exit: EXIT.error,
  });
  expect(explain('thrown')).toEqual({ said: ['vedette: thrown'], exit: EXIT.error });
});

test('where it came up is told to who asks, and asking is told of where there is nothing else to say', () => {
  expect(explain(new TypeError('')).said).toEqual(['vedette: TypeError: set LOG_LEVEL=debug to see where.']);
  vi.stubEnv('LOG_LEVEL', 'debug');
  expect(explain(denied).said.join('\n')).toMatch(/^vedette: \/data: permission is denied\.\n.*\n +at .*explain\.test/);
});

test('a mistake in calling and in the configuration is one of usage', () => {
  expect(explain(new UsageError('Give a file.', 'See help.'))).toEqual({
    said: ['Give a file.', 'See help.'],
    exit: EXIT.usage,
  });
  expect(explain(new UsageError('Give a file.')).said).toEqual(['Give a file.']);
  expect(explain(new Failure('config-invalid', 'one\ntwo'))).toEqual({ said: ['one', 'two'], exit: EXIT.usage });
  expect(explain(Object.assign(new Error('Missing.'), { name: 'CLIError' }))).toEqual({
    said: ['Missing.'],
    exit: EXIT.usage,
  });
});
