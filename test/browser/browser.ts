import { existsSync } from 'node:fs';
import process from 'node:process';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * The path of this machine's Chromium; undefined, with a line that says so, when there is none. `REQUIRE_BROWSER=1`
 * makes that an error.
 */
export function findChromium(): string | undefined {
  const path = [process.env['CHROMIUM_PATH'], ...CANDIDATES].find((candidate) => candidate && existsSync(candidate));
  if (path !== undefined) return path;
  const where = 'no Chromium on this machine (apt-get install chromium, or set CHROMIUM_PATH)';
  if (process.env['REQUIRE_BROWSER'] === '1') throw new Error(`REQUIRE_BROWSER=1, and ${where}`);
  process.stderr.write(`SKIPPED: ${where}, browser tests did not run\n`);
  return undefined;
}

/** Without these flags a headless Chromium does not start as root, or tries to reach the network. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
