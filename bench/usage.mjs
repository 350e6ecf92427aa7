// Preloaded into a process to be measured: when it ends, its CPU time (ms) and most memory (MB) become a line of the file
// BENCH_USAGE. JavaScript, for a preloaded TypeScript file would bring its compiler along and be measured with the rest.
import { appendFileSync } from 'node:fs';
import process from 'node:process';

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 };
  appendFileSync(process.env['BENCH_USAGE'] ?? '/dev/null', `${JSON.stringify(usage)}\n`);
});
