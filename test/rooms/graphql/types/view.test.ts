import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createToken } from '#db/queries/access/tokens.ts';
import { EVERYTHING, type Role, type ViewerScope } from '#services/model/viewer.ts';
import { MANY_FINDINGS } from '../../db/many-findings.ts';
import { openApi } from '../open-api.ts';

const OURS: ViewerScope = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] };

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi(MANY_FINDINGS);
});
afterAll(() => api.close());

const FIELDS = 'id name filter columns shared isMine';

/** Somebody with a token of their own, and what they can do with views. */
async function somebody(role: Role, scope: ViewerScope = EVERYTHING) {
  const made = await createToken(
    api.database.db,
    { name: role, granted: { role, scope }, days: 1 },
    'local',
    new Date(),
  );
  const ask = api.as(made.secret);
  return {
    id: `token:${made.token.id}`,
    ask,
    async list(): Promise<readonly View[]> {
      const { data } = await ask(`{ findingViews { ${FIELDS} } }`);
      return Reflect.get(data, 'findingViews');
    },
    async save(view: object, id?: string, key?: string): Promise<Kept> {
      const { data, errors } = await ask(
        `mutation($view: FindingViewInput!, $id: ID, $key: String) { saveFindingView(view: $view, id: $id, clientMutationId: $key) { view { ${FIELDS} } userErrors { code } } }`,
        { view: { filter: {}, ...view }, id, key },
      );
      if (errors !== undefined) throw new Error(errors[0]?.message);
      return Reflect.get(data, 'saveFindingView');
    },
    async remove(id: string, key?: string): Promise<readonly unknown[]> {
      const { data } = await ask(
        'mutation($id: ID!, $key: String) { removeFindingView(id: $id, clientMutationId: $key) { userErrors { code } } }',
        { id, key },
      );
      return Reflect.get(data, 'removeFindingView').userErrors;
    },
  };
}

interface View {
  readonly id: string;
  readonly name: string;
  readonly filter: object;
  readonly isMine: boolean;
}

interface Kept {
  readonly view: View | null;
  readonly userErrors: readonly { readonly code: string }[];
}

test('a view is kept, and its filter asks what it was made to ask', async () => {
  const { ask, save, list, remove } = await somebody('viewer');
  const filter = { or: [{ severities: ['CRITICAL'] }, { not: { assigned: false } }], archived: false };
  const { view } = await save({ name: 'Mine', filter, columns: ['type', 'resource.id'] });
  expect(view).toMatchObject({ name: 'Mine', filter, columns: ['type', 'resource.id'], shared: false, isMine: true });
  const count = async (wanted: object | undefined) =>
    (await ask('query($f: FindingFilter) { findings(filter: $f) { totalCount } }', { f: wanted })).data.findings;
  expect(await count(view?.filter)).toEqual(await count(filter));

  const changed = await save({ name: 'Still mine', filter: { text: 'ssh' } }, view?.id);
  expect(await list()).toEqual([changed.view]);
  expect(changed.view).toMatchObject({ id: view?.id, name: 'Still mine', filter: { text: 'ssh' } });
  expect(await remove(view?.id ?? '')).toEqual([]);
  expect(await list()).toEqual([]);
  const audited = await api.database.db.execute(sql`select what from audit where subject = ${view?.id}`, 'objects');
  expect(audited.map(({ what }) => what)).toEqual(['view.create', 'view.change', 'view.remove']);
});

test('a change that is sent again with its key is done once, and answered as it was', async () => {
  const { save, list, remove } = await somebody('viewer');
  const filter = { createdFrom: '2026-03-01T00:00:00.000Z' };
  const [first, again] = [
    await save({ name: 'Once', filter }, undefined, 's'),
    await save({ name: 'Once', filter }, undefined, 's'),
  ];
  expect(again).toEqual(first);
  expect(await list()).toEqual([first.view]);
  expect((await save({ name: 'Other' }, undefined, 's')).userErrors).toEqual([{ code: 'KEY_REUSED' }]);
  for (const _ of [1, 2]) expect(await remove(first.view?.id ?? '', 'r')).toEqual([]);
  expect(await remove('x', 'r')).toEqual([{ code: 'KEY_REUSED' }]);
});

test('what is shared, whoever sees as much is shown, and nobody else changes it', async () => {
  const [whole, part, likewise] = [
    await somebody('analyst'),
    await somebody('analyst', OURS),
    await somebody('viewer', OURS),
  ];
  const wide = (await whole.save({ name: 'Wide', shared: true, filter: { accountIds: ['444455556666'] } })).view;
  const narrow = (await part.save({ name: 'Narrow', shared: true })).view;
  await part.save({ name: 'Private' });
  const names = async ({ list }: typeof whole) => (await list()).map(({ name, isMine }) => [name, isMine]);
  expect(await names(whole)).toEqual([
    ['Wide', true],
    ['Narrow', false],
  ]);
  expect(await names(part)).toEqual([
    ['Narrow', true],
    ['Private', true],
  ]);
  expect(await names(likewise)).toEqual([['Narrow', false]]);

  for (const other of [whole, likewise]) {
    expect(await other.save({ name: 'Taken' }, narrow?.id)).toEqual({
      view: null,
      userErrors: [{ code: 'NOT_FOUND' }],
    });
    expect(await other.remove(narrow?.id ?? '')).toEqual([{ code: 'NOT_FOUND' }]);
  }
  expect(await likewise.save({ name: 'Shown', shared: true })).toMatchObject({ userErrors: [{ code: 'FORBIDDEN' }] });
  expect(await part.remove(wide?.id ?? '')).toEqual([{ code: 'NOT_FOUND' }]);
});

test('what is no view is said to be none, and one viewer has a hundred at most', async () => {
  const { id, save, ask } = await somebody('viewer');
  for (const wrong of [
    { name: ' ' },
    { name: 'x'.repeat(101) },
    { name: 'x', columns: ['a b'] },
    { name: 'x', columns: Array(51).fill('a') },
  ])
    expect(await save(wrong)).toEqual({ view: null, userErrors: [{ code: 'INVALID' }] });
  await expect(save({ name: 'x', filter: { types: ['none'] } })).rejects.toThrow('not a finding type');
  await api.database.db.execute(sql`
    insert into views (id, name, filter, columns, shared, owner, scope, changed_at)
    select 'v' || n, 'v', '{}', '[]', false, ${id}, '{"kind":"everything"}', now() from generate_series(1, 100) n`);
  expect(await save({ name: 'one more' })).toEqual({ view: null, userErrors: [{ code: 'TOO_MANY' }] });
  expect(await save({ name: 'changed' }, 'v7')).toMatchObject({ view: { name: 'changed' } });
  // A filter that an earlier version stored is no longer valid.
  await api.database.db.execute(sql`update views set filter = '{"gone":1}' where id = 'v8' and owner = ${id}`);
  const { data } = await ask('{ findingViews { id } }');
  expect(Reflect.get(data, 'findingViews').filter((view: View) => view.id.startsWith('v'))).toHaveLength(99);
});
