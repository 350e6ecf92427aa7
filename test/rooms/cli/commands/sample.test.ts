import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDetectors } from '#services/detectors.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { lines, useFolder, vedette } from '../run.ts';

/**
 * The parts of a detector and of its example that matter to the command, which treats all detectors of one sort alike.
 * Other tests show that the examples fire.
 */
function sortOf({ from, examples, ...parts }: AnyDetector): string {
  const [example] = Object.values(examples.fires).map((make) => make());
  const { records: _, ...brought } = example ?? { records: [] };
  return [from.source, ...Object.keys(parts).toSorted(), ...Object.keys(brought).toSorted()].join(' ');
}

const sorts = Map.groupBy(await loadDetectors(), sortOf);
const oneOfEach = [...sorts.values()].flatMap(([first]) => (first === undefined ? [] : [first]));

test.each(oneOfEach)('the sample of $type is a finding of it, marked as a sample', async ({ type }) => {
  const { code, stdout } = await vedette('sample', type, '--format=guardduty');
  expect(code).toBe(0);
  const findings = lines(stdout);
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) {
    expect(finding).toMatchObject({ type, service: { additionalInfo: { sample: true } } });
    expect(finding['title']).toMatch(/^\[SAMPLE\] /);
  }
});

const folder = useFolder();

test.each(['Recon:EC2/Portscan', 'Stealth:IAMUser/CloudTrailLoggingDisabled'])(
  'the records of the sample of %s lead to a finding of it',
  async (type) => {
    const { stdout } = await vedette('sample', type, '--records');
    const log = join(folder.path, 'sample.log');
    writeFileSync(log, stdout);
    const scanned = await vedette('scan', log, '--format=finding', '--quiet');
    expect(lines(scanned.stdout).map((finding) => finding['type'])).toContain(type);
  },
);
