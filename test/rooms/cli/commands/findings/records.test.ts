import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { putKeptRecords } from '#db/queries/kept-records.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { serveApi } from '#graphql/server.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { sql } from 'drizzle-orm';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { openEmpty } from '../../../../databases.ts';
import { finding, logObject, NOW } from '../../../db/turns.ts';
import { apiOptions, storeFindings, TOKEN } from '../../../graphql/open-api.ts';
import { lines, useFolder, useServer, vedette } from '../../run.ts';

const folder = useFolder();
useServer();

/** A name that an attacker might choose to control a terminal. */
const EVIL = '\u001b]0;pwned\u0007\u001b[2J\u202e';

/** The object no longer has the record, and the finding keeps only a part of it. */
const STORED = { text: '{"userAgent":"stored"}', isCut: true };

const withOrigins = (object: string, count: number) => {
  const plain = finding(1);
  const time = '2026-03-02T10:00:00.000Z';
  const origins = Array.from({ length: count }, (_, position) => ({ object, position, id: null, time }));
  return { ...plain, service: { ...plain.service, evidence: { ...plain.service.evidence, origins } } };
};

test('the records behind a finding are read from where they stand, and are nothing but text', async () => {
  const path = join(folder.path, 'trail.json');
  const events = [0, 1, 2].map((n) => event({ eventTime: '2026-03-02T10:00:00Z', userAgent: `${n} ${EVIL}` }));
  writeFileSync(path, JSON.stringify({ Records: events }));
  const kept = withOrigins(path, 5);
  const database = await openDatabase(process.env['DATABASE_URL'] || `pglite:${folder.path}/data/database`);
  await storeFindings(database, [kept]);
  const object = { ...logObject(1), bucket: '', key: path, etag: 'x' };
  await putLogObjects(database.db, [{ object, partition: 'files' }], NOW);
  await database.db.execute(sql`update log_objects set state = 'read'`);
  const records = kept.service.evidence.origins.slice(3, 4).map((origin) => ({ origin, ...STORED }));
  await putKeptRecords(database.db, [{ findingId: kept.id, records }]);
  await database.close();

  const read = await vedette('findings', 'records', kept.id, '--limit=2', '--from=1');
  expect(read).toMatchObject({ code: 0, stderr: '' });
  expect(read.stdout).toContain(`2026-03-02T10:00:00.000Z  ${path} at 1`);
  expect(read.stdout).toContain('"userAgent":"2 ');
  expect(read.stdout).not.toContain('"userAgent":"0 ');
  expect(read.stdout).not.toMatch(/is longer|Kept with/);
  for (const letter of ['\u001b', '\u0007', '\u202e']) expect(read.stdout).not.toContain(letter);

  const shown = await vedette('findings', 'records', kept.id, '--kept');
  expect(shown).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/"stored"}\nThe record is longer; .*\nKept with the finding;/),
  });

  const json = lines((await vedette('findings', 'records', kept.id, '--json')).stdout);
  expect(json.map(({ text, trouble }) => (typeof text === 'string' ? JSON.parse(text).userAgent : trouble))).toEqual([
    `0 ${EVIL}`,
    `1 ${EVIL}`,
    `2 ${EVIL}`,
    'stored',
    expect.stringContaining('The object was replaced'),
  ]);
  expect(await vedette('findings', 'records', kept.id, '--from=9')).toMatchObject({
    code: 0,
    stderr: 'The finding has no more records.\n',
  });
  expect(await vedette('findings', 'records', 'f'.repeat(32))).toMatchObject({ code: 1 });
  for (const wrong of ['--limit=21', '--limit=0', '--from=x'])
    expect(await vedette('findings', 'records', kept.id, wrong)).toMatchObject({ code: 2 });
  expect(await vedette('findings', 'records', 'x')).toMatchObject({ code: 2 });
});

test('a running service is asked for them, and what cannot be had ends with 1', async () => {
  await using closing = new AsyncDisposableStack();
  const database = closing.adopt(await openEmpty(), (each) => each.close());
  const kept = withOrigins('s3://logs/x', 2);
  await storeFindings(database, [kept]);
  const server = closing.adopt(await serveApi({ ...apiOptions(database), host: '127.0.0.1', port: 0 }), (each) =>
    each.close(),
  );
  process.env['VEDETTE_API_TOKEN'] = TOKEN;
  closing.defer(() => void delete process.env['VEDETTE_API_TOKEN']);
  const asked = await vedette('findings', 'records', kept.id, `--url=${server.url}`);
  expect(asked).toMatchObject({ code: 1, stdout: expect.stringContaining('Nobody reads logs here.') });
  expect(asked.stdout.match(/s3:\/\/logs\/x at/g)).toHaveLength(2);
  expect(await vedette('findings', 'records', kept.id, '--kept', `--url=${server.url}`)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'No records are kept with the finding.\n',
  });
});
