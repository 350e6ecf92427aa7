import { expect, test } from 'vitest';
import { previewLines } from '#services/cli/rules/preview-lines.ts';

const NOTHING = { matches: 0, earlier: 0, byType: [], sample: [], unseen: [] };

test('a rule that touches nothing says so, and one that hides that no attack is among it', () => {
  expect(previewLines(NOTHING, true)).toEqual(['It hides 0 kept findings.', 'It would hide no simulated attack.']);
  expect(previewLines(NOTHING, false)).toEqual(['It rates 0 kept findings.']);
});

test('what a rule touches is counted by type without what earlier rules hide, and the latest are named', () => {
  const preview = {
    matches: 1204,
    earlier: 3,
    byType: [
      { type: 'Recon:EC2/Portscan', count: 1200 },
      { type: 'Recon:EC2/PortProbeUnprotectedPort', count: 1 },
    ],
    sample: ['a'.repeat(32), 'b'.repeat(32)],
    unseen: ['Recon:EC2/Portscan'],
  } as const;
  expect(previewLines(preview, true)).toEqual([
    'It hides 1,201 kept findings; 3 more are hidden by earlier rules.',
    '  1,200  Recon:EC2/Portscan',
    '  1  Recon:EC2/PortProbeUnprotectedPort',
    'Seen last:',
    `  ${'a'.repeat(32)}`,
    `  ${'b'.repeat(32)}`,
    'Simulated attacks that it would hide:',
    '  Recon:EC2/Portscan',
  ]);
});
