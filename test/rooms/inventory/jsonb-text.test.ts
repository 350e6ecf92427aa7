import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storable, toJson } from '#db/json.ts';
import { jsonbText } from '#services/inventory/jsonb-text.ts';
import type { Database } from '#db/client.ts';
import { openEmpty } from '../../databases.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());

test('a value is written as the database writes it', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 5 });
  const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('tree')), fc.dictionary(text, tie('tree'))),
  }));
  const values = fc.sample(tree, { numRuns: 60, seed: 1 }).map((value) => storable(value));
  const rows = await database.db.execute<{ text: string }>(
    sql`select (value::jsonb)::text as text from json_array_elements(${toJson(values)}::json)`,
    'objects',
  );
  expect(rows.map((row) => row.text)).toEqual(values.map((value) => jsonbText(value).toString()));
});
