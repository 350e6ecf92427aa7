import process from 'node:process';
import type { Reporter, TestModule } from 'vitest/node';
import type {} from './cost.ts';

/** More than that and a file is named: everybody waits for it, for ever. */
const SECONDS_MAX = 3;

/** Names the files that cost most, when all have run. */
export class CostReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const costs = modules.map((module) => ({
      file: module.relativeModuleId,
      seconds: module.meta().processorSeconds ?? 0,
    }));
    const most = costs.filter(({ seconds }) => seconds > SECONDS_MAX).toSorted((a, b) => b.seconds - a.seconds);
    if (most.length === 0) return;
    const lines = most.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(6)} s ${file}\n`);
    process.stdout.write(`\nMore than ${SECONDS_MAX} s of processor time:\n${lines.join('')}`);
  }
}
