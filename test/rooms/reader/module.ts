import { readFileSync } from 'node:fs';

/** The reader's module as set-up built it, or another build of it. */
export function readerModule(
  path: string | URL = new URL('../../../build/reader.wasm', import.meta.url),
): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(path));
}
