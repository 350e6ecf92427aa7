// Loaded before a snapshot's program (`node --import`), tells on its standard output what the program reads of time,
// environment and chance while it is loaded, as a JSON list.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import process from 'node:process';
import v8 from 'node:v8';

const read = new Set<string>();

/** What Node.js itself reads meanwhile is read again by each process: only what the program reads is of interest. */
function note(what: string): void {
  const [, ...calls] = (new Error().stack ?? '').split('\n');
  const caller = calls.find((call) => !/watch-loading|<anonymous>\)/.test(call));
  if (caller?.includes('snapshot.cjs') === true) read.add(what);
}

/** Functions of an object note their names when they are called. */
function watch(owner: object, prefix: string, names: readonly string[]): void {
  for (const name of names) {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== 'function') throw new Error(`${prefix}${name} is no function.`);
    const watched = new Proxy(original, {
      apply(target, self, args) {
        note(prefix + name);
        return Reflect.apply(target, self, args);
      },
    });
    Object.defineProperty(owner, name, { value: watched, configurable: true, writable: true });
  }
}

const { env } = process;
const watchedEnv = new Proxy(env, {
  get(target, name) {
    note(`process.env.${String(name)}`);
    return Reflect.get(target, name);
  },
  ownKeys(target) {
    note('process.env');
    return Reflect.ownKeys(target);
  },
});
Object.defineProperty(process, 'env', { value: watchedEnv });
for (const name of ['argv', 'execArgv', 'pid', 'stdin', 'stdout', 'stderr', 'title']) {
  const { get = () => value, value } = Object.getOwnPropertyDescriptor(process, name) ?? {};
  Object.defineProperty(process, name, {
    get() {
      note(`process.${name}`);
      return get.call(process);
    },
  });
}
watch(process, 'process.', ['cwd', 'hrtime', 'memoryUsage', 'umask', 'uptime']);
watch(Math, 'Math.', ['random']);
watch(performance, 'performance.', ['now']);
watch(Date, 'Date.', ['now']);
watch(Date.prototype, 'a date’s ', ['getDate', 'getHours', 'getTimezoneOffset', 'toLocaleString', 'toString']);
watch(crypto, 'crypto.', ['randomBytes', 'randomInt', 'randomUUID']);
watch(os, 'os.', ['availableParallelism', 'homedir', 'hostname', 'tmpdir', 'userInfo']);
syncBuiltinESMExports();
globalThis.Date = new Proxy(Date, {
  construct(target, args, maker) {
    if (args.length === 0) note('new Date()');
    return Reflect.construct(target, args, maker);
  },
});
// Only a process that takes a snapshot may say where the one that begins with it goes on.
Object.defineProperty(v8, 'startupSnapshot', { value: { setDeserializeMainFunction() {} } });
process.on('exit', () => console.log(JSON.stringify([...read].toSorted())));
