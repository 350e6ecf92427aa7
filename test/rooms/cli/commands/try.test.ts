import { expect, test } from 'vitest';
import { useFolder, vedette, vedetteOnScreen } from '../run.ts';

useFolder();

test('an unknown type is a mistake, and the closest is named', async () => {
  expect(await vedette('try', 'Recon:EC2/Portscam')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean Recon:EC2/Portscan?'),
  });
});

test.each(['UnauthorizedAccess:IAMUser/BearerKeySpread', 'Exfiltration:S3/AnomalousBehavior'])(
  'what takes more than the logs of a day is found in its story: %s',
  async (type) => {
    const { code, stdout, stderr } = await vedette('try', type);
    expect(stdout).toContain(`Type       ${type}`);
    expect(stderr).toContain('run through the engine alone');
    expect(code).toBe(0);
  },
);

// One type stands for all: the demo shows that the others are found, too.
test('a type is found by the whole service', async () => {
  const type = 'Trojan:EC2/DropPoint!DNS';
  const { code, stdout, stderr } = await vedetteOnScreen(200, 'try', type);
  expect(stderr).toMatch(/Found in [\d.]+ s, among the ordinary events of a day\.\n$/);
  // Progress is shown meanwhile.
  expect(stderr).toMatch(/Simulating: [1-9]\d* files/);
  const far = [...stderr.matchAll(/Reading: (\d+) of (\d+) log objects/g)].map(([, read, of]) => [
    Number(read),
    Number(of),
  ]);
  expect(far.length).toBeGreaterThan(0);
  const [, objects] = /1 account, 1 day, (\d+) log objects in /.exec(stderr) ?? [];
  expect(far.every(([read = 0, of]) => read >= 0 && of === Number(objects))).toBe(true);
  expect(stdout).toContain(`Type       ${type}`);
  expect(stdout).toContain('Account    111122223333, us-east-1');
  expect(code).toBe(0);
});
