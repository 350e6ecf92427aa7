import process from 'node:process';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { readConfig } from '#services/config.ts';
import { logObject, nothingMore, NOW, report, turn } from '../../db/turns.ts';
import { lines, useFolder, useServer, vedette } from '../run.ts';

useFolder();
useServer();

async function keys(...flags: readonly string[]) {
  return lines((await vedette('objects', 'list', '--json', ...flags)).stdout).map(({ key }) => key);
}

test('what was left out and what could not be read is told with the number, the object and what to do', async () => {
  const object = logObject(1);
  const trouble = {
    kind: 'over-bound',
    message: 'Recon:EC2/Portscan follows 2 subjects.',
    position: undefined,
  } as const;
  const database = await openDatabase(readConfig(process.env).databaseUrl);
  const cut = logObject(2);
  const objects = [object, cut, logObject(3)];
  await putLogObjects(
    database.db,
    objects.map((each) => ({ object: each, partition: turn().partition })),
    NOW,
  );
  const told = turn({
    reports: [
      report(object, { unreadable: 4, troubles: [{ ...trouble, records: 0 }] }),
      report(cut, { state: 'failed', records: 0 }),
    ],
    skipped: [{ object, trustedSkipped: 3, groupOverflow: 2, deduplicationOverflow: 1 }],
  });
  expect(await commitTurn(database.db, told, nothingMore)).toBe(true);
  await database.close();

  const table = await vedette('doctor');
  expect(table.stdout).toMatch(/^ +what +result$/m);
  expect(table.stdout).toMatch(/^look +database +Left out of detection: 3 records/m);

  expect(await keys()).toEqual([cut.key]);
  expect((await keys('--troubled')).toSorted()).toEqual([object.key]);
  expect((await keys('--state=read', '--state=pending')).toSorted()).toEqual([object.key, logObject(3).key]);

  const { code, stdout } = await vedette('doctor', '--json');
  expect(code).toBe(0);
  const look = { what: 'database', state: 'look' };
  expect(lines(stdout)).toEqual(
    expect.arrayContaining([
      { ...look, detail: '3 log objects: 1 waiting, 1 unreadable; 10 records, 4 unreadable.' },
      {
        ...look,
        detail:
          'Left out of detection: 3 records because of trusted lists, 2 because they are about too many subjects or have no identifiable one; 1 counted without checking for duplicates.',
      },
      { ...look, detail: `s3://logs/${object.key}: Recon:EC2/Portscan follows 2 subjects.` },
    ]),
  );
});
