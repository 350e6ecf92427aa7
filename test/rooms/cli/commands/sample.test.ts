import { expect, test } from 'vitest';
import { loadDetectors } from '#services/detectors.ts';
import { lines, vedette } from '../run.ts';

test.each(await loadDetectors())('the sample of $type is a finding of it, marked as a sample', async ({ type }) => {
  const { code, stdout } = await vedette('sample', type, '--format=guardduty');
  expect(code).toBe(0);
  const findings = lines(stdout);
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) {
    expect(finding).toMatchObject({ type, service: { additionalInfo: { sample: true } } });
    expect(finding['title']).toMatch(/^\[SAMPLE\] /);
  }
});
