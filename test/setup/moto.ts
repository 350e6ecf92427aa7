import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the AWS emulator that all test files share; undefined when there is none. */
    motoUrl: string | undefined;
  }
}

const PROGRAM = fileURLToPath(new URL('../world/serve-moto.py', import.meta.url));

/**
 * One moto for all test files; each makes its own organization in it (`test/world/organization.ts`). `MOTO_URL` names
 * one that is already running.
 */
export async function setupMoto(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env['MOTO_URL'];
  if (url !== undefined) {
    project.provide('motoUrl', url);
    return async () => {};
  }
  if (spawnSync('python3', ['-c', 'import moto.moto_server.werkzeug_app']).status !== 0) {
    if (process.env['REQUIRE_MOTO'] === '1')
      throw new Error('REQUIRE_MOTO=1, and python3 has no moto: pip install "moto[server]", or set MOTO_URL');
    process.stderr.write('SKIPPED: python3 has no moto[server], so the emulator suites do not run\n');
    project.provide('motoUrl', undefined);
    return async () => {};
  }
  // Without its library of machine images, an account costs moto nothing.
  const env = { ...process.env, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' };
  const server = spawn('python3', [PROGRAM], { stdio: ['pipe', 'pipe', 'ignore'], env });
  const line = await Promise.race([
    once(createInterface({ input: server.stdout }), 'line').then(([text]) => String(text)),
    once(server, 'exit').then(([code]) => Promise.reject(new Error(`moto ended at once with ${code}`))),
  ]);
  const { port }: { port: number } = JSON.parse(line);
  project.provide('motoUrl', `http://127.0.0.1:${port}`);
  return async () => {
    const gone = once(server, 'exit');
    server.stdin.end();
    await gone;
  };
}
