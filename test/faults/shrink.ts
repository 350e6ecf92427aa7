import type { Report } from './run.ts';
import type { Step } from './step.ts';

/** Removes steps, and faults of the remaining steps, as long as the run still fails. */
export async function shrink(
  steps: readonly Step[],
  run: (steps: readonly Step[]) => Promise<Report>,
): Promise<{ readonly steps: readonly Step[]; readonly wrong: readonly string[] }> {
  let kept = steps;
  let { wrong } = await run(kept);
  const fails = async (fewer: readonly Step[]): Promise<boolean> => {
    const report = await run(fewer);
    if (report.wrong.length === 0) return false;
    kept = fewer;
    wrong = report.wrong;
    return true;
  };
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < kept.length;)
      if (!(await fails([...kept.slice(0, from), ...kept.slice(from + size)]))) from += size;
  for (let at = 0; at < kept.length; at++)
    for (let fault = 0; ;) {
      const step = kept[at];
      if (step?.do !== 'work' || fault >= step.faults.length) break;
      const fewer = { ...step, faults: step.faults.toSpliced(fault, 1) };
      if (!(await fails(kept.toSpliced(at, 1, fewer)))) fault++;
    }
  return { steps: kept, wrong };
}
