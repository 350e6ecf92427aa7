import { finished } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { Json, Painted } from '#services/cli/line.ts';
import { openTerminal } from '#services/cli/terminal.ts';
import { Collector } from './run.ts';

/** Accepts one piece per turn of the event loop. */
class Slow extends Collector {
  waitedMax = 0;
  #waiting = 0;

  override write(chunk: unknown): boolean {
    this.waitedMax = Math.max(this.waitedMax, ++this.#waiting);
    return super.write(chunk);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    setImmediate(() => {
      this.#waiting--;
      this.text += chunk.toString();
      done();
    });
  }
}

class Screen extends Collector {
  readonly isTTY = true;
  readonly columns = 40;
}

function painted(stdout: Collector, env: Readonly<Record<string, string | undefined>>): string {
  openTerminal({ stdout, stderr: new Collector(), env }).out(new Painted('red', 'High'));
  return stdout.text.trimEnd();
}

describe('colours', () => {
  test('are for terminals', () => {
    expect(painted(new Screen(), {})).toBe('\u001B[31mHigh\u001B[39m');
    expect(painted(new Collector(), {})).toBe('High');
  });

  test.each([{ NO_COLOR: '1' }, { NO_COLOR: 'anything' }, { TERM: 'dumb' }])('are not for who sets %j', (env) => {
    expect(painted(new Screen(), env)).toBe('High');
  });
});

describe('talk', () => {
  test('goes to stderr and leaves stdout to data', () => {
    const [stdout, stderr] = [new Collector(), new Collector()];
    const terminal = openTerminal({ stdout, stderr, env: {} });
    terminal.talk('Talk.');
    terminal.out('{}');
    expect([stdout.text, stderr.text]).toEqual(['{}\n', 'Talk.\n']);
  });

  test('data of many lines waits until it is taken', async () => {
    const [stdout, stderr] = [new Slow(), new Collector()];
    const lines = Array.from({ length: 100 }, (_, i) => String(i).repeat(10_000));
    await openTerminal({ stdout, stderr, env: {} }).outAll(lines.map((line) => new Json(line)));
    stdout.end();
    await finished(stdout);
    expect(stdout.text).toBe(lines.map((line) => `"${line}"\n`).join(''));
    expect(stdout.waitedMax).toBeLessThan(3);
  });

  test('is left out when quiet, errors are not', () => {
    const stderr = new Collector();
    const terminal = openTerminal({ stdout: new Collector(), stderr, env: {} }).quiet(true);
    terminal.talk('Talk.');
    terminal.progress(() => 'Half.');
    terminal.complain('Broken.');
    expect(stderr.text).toBe('Broken.\n');
  });
});

test('a text is whole up to four thousand characters, and cut after them', () => {
  const stdout = new Collector();
  const terminal = openTerminal({ stdout, stderr: new Collector(), env: {} });
  for (const length of [4000, 4001]) terminal.out('x'.repeat(length));
  expect(stdout.text).toBe(`${'x'.repeat(4000)}\n${'x'.repeat(4000)}…\n`);
});

describe('progress', () => {
  test('is one line on a terminal, cleared before the next talk', () => {
    const stderr = new Screen();
    const terminal = openTerminal({ stdout: new Collector(), stderr, env: {} });
    terminal.progress(() => 'x'.repeat(100));
    terminal.progress(() => 'not asked for: it is too soon to draw again');
    terminal.talk('Done.');
    expect(stderr.text).toBe(`\r\u001B[2K${'x'.repeat(38)}…\r\u001B[2KDone.\n`);
  });

  test('is cleared before data, which may be on the same screen', () => {
    const [stdout, stderr] = [new Screen(), new Screen()];
    const terminal = openTerminal({ stdout, stderr, env: {} });
    terminal.progress(() => 'one');
    terminal.out('data');
    expect(stderr.text).toBe('\r\u001B[2Kone\r\u001B[2K');
  });

  test('is for terminals: elsewhere nothing is said of it', () => {
    const stderr = new Collector();
    openTerminal({ stdout: new Collector(), stderr, env: {} }).progress(() => 'one');
    expect(stderr.text).toBe('');
  });
});

test('a terminal that says it has no columns is taken to have eighty', () => {
  const screen = Object.assign(new Collector(), { isTTY: true, columns: 0 });
  const terminal = openTerminal({ stdout: screen, stderr: screen, env: {} });
  expect(terminal.columns).toBe(80);
  terminal.progress(() => 'x'.repeat(100));
  expect(screen.text).toBe(`\r\u001B[2K${'x'.repeat(78)}…`);
});
