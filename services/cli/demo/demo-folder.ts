import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lockFolder } from '#db/lock.ts';
import { makeFolder } from '#db/make-folder.ts';
import { newSecret } from '#db/secret.ts';
import { isLoopback } from '#graphql/access/access.ts';
import { loadConfig, type Config } from '../../config.ts';
import { CONFIG_FILE } from '../../config/config-file.ts';
import { freePort } from './free-port.ts';

/** The folder that holds everything of a demo. */
export interface DemoFolder {
  readonly folder: string;
  /** The user's configuration, completed with a port, an address and a token. */
  readonly own: Config;
  /** The settings file of the demo. */
  readonly file: string;
  /** Holds the token of the demo; undefined when the user set one. */
  readonly tokenFile: string | undefined;
}

/**
 * Makes the folder. As in production, everybody has to log in: people use a link, programs use a token in a file that
 * other users of the machine cannot read.
 *
 * @throws Failure `in-use` when another process runs the demo that is to be replaced
 */
export async function openDemoFolder(config: Config, keep: boolean | undefined): Promise<DemoFolder> {
  const folder = join(config.dataDir, 'demo');
  if (!keep) await removeDemo(folder);
  makeFolder(folder);
  const file = join(resolve(folder), CONFIG_FILE);
  if (!existsSync(file)) await writeFile(file, '# The settings of the demo alone.\n');
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const { host, publicUrl = addressOf(host, port), apiToken = newSecret('token') } = config;
  const tokenFile = config.apiToken === undefined ? join(folder, 'token') : undefined;
  if (tokenFile !== undefined) await writeFile(tokenFile, apiToken, { mode: 0o600 });
  const given = (['publicUrl', 'apiToken'] as const).filter((name) => config[name] === undefined);
  const origins = new Map([...config.origins, ...given.map((name) => [name, 'the demo'] as const)]);
  return { folder, file, tokenFile, own: { ...config, port, publicUrl, apiToken, origins } };
}

/** The embedded database of a demo, inside the demo's folder. */
export function databaseOf(folder: string): string {
  return join(folder, 'database');
}

/** @throws Failure `in-use` while the demo runs; nothing is removed then */
async function removeDemo(folder: string): Promise<void> {
  const release = await lockFolder(databaseOf(folder));
  await rm(folder, { recursive: true, force: true });
  await release();
}

/** Where people reach the demo; undefined when it listens on a network, because only the user knows its address there. */
function addressOf(host: string, port: number): string | undefined {
  return isLoopback(host) ? `http://${host.includes(':') ? `[${host}]` : host}:${port}` : undefined;
}

/**
 * The simulation is made for detectors with their default settings, so the user's own lists and settings are left out. A
 * demo has a settings file of its own, which the console may write into.
 */
export async function demoConfig({ own, file }: DemoFolder): Promise<Config> {
  const { settings, known, fileVersion } = await loadConfig({ environment: {}, folder: dirname(file), file });
  const origins = new Map([...own.origins, ['settingsFromConsole', 'the demo']]);
  return { ...own, lists: [], settings, known, settingsFromConsole: true, file, fileVersion, origins };
}
