import { expect, test } from 'vitest';
import { lines, vedette } from '../../run.ts';

test('a call is shown with its rates, and with the rule that made them', async () => {
  const { stdout, code } = await vedette(
    'explain',
    'api',
    'iam:CreateAccessKey',
    'rds:ModifyDBSnapshotAttribute',
    '-q',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/iam:CreateAccessKey +Persistence +1 in 16 +1 in 200 +overrides\.ts names it/);
  expect(stdout).toMatch(
    /rds:ModifyDBSnapshotAttribute +Exfiltration +1 in 100 +1 in 1000 +it shares, copies or opens data/,
  );
});

test('a call that attacks are not known for has a row as well', async () => {
  const table = await vedette('explain', 'api', 'braket:CreateQuantumTask');
  expect(table.stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'call | tactic | of attacks | of a person’s days | because',
    'braket:CreateQuantumTask | none | none | 1 in 200 | it is none that attacks are known for',
    '',
  ]);
  expect(table.stderr).toMatch(
    /^These rates are expert estimates, version \d+\. What is learned of your organization takes precedence\.\n$/,
  );
  const { stdout } = await vedette('explain', 'api', 'braket:CreateQuantumTask', '--json');
  expect(lines(stdout)).toEqual([
    {
      name: 'braket:CreateQuantumTask',
      attacks: 0,
      ordinaryDays: 0.005,
      because: 'it is none that attacks are known for',
    },
  ]);
});

test('what is no call is answered with how to write one', async () => {
  const { stderr, code } = await vedette('explain', 'api', 'CreateAccessKey');
  expect(code).toBe(2);
  expect(stderr).toContain('"CreateAccessKey" is not a call: write service and operation, as in iam:CreateAccessKey.');
});
