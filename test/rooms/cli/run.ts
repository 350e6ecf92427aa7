import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { EXIT } from '#services/cli/exit-code.ts';
import { runCli } from '#services/cli/run-cli.ts';
import { openTerminal } from '#services/cli/terminal.ts';
import { borrowDatabase } from '../../databases.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, as without a terminal. */
export async function vedette(...argv: readonly string[]): Promise<Outcome> {
  const stdout = new Collector();
  const stderr = new Collector();
  const code = await runCli(argv, openTerminal({ stdout, stderr, env: {} }));
  expectWhole({ code, stdout: stdout.text, stderr: stderr.text });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/**
 * Whatever a command does, its messages are lines that say something, no value stands in them or in its data that only a
 * program has, and it says why it ends with an error.
 */
function expectWhole({ code, stdout, stderr }: Outcome): void {
  expect(
    stderr
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.trim() === ''),
  ).toEqual([]);
  expect(`${stdout}\n${stderr}`).not.toMatch(/\bundefined\b|\bNaN\b|\[object /);
  if (code === EXIT.error || code === EXIT.usage) expect(`${stdout}${stderr}`).not.toBe('');
}

/** Runs a command line as on a terminal of so many columns, so that it shows progress. */
export async function vedetteOnScreen(columns: number, ...argv: readonly string[]): Promise<Outcome> {
  const stdout = Object.assign(new Collector(), { isTTY: true, columns });
  const stderr = Object.assign(new Collector(), { isTTY: true, columns });
  const code = await runCli(argv, openTerminal({ stdout, stderr, env: { NO_COLOR: '1' } }));
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** JSON lines, parsed. */
export function lines(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line));
}

export class Collector extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A folder for this test file, in which commands also keep their data. */
export function useFolder(): { readonly path: string } {
  const folder = { path: '' };
  beforeAll(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'vedette-test-'));
    return set('VEDETTE_DATA_DIR', join(folder.path, 'data'));
  });
  afterAll(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}

/**
 * Lets the commands store findings on the server, if there is one: each command opens its database again, and an
 * embedded one opens slowly.
 */
export function useServer(): void {
  beforeAll(async () => {
    if (inject('postgresUrl') === undefined) return set('DATABASE_URL', '');
    const { url, giveBack } = await borrowDatabase();
    const setBack = set('DATABASE_URL', url);
    return async () => {
      setBack();
      await giveBack();
    };
  });
}

/** Sets an environment variable. @returns a function that restores it */
function set(name: string, value: string): () => void {
  const before = process.env[name];
  process.env[name] = value;
  return () => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  };
}
