import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { auditPage, verifyAudit } from '#db/queries/audit.ts';
import { once, OTHER_REQUEST } from '#db/answers.ts';
import { changeCases, commentsOn } from '#db/queries/cases.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { deliveriesOf, settleDeliveries } from '#db/queries/deliveries.ts';
import { findingsById, findingsPage } from '#db/queries/findings.ts';
import { storedFindings } from '#db/queries/turn.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import type { CaseChange } from '#services/model/disposition.ts';
import type { FindingBody } from '#services/model/finding.ts';
import { EVERYTHING, type ViewerScope } from '#services/model/viewer.ts';
import { z } from 'zod';
import { onBothDatabases } from '../../../databases.ts';
import { created, finding, later, nothingMore, turn } from '../turns.ts';

const ARCHIVE: CaseChange = { kind: 'decide', status: 'ARCHIVED', because: 'ours' };
const ALICE = { who: 'user:alice', from: '203.0.113.9' };
const START = later(0).toISOString();

/** The body after `times` more records, the last of them at `ms`. */
function grown(n: number, times: number, ms: number): FindingBody {
  const { service, ...rest } = finding(n);
  const at = later(ms).toISOString();
  return { ...rest, updatedAt: at, service: { ...service, count: 10 + times, eventLastSeen: at } };
}

onBothDatabases((open, kind) => {
  let database: Database;
  let n = 0;
  let ID: string;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    n += 1;
    ID = finding(n).id;
    await commit(grown(n, 0, n), undefined);
  });
  afterAll(() => database.close());

  const change = (what: CaseChange, ms: number, scope: ViewerScope = EVERYTHING) =>
    database.db.transaction((tx) => changeCases(tx, scope, [ID], what, ALICE, later(ms)));
  const now = async () => {
    const [one] = await findingsById(database.db, EVERYTHING, [ID]);
    if (one === undefined) throw new Error('It is there.');
    return one;
  };
  const actions = async () =>
    (await auditPage(database.db, EVERYTHING, { subject: ID, limit: 1000 }))
      .map(({ entry }) => entry.what)
      .toReversed();

  async function commit(body: FindingBody, previous: string | undefined, ms = 0): Promise<boolean> {
    const deliveries = [{ sink: 'test', terms: EVERY_VERSION, findingId: ID, partition: 'p' }];
    const findings = [{ finding: body, memory: Buffer.of(1), previous }];
    return commitTurn(database.db, turn({ findings, deliveries, now: later(ms) }), nothingMore);
  }

  /** Works like a worker: reads the finding, lets it grow, writes it, and starts again if it was overtaken. */
  async function grow(times: number, ms: number): Promise<void> {
    for (;;) {
      const before = (await storedFindings(database.db, [ID])).get(ID)?.finding;
      const count = (before?.service.count ?? 0) + times;
      const at = later(Math.max(ms, Date.parse(before?.updatedAt ?? START) - later(0).getTime() + 1)).toISOString();
      const body = { ...grown(n, 0, ms), updatedAt: at };
      const more = { ...body, service: { ...body.service, count } };
      if (await commit(more, before?.updatedAt, ms)) return;
    }
  }

  test('who archives a finding puts it out of sight, and it is reopened once when it recurs', async () => {
    expect(await change(ARCHIVE, 1000)).toEqual({ changed: [ID], missing: [] });
    const closedBy = { kind: 'person', who: 'user:alice', at: later(1000).toISOString(), because: 'ours' };
    expect(await now()).toMatchObject({
      service: { archived: true },
      disposition: { status: 'ARCHIVED', closedBy },
      updatedAt: later(1000).toISOString(),
    });
    await grow(1, 500);
    expect((await now()).disposition).toMatchObject({ status: 'ARCHIVED', closedBy });
    await grow(1, 2000);
    await grow(1, 3000);
    expect(await now()).toMatchObject({ service: { archived: false, count: 13 }, disposition: { status: 'REOPENED' } });
    expect(await actions()).toEqual(['finding.decide', 'finding.reopen']);
    await change(ARCHIVE, 4000);
    await grow(1, 5000);
    expect(await actions()).toEqual(['finding.decide', 'finding.reopen', 'finding.decide', 'finding.reopen']);
  });

  test('to say again what was said changes nothing, and nothing is audited', async () => {
    await change(ARCHIVE, 1000);
    expect(await change({ ...ARCHIVE, because: 'again' }, 2000)).toEqual({ changed: [], missing: [] });
    expect((await now()).disposition.closedBy?.at).toBe(later(1000).toISOString());
    expect(await actions()).toHaveLength(1);
  });

  test('every change is a version that readers and sinks take for later, also where clocks differ', async () => {
    const versions = [(await now()).updatedAt];
    for (const act of [
      () => change(ARCHIVE, 5000),
      () => change({ kind: 'assign', assignee: 'bob' }, 100),
      () => grow(1, 200),
      () => change({ kind: 'decide', status: 'OPEN', because: null }, 300),
    ]) {
      await act();
      versions.push((await now()).updatedAt);
      const [delivery] = await deliveriesOf(database.db, ID);
      expect(delivery?.version.toISOString()).toBe(versions.at(-1));
    }
    expect(versions).toEqual([...new Set(versions)].toSorted());
    const rows = await findingsPage(
      database.db,
      EVERYTHING,
      { updatedFrom: new Date(versions.at(-1) ?? '') },
      { by: 'updatedAt', descending: true },
      { limit: 9 },
    );
    expect(rows.map(({ finding: { id } }) => id)).toEqual([ID]);
  });

  test('what is out of sight before a sink was told of it is withheld until it comes into sight', async () => {
    const sent = {
      findingId: ID,
      outcome: 'delivered',
      version: START,
      error: undefined,
      nextAttemptAt: later(0),
    } as const;
    await settleDeliveries(database.db, 'test', [sent], later(0));
    await change(ARCHIVE, 1000);
    const order = [{ sink: 'other', terms: EVERY_VERSION, findingId: ID, partition: 'p' }];
    await commitTurn(database.db, turn({ deliveries: order }), nothingMore);
    const states = async () => (await deliveriesOf(database.db, ID)).map(({ sink, state }) => [sink, state]);
    expect(await states()).toEqual([
      ['other', 'withheld'],
      ['test', 'pending'],
    ]);
    await change({ kind: 'assign', assignee: 'bob' }, 1500);
    expect(await states()).toContainEqual(['other', 'withheld']);
    await grow(1, 2000);
    expect(await states()).toContainEqual(['test', 'pending']);
    await commitTurn(database.db, turn({ deliveries: order }), nothingMore);
    expect(await states()).toContainEqual(['other', 'pending']);
  });

  test('comments, hands and feedback stay while it grows', async () => {
    await change({ kind: 'comment', text: 'Asked the owner.' }, 100);
    await change({ kind: 'assign', assignee: 'bob' }, 200);
    await change({ kind: 'judge', feedback: 'NOT_USEFUL', because: null }, 300);
    await grow(1, 400);
    expect((await now()).disposition).toMatchObject({ status: 'UPDATED', assignee: 'bob', feedback: 'NOT_USEFUL' });
    expect(await commentsOn(database.db, EVERYTHING, ID)).toMatchObject([
      { who: 'user:alice', text: 'Asked the owner.' },
    ]);
    await change({ kind: 'assign', assignee: null }, 500);
    await change({ kind: 'judge', feedback: null, because: null }, 600);
    expect((await now()).disposition).not.toHaveProperty('assignee');
    expect((await now()).disposition).not.toHaveProperty('feedback');
  });

  test('who may not see a finding cannot change it, and is told what is told of one that is not there', async () => {
    const scope: ViewerScope = { kind: 'some', accounts: ['444455556666'], organizationalUnits: [] };
    expect(await change(ARCHIVE, 1000, scope)).toEqual({ changed: [], missing: [ID] });
    expect((await now()).service.archived).toBe(false);
    const odd = await database.db.transaction((tx) =>
      changeCases(tx, EVERYTHING, ['x\0', 'f'.repeat(32)], ARCHIVE, ALICE, later(0)),
    );
    expect(odd).toEqual({ changed: [], missing: ['x\0', 'f'.repeat(32)] });
  });

  test('a request with a key is answered again for a day, and not done again', async () => {
    let done = 0;
    const ask = (key: string | undefined, request: string, ms: number) =>
      once(database.db, key === undefined ? undefined : { key, who: 'a', request }, later(ms), z.number(), async () => {
        done += 1;
        return done;
      });
    expect(await ask('k', 'r', 0)).toBe(1);
    expect(await ask('k', 'r', 1000)).toBe(1);
    expect(await ask('k', 'other', 1000)).toBe(OTHER_REQUEST);
    expect(await ask('other', 'r', 1000)).toBe(2);
    expect(await ask(undefined, 'r', 1000)).toBe(3);
    expect(await ask('k', 'other', 86_400_001)).toBe(4);
    expect(await ask('k', 'other', 86_400_002)).toBe(4);
  });

  describe.runIf(kind === 'server')('with workers and people at it at once', () => {
    test('nothing that either did is lost, and nobody waits for ever', async () => {
      const [turns, deeds] = [40, 40];
      const workers = Array.from({ length: 3 }, async (_, worker) => {
        for (let i = 0; i < turns; i++) await grow(1, 10_000 + 100 * i + worker);
      });
      const people = Array.from({ length: 3 }, async (_, person) => {
        for (let i = 0; i < deeds; i++) {
          const feedback = i % 2 === 0 ? 'USEFUL' : 'NOT_USEFUL';
          await change({ kind: 'comment', text: `${person} ${i}` }, i);
          if (person === 0) await change({ kind: 'assign', assignee: `bob ${i}` }, i);
          if (person === 1) await change({ kind: 'judge', feedback, because: null }, i);
        }
      });
      await Promise.all([...workers, ...people]);
      const { service, disposition, updatedAt } = await now();
      expect(service.count).toBe(10 + 3 * turns);
      expect(disposition).toMatchObject({ assignee: `bob ${deeds - 1}`, feedback: 'NOT_USEFUL' });
      expect(await commentsOn(database.db, EVERYTHING, ID)).toHaveLength(3 * deeds);
      const [delivery] = await deliveriesOf(database.db, ID);
      expect(delivery?.version.toISOString()).toBe(updatedAt);
      expect(await actions()).toHaveLength(5 * deeds);
      expect(await verifyAudit(database.db)).toHaveProperty('hash');
    });

    test('a decision that waits for a commit is made of what was committed, and the other way round', async () => {
      for (let i = 0; i < 20; i++) {
        const at = 100_000 * (i + 1);
        await Promise.all([change(ARCHIVE, at), grow(1, at + 1)]);
        expect((await now()).disposition.status).toMatch(/REOPENED|ARCHIVED/);
        await grow(1, at + 2);
        expect((await now()).disposition.status).toBe('REOPENED');
      }
      const what = await actions();
      const reopened = what.filter((each) => each === 'finding.reopen').length;
      expect(what.filter((each) => each === 'finding.decide')).toHaveLength(20);
      expect(reopened).toBeLessThanOrEqual(20);
    });

    test('many findings in other orders at once do not block one another', async () => {
      const ids = Array.from({ length: 30 }, (_, i) => finding(100 + i));
      await commitTurn(database.db, turn({ findings: created(...ids) }), nothingMore);
      const mixed = (seed: number) =>
        ids.map(({ id }) => id).toSorted((a, b) => (hash(a, seed) < hash(b, seed) ? -1 : 1));
      await Promise.all(
        Array.from({ length: 24 }, (_, i) =>
          database.db.transaction((tx) =>
            changeCases(tx, EVERYTHING, mixed(i), { kind: 'assign', assignee: `bob ${i}` }, ALICE, later(i)),
          ),
        ),
      );
      const assigned = new Set(
        (await findingsById(database.db, EVERYTHING, mixed(0))).map((each) => each.disposition.assignee),
      );
      expect(assigned.size).toBe(1);
    });
  });
});

function hash(text: string, seed: number): number {
  return [...`${seed}${text}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_537, seed);
}
