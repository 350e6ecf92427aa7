import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { editSettings } from '#services/config/edit-settings.ts';

const TYPE = 'Recon:EC2/Portscan';

/** The text after a change, or why there is none. */
function edited(text: string, scope: string | undefined, values: Parameters<typeof editSettings>[1]['values']): string {
  const result = editSettings(text, { type: TYPE, scope, values });
  return typeof result === 'string' ? result : result.text;
}

const BY_HAND = expect.stringContaining('by hand');

test.each([
  ['an empty file', '', undefined, { ports: 7 }, `settings:\n  ${TYPE}:\n    ports: 7\n`],
  ['a file of comments', '# ours', undefined, { ports: 7 }, `# ours\nsettings:\n  ${TYPE}:\n    ports: 7\n`],
  [
    'a value that is there, between comments and in a layout of its own',
    `port:   1 # free\n\n\nsettings:\n    # Ours scan.\n    ${TYPE}: {ports: 5, enabled: true} # since March\nknown: []\n`,
    undefined,
    { ports: 7, enabled: null },
    `port:   1 # free\n\n\nsettings:\n    # Ours scan.\n    ${TYPE}: {ports: 7} # since March\nknown: []\n`,
  ],
  [
    'an account whose id is taken for a number, in a section of others',
    `accounts:\n  111122223333:\n    ${TYPE}: {enabled: false}\n`,
    '111122223333',
    { ports: 7 },
    `accounts:\n  111122223333:\n    ${TYPE}: { ports: 7,enabled: false}\n`,
  ],
  [
    'another account, whose id is written in quotes, after a text of several lines',
    `accounts:\n  "444455556666":\n    Other:\n      - a # b\n      - |\n        c\n\nport: 1\n`,
    '111122223333',
    { names: ['a: b', '# "c"'] },
    `accounts:\n  "444455556666":\n    Other:\n      - a # b\n      - |\n        c\n  "111122223333":\n    ${TYPE}:\n      names: ["a: b","# \\"c\\""]\n\nport: 1\n`,
  ],
  [
    'a unit, in braces',
    '{ port: 1 }',
    'ou-ab12-cd34ef56',
    { enabled: false },
    `{ organizationalUnits: { ou-ab12-cd34ef56: { ${TYPE}: { enabled: false } } }, port: 1 }`,
  ],
  [
    'nothing is left of what is taken out',
    `settings:\n  Other: { a: 1 }\n  ${TYPE}:\n    ports: 5\n`,
    undefined,
    { ports: null },
    'settings:\n  Other: { a: 1 }\n',
  ],
  [
    'but comments are',
    `settings:\n  ${TYPE}:\n    # Why.\n    ports: 5\n`,
    undefined,
    { ports: null },
    `settings:\n  ${TYPE}:\n    # Why.\n`,
  ],
  [
    'ends of lines stay',
    'port: 1\r\n',
    undefined,
    { ports: 7 },
    `port: 1\r\nsettings:\r\n  ${TYPE}:\r\n    ports: 7\r\n`,
  ],
  [
    'a section that is another’s',
    `settings: &all\n  ${TYPE}: { ports: 5 }\naccounts:\n  "111122223333": *all\n`,
    undefined,
    { ports: 7 },
    BY_HAND,
  ],
  [
    'a list of several lines',
    `settings:\n  ${TYPE}:\n    names: \n      - a\n      - b # since March\n\n    ports: 5\n`,
    undefined,
    { names: ['c'] },
    `settings:\n  ${TYPE}:\n    names: ["c"] # since March\n\n    ports: 5\n`,
  ],
  [
    'a list with a comment',
    `settings:\n  ${TYPE}:\n    names:\n      - a # b\n      - c\n`,
    undefined,
    { names: [] },
    BY_HAND,
  ],
  [
    'which would go',
    `settings:\n  ${TYPE}:\n    names:\n      - a # b\n      - c\n`,
    undefined,
    { names: null },
    BY_HAND,
  ],
  [
    'comments in braces',
    `settings: {\n  ${TYPE}: {\n    a: 1, # a\n    ports: 5 # b\n  } }`,
    undefined,
    { ports: null },
    BY_HAND,
  ],
  ['two kinds of ends of lines', 'port: 1\r\nknown: []\n', undefined, { ports: 7 }, BY_HAND],
  [
    'a mark of the order of bytes',
    '\uFEFFport: 1\n',
    undefined,
    { ports: 7 },
    `\uFEFFport: 1\nsettings:\n  ${TYPE}:\n    ports: 7\n`,
  ],
  [
    'texts that YAML would take for others',
    '',
    undefined,
    { a: 'no', b: '012', c: '~' },
    `settings:\n  ${TYPE}:\n    a: "no"\n    b: "012"\n    c: "~"\n`,
  ],
  ['nobody', 'port: 1', '__proto__', { ports: 7 }, expect.stringContaining('neither an account nor')],
  ['names that would write more', 'port: 1', undefined, { 'ports: 1\nport': 2 }, BY_HAND],
  ['a reference', `x: &x { ports: 5 }\nsettings:\n  ${TYPE}: *x\n`, undefined, { ports: 7 }, BY_HAND],
  ['a list', '[1]', undefined, { ports: 7 }, BY_HAND],
  ['an end that is marked', 'port: 1\n...\n', undefined, { ports: 7 }, BY_HAND],
  ['two documents', 'port: 1\n---\nport: 2\n', undefined, { ports: 7 }, expect.stringContaining('mistakes')],
  ['a name that every object has', 'port: 1', undefined, { constructor: null }, 'port: 1'],
])('%s', (_name, text, scope, values, expected) => {
  expect(edited(text, scope, values)).toEqual(expected);
});

test('a change that is undone leaves the file as it was, with its examples in comments', () => {
  const text = readFileSync(new URL('../../../infra/vedette.example.yaml', import.meta.url), 'utf8');
  for (const scope of [undefined, 'ou-ab12-cd34ef56', '111122223333']) {
    const change = editSettings(text, { type: TYPE, scope, values: { ports: 7, enabled: false } });
    if (typeof change === 'string') throw new Error(change);
    expect(change.before).toEqual({ ports: scope === undefined ? 50 : null, enabled: null });
    expect(change.text).toContain('ports: 7');
    expect(edited(change.text, scope, change.before)).toBe(text);
  }
});
