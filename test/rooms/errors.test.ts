import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { AppError, ERRORS, RETIRED_ERRORS } from '#services/errors.ts';
import { LOG_EVENTS } from '#services/log.ts';

const ROOT = fileURLToPath(new URL('../../services', import.meta.url));
const CODE = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !['errors.ts', 'log.ts'].includes(entry.name))
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
  .join('\n');

test.each(Object.keys(ERRORS))('the error %s is used, and is none that was retired', (code) => {
  expect(CODE).toContain(`'${code}'`);
  expect(RETIRED_ERRORS).not.toContain(code);
});

test.each(Object.keys(LOG_EVENTS))('the event %s is told somewhere', (event) => {
  expect(CODE).toContain(`'${event}'`);
});

test('an error says by its code whether trying again can help', () => {
  expect(new AppError('turn-overtaken', 'Later.').retry).toBe('later');
  expect(new AppError('config-invalid', 'Never.').retry).toBe('never');
});
