import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { fileSchema } from '#services/config/file-schema.ts';
import portscan from '#services/detectors/recon/ec2-portscan.ts';
import { fileText, isSettingScope } from '../../../../console/detectors/setting-text.ts';

const TYPE = 'Recon:EC2/Portscan';

test('what is to be written into the file is what the file takes', () => {
  const schema = fileSchema({ detectors: [portscan], sinks: [] });
  const wanted = { ports: 7, enabled: false };
  for (const [scope, expected] of [
    ['', { settings: { [TYPE]: wanted } }],
    ['111122223333', { accounts: { '111122223333': { [TYPE]: wanted } } }],
    ['ou-ab12-cd34ef56', { organizationalUnits: { 'ou-ab12-cd34ef56': { [TYPE]: wanted } } }],
  ] as const) {
    expect(isSettingScope(scope)).toBe(true);
    const read: unknown = parse(fileText(TYPE, wanted, scope));
    expect(read).toEqual(expected);
    expect(schema.safeParse(read).success).toBe(true);
  }
});

test('texts are quoted, whatever is in them', () => {
  const wanted = { names: ['a: b', '# c', '\u202e"'], text: 'yes' };
  expect(parse(fileText(TYPE, wanted, ''))).toEqual({ settings: { [TYPE]: wanted } });
});

test.each(['1111', 'r-ab12', '*', 'ou-', "'; drop"])('%s is nobody whom settings are for', (text) => {
  expect(isSettingScope(text)).toBe(false);
});
