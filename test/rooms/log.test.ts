import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createLog, LOG_EVENTS } from '#services/log.ts';

const SERVICES = fileURLToPath(new URL('../../services', import.meta.url));
const CODE = readdirSync(SERVICES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !['failure.ts', 'log.ts'].includes(entry.name))
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
  .join('\n');

test.each(Object.keys(LOG_EVENTS))('the event %s is told somewhere', (event) => {
  expect(CODE).toContain(`'${event}'`);
});

test('a line is JSON with the event, its time, its details and what an error says', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  log.error('job-failed', { key: 'cloudtrail/111122223333', error: new Error('No room.', { cause: 'a full disk' }) });
  log.debug('swept');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'job-failed',
    key: 'cloudtrail/111122223333',
    error: { message: 'No room.' },
  });
});
