import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { runProgram } from '#services/cli/run-program.ts';
import { Collector } from './run.ts';

class FakeProcess extends EventEmitter {
  readonly stdout = new Collector();
  readonly stderr = new Collector();
  readonly env = {};
  readonly argv: readonly string[];
  readonly sourceMapsEnabled: boolean;
  exitCode: number | string | null | undefined;
  readonly exits: number[] = [];

  constructor(argv: readonly string[] = ['--version'], sourceMapsEnabled = false) {
    super();
    this.argv = ['node', 'vedette', ...argv];
    this.sourceMapsEnabled = sourceMapsEnabled;
  }

  exit(code: number): void {
    this.exits.push(code);
  }
}

const failure = (code: string) => Object.assign(new Error(`${code}: write`), { code, syscall: 'write' });

test('a program runs its command line, and its process ends with the exit code once all is written', async () => {
  const fine = new FakeProcess();
  await runProgram(fine);
  expect([fine.exitCode, fine.stdout.text, fine.stderr.text, fine.exits]).toEqual([0, '0.1.0\n', '', []]);
  const wrong = new FakeProcess(['scna']);
  await runProgram(wrong);
  expect([wrong.exitCode, wrong.stdout.text, wrong.exits]).toEqual([2, '', []]);
  expect(wrong.stderr.text).toContain('There is no command "scna".');
});

test.each([
  ['stdout', 'EPIPE', 0, ''],
  ['stderr', 'EPIPE', 0, ''],
  ['stdout', 'ENOSPC', 1, 'The output cannot be written: the disk is full.\n'],
  // There is nowhere left to say it.
  ['stderr', 'ENOSPC', 1, ''],
] as const)('where %s fails with %s the program ends with %d', async (name, code, exit, said) => {
  const own = new FakeProcess();
  await runProgram(own);
  own[name].emit('error', failure(code));
  expect([own.exits, own.stderr.text]).toEqual([[exit], said]);
});

test('an error that nothing caught is explained, or left to Node.js where it finds the line of the source', async () => {
  const own = new FakeProcess();
  await runProgram(own);
  own.emit('uncaughtException', failure('ENOSPC'));
  expect([own.exits, own.stderr.text]).toEqual([[1], 'vedette: the disk is full.\n']);
  const service = new FakeProcess([], true);
  await runProgram(service);
  expect(service.listenerCount('uncaughtException')).toBe(0);
});
