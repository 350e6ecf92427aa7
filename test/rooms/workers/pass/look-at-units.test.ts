import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { directory, putAccounts } from '#db/queries/accounts.ts';
import { putUnitTree, unitTree } from '#db/queries/organizational-units.ts';
import { ADMINISTRATOR } from '#services/aws/aws.ts';
import { readOrganization } from '#services/aws/organizations.ts';
import { hours } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { lookAtUnits } from '#services/workers/pass/look-at-units.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { inProcessAws } from '../../../world/in-process-aws.ts';

const ACCOUNTS = ['111122223333', '444455556666', '123456789012'];
const [MANAGEMENT = '', DEV = '', PROD = ''] = ACCOUNTS;
const NOW = Date.parse('2026-03-03T00:00:00Z');

/** AWS Organizations: units by their parent, and the unit of each account. */
class Tree {
  readonly units = new Map<string, string>();
  readonly stands = new Map<string, string>(ACCOUNTS.map((id) => [id, 'r-ab12']));
  readonly asked: string[] = [];
  tellsPaths = true;
  /** Happens when the accounts of this unit are asked for. */
  meanwhile: { readonly at: string; readonly happens: () => void } | undefined;
  isDenied = false;
  isRootDenied = false;
  /** Units that are also said to be in another, as no honest endpoint would. */
  more: Readonly<Record<string, readonly string[]>> = {};
  /** Whether accounts are on two pages. */
  repeats = false;

  readonly aws = inProcessAws(({ action, input }) => {
    const name = action.split('.').at(-1) ?? '';
    this.asked.push(name);
    const parent = String(input['ParentId']);
    if (name === 'DescribeOrganization')
      return { body: { Organization: { Id: 'o-example1111', MasterAccountId: MANAGEMENT } } };
    if (name === 'ListAccounts')
      return {
        body: {
          Accounts: [...ACCOUNTS, ...(this.repeats ? ACCOUNTS : [])].map((Id) => ({
            Id,
            ...(this.tellsPaths && { Paths: [this.#path(Id)] }),
          })),
        },
      };
    if (this.isDenied || (this.isRootDenied && name === 'ListRoots'))
      return { status: 400, body: { __type: 'AccessDeniedException' } };
    if (name === 'ListRoots') return { body: { Roots: [{ Id: 'r-ab12' }] } };
    const below = (of: ReadonlyMap<string, string>) => [...of].flatMap(([id, above]) => (above === parent ? [id] : []));
    if (name === 'ListOrganizationalUnitsForParent')
      return {
        body: {
          OrganizationalUnits: [...below(this.units), ...(this.more[parent] ?? [])].map((Id) => ({
            Id,
            Name: `${Id}!`,
          })),
        },
      };
    const answer = { body: { Accounts: below(this.stands).map((Id) => ({ Id })) } };
    if (this.meanwhile?.at === parent) this.meanwhile.happens();
    return answer;
  });

  #path(id: string): string {
    const path = [id];
    for (let at = this.stands.get(id); at !== undefined; at = this.units.get(at)) path.unshift(at);
    return `o-example1111/${path.join('/')}/`;
  }
}

let database: Database;
let tree: Tree;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());
beforeEach(async () => {
  await empty(database.db);
  tree = new Tree();
  tree.units.set('ou-ab12-work', 'r-ab12').set('ou-ab12-prod', 'ou-ab12-work').set('ou-ab12-dev', 'ou-ab12-work');
  tree.stands.set(DEV, 'ou-ab12-dev').set(PROD, 'ou-ab12-prod');
});

/** @returns how often the tree was asked for, and what was said */
async function look(atHour: number, named: readonly string[] = []) {
  tree.asked.length = 0;
  const now = new Date(NOW + hours(atHour));
  const administrator = await tree.aws.client(ADMINISTRATOR);
  const read = await readOrganization(administrator);
  await putAccounts(database.db, read.accounts, now);
  const trouble = await lookAtUnits(database.db, administrator, read, named, now);
  return { requests: tree.asked.length - 2, trouble: trouble?.kind };
}

const stands = async () => Object.fromEntries((await directory(database.db)).members);
const names = async () => (await unitTree(database.db, EVERYTHING)).units.map(({ name }) => name);
const WHOLE = {
  [MANAGEMENT]: [],
  [DEV]: ['ou-ab12-dev', 'ou-ab12-work'],
  [PROD]: ['ou-ab12-prod', 'ou-ab12-work'],
};

test('where accounts come with their units, these are listed once a day, and when one is met that nobody knows', async () => {
  expect(await look(0)).toEqual({ requests: 5, trouble: undefined });
  expect(await stands()).toEqual(WHOLE);
  expect(await names()).toEqual(['ou-ab12-dev!', 'ou-ab12-prod!', 'ou-ab12-work!']);
  tree.stands.set(DEV, 'ou-ab12-prod');
  expect(await look(1)).toEqual({ requests: 0, trouble: undefined });
  expect((await stands())[DEV]).toEqual(WHOLE[PROD]);
  expect(await look(2, ['ou-ab12-gone'])).toEqual({ requests: 0, trouble: 'missing' });
  tree.units.set('ou-ab12-new', 'r-ab12');
  tree.stands.set(DEV, 'ou-ab12-new');
  expect((await look(3)).requests).toBe(6);
  expect(await names()).toContain('ou-ab12-new!');
  expect((await look(26)).requests).toBe(0);
  expect((await look(27)).requests).toBe(6);
});

test('who may not list the tree is told where accounts stand all the same, with one request a look', async () => {
  tree.isDenied = true;
  expect(await look(0, ['ou-ab12-work'])).toEqual({ requests: 1, trouble: undefined });
  expect(await stands()).toEqual(WHOLE);
  tree.isDenied = false;
  expect((await look(1)).requests).toBe(5);
});

test('where they come without, an account that moves while the tree is listed stays where it was until the next look', async () => {
  tree.tellsPaths = false;
  expect(await look(0)).toEqual({ requests: 9, trouble: undefined });
  expect(await stands()).toEqual(WHOLE);
  // Production is listed before development: the account is in neither.
  tree.meanwhile = { at: 'ou-ab12-prod', happens: () => tree.stands.set(DEV, 'ou-ab12-prod') };
  await look(1);
  expect(await stands()).toEqual(WHOLE);
  tree.meanwhile = undefined;
  await look(2);
  expect((await stands())[DEV]).toEqual(WHOLE[PROD]);
  tree.stands.set(DEV, 'r-ab12');
  await look(3);
  expect((await stands())[DEV]).toEqual([]);
});

test('where units are said to be in each other, or without end, the walk ends, and accounts are listed once', async () => {
  tree.tellsPaths = false;
  tree.repeats = true;
  tree.units.set('ou-ab12-work', 'ou-ab12-dev').set('ou-ab12-top', 'r-ab12').set('ou-ab12-dev', 'ou-ab12-top');
  tree.more = { 'ou-ab12-dev': ['ou-ab12-top', 'ou-ab12-work', 'ou-ab12-dev'] };
  expect(await look(0, ['ou-ab12-top'])).toMatchObject({ trouble: undefined });
  expect(await names()).toEqual(['ou-ab12-dev!', 'ou-ab12-prod!', 'ou-ab12-top!', 'ou-ab12-work!']);
  expect((await stands())[DEV]).toEqual(['ou-ab12-dev', 'ou-ab12-top']);
  tree.more = { 'ou-ab12-top': Array.from({ length: 2001 }, (_, n) => `ou-ab12-${n}`) };
  tree.isRootDenied = true;
  expect(await look(24, ['ou-ab12-top'])).toEqual({ requests: 3, trouble: 'over-bound' });
});

test('where they come without, a large tree takes a thousand requests an hour', async () => {
  tree.tellsPaths = false;
  const units = Array.from({ length: 1200 }, (_, n) => ({ id: `ou-ab12-${n}`, name: `${n}`, parentId: undefined }));
  await look(0);
  await putUnitTree(database.db, 'o-example1111', { units, above: new Map() }, new Date(NOW));
  expect((await look(1)).requests).toBe(0);
  expect((await look(2)).requests).toBe(9);
  expect((await look(3)).requests).toBe(9);
});
