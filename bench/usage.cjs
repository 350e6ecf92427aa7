// Preloaded into a process to be measured: when it ends, its CPU time (ms) and most memory (MB) become a line of the file
// BENCH_USAGE. JavaScript, for a preloaded TypeScript file would bring its compiler along and be measured with the rest;
// and CommonJS, for a process that begins with a snapshot preloads no other.
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const process = require('node:process');

/** On Linux `maxRSS` begins with what the process had that this one was forked from: a bench that used much itself would be told of. */
function ownPeakKb() {
  const status = '/proc/self/status';
  return existsSync(status) ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]) : undefined;
}

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: (ownPeakKb() ?? maxRSS) / 1024 };
  appendFileSync(process.env['BENCH_USAGE'] ?? '/dev/null', `${JSON.stringify(usage)}\n`);
});
