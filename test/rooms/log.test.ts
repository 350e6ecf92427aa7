import { expect, test } from 'vitest';
import { createLog } from '#services/log.ts';

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
