import { expect, test } from 'vitest';
import { hashOf, isSecret, newSecret } from '#db/secret.ts';

test('every secret is another one, tells its kind, and is known by its checksum', () => {
  const made = Array.from({ length: 100 }, () => newSecret('token'));
  expect(new Set(made).size).toBe(100);
  expect(new Set(made.map(hashOf)).size).toBe(100);
  for (const secret of made) {
    expect(secret).toMatch(/^vdt_[0-9a-f]{72}$/);
    expect(isSecret('token', secret)).toBe(true);
    expect(isSecret('session', secret)).toBe(false);
    expect(isSecret('token', `${secret.slice(0, 20)}${secret[20] === '0' ? '1' : '0'}${secret.slice(21)}`)).toBe(false);
  }
});

test.each(['', 'vdt_', `vdt_${'0'.repeat(72)}`, `vdt_${'0'.repeat(64)}`, 'x'.repeat(76)])('"%s" is none', (text) => {
  expect(isSecret('token', text)).toBe(false);
});
