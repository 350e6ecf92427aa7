import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { applyRules } from '#db/queries/apply-rules.ts';
import { auditPage, verifyAudit } from '#db/queries/audit.ts';
import { changeCases } from '#db/queries/cases.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { deliveriesOf } from '#db/queries/deliveries.ts';
import { findingsById, findingsPage } from '#db/queries/findings.ts';
import { countFindings } from '#db/queries/statistics.ts';
import { endRule, makeRule } from '#db/queries/make-rule.ts';
import { previewRule } from '#db/queries/preview-rule.ts';
import { keptRules, putRule } from '#db/queries/rules.ts';
import { storedFindings } from '#db/queries/turn.ts';
import type { FindingBody } from '#services/model/finding.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import type { Criterion, RuleDraft } from '#services/model/rule.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { MANY_FINDINGS } from '../many-findings.ts';
import { created, finding, later, nothingMore, turn } from '../turns.ts';

const ALICE = { who: 'user:alice', from: '203.0.113.9' };
const PORTSCANS: Criterion = { field: 'type', operator: 'equals', values: ['Recon:EC2/Portscan'] };
const OF_ONE: Criterion = { field: 'accountId', operator: 'equals', values: ['111122223333'] };
const isPortscan = ({ type }: FindingBody) => type === 'Recon:EC2/Portscan';

function draft(criteria: readonly Criterion[], rest: Partial<RuleDraft> = {}): RuleDraft {
  const effect = { kind: 'suppress' } as const;
  const said = { name: 'r', owner: 'alice', because: 'ours', expiresAt: null, endlessBecause: 'ours' };
  return { ...said, effect, criteria, ...rest };
}

function rating(severity: number, ...criteria: readonly Criterion[]): RuleDraft {
  return draft(criteria, { effect: { kind: 'rate', severity }, because: `because ${severity}` });
}

const ids = (some: readonly FindingBody[]) => some.map(({ id }) => id).toSorted();

onBothDatabases((open, kind) => {
  let database: Database;
  let ms = 1_000_000;
  const clock = () => later(ms);
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ms += 1000;
    await empty(database.db);
    const deliveries = MANY_FINDINGS.map(({ id }) => ({
      sink: 'test',
      terms: EVERY_VERSION,
      findingId: id,
      partition: 'p',
    }));
    await commitTurn(database.db, turn({ findings: created(...MANY_FINDINGS), deliveries }), nothingMore);
  });

  const make = async (rule: RuleDraft, rest: { id?: string; attacks?: readonly FindingBody[]; force?: boolean } = {}) =>
    makeRule(database.db, EVERYTHING, rule, { attacks: [], force: false, actor: ALICE, clock, ...rest });
  const made = async (rule: RuleDraft) => {
    const answer = await make(rule);
    if (answer.state !== 'made') throw new Error(answer.state);
    return answer;
  };
  const hidden = async (id: string) => {
    const order = { by: 'severity', descending: true } as const;
    const rows = await findingsPage(database.db, EVERYTHING, { suppressedBy: [id], archived: true }, order, {
      limit: 100,
    });
    return rows.map((row) => row.finding.id).toSorted();
  };
  const only = async (id: string) => (await findingsById(database.db, EVERYTHING, [id]))[0];

  async function grow(id: string): Promise<void> {
    const before = (await storedFindings(database.db, [id])).get(id)?.finding;
    if (before === undefined) throw new Error('It is there.');
    const at = later((ms += 1000)).toISOString();
    const { service } = before;
    const body = { ...before, updatedAt: at, service: { ...service, count: service.count + 1, eventLastSeen: at } };
    const findings = [{ finding: body, memory: undefined, previous: before.updatedAt }];
    expect(await commitTurn(database.db, turn({ findings, now: clock() }), nothingMore)).toBe(true);
  }

  test('a preview says what then is hidden, finding by finding, and by which rule', async () => {
    const first = await made(draft([PORTSCANS, OF_ONE]));
    const wider = draft([
      { field: 'type', operator: 'matches', values: ['*:EC2/*'] },
      { ...OF_ONE, field: 'region', values: ['us-east-1'] },
    ]);
    const preview = await previewRule(database.db, EVERYTHING, wider, [], clock());
    const second = await made(wider);
    expect(second.preview).toEqual(preview);
    const one = MANY_FINDINGS.filter((each) => isPortscan(each) && each.accountId === '111122223333');
    const two = MANY_FINDINGS.filter((each) => each.region === 'us-east-1' && !one.includes(each));
    expect(await hidden(first.rule.id)).toEqual(ids(one));
    expect(await hidden(second.rule.id)).toEqual(ids(two));
    expect(first.preview).toMatchObject({
      matches: one.length,
      earlier: 0,
      byType: [{ type: 'Recon:EC2/Portscan', count: one.length }],
    });
    // A rule that replaces another takes its position among the others.
    const instead = async (id: string) => previewRule(database.db, EVERYTHING, wider, [], clock(), id);
    expect(await instead(second.rule.id)).toEqual(preview);
    expect(await instead(first.rule.id)).toMatchObject({ matches: preview.matches, earlier: 0 });
    expect(preview.matches - preview.earlier).toBe(two.length);
    expect(preview.byType).toEqual([
      { type: 'UnauthorizedAccess:EC2/SSHBruteForce', count: 10 },
      { type: 'Recon:EC2/Portscan', count: 2 },
    ]);
    expect(await keptRules(database.db, EVERYTHING, clock())).toMatchObject([
      { id: first.rule.id, inForce: true, findings: one.length },
      { id: second.rule.id, inForce: true, findings: two.length },
    ]);
    expect((await deliveriesOf(database.db, one[0]?.id ?? ''))[0]?.state).toBe('withheld');
  });

  test('what is hidden stays hidden when it happens again, and what is found anew is hidden at once', async () => {
    const { rule } = await made(draft([PORTSCANS]));
    const [again] = MANY_FINDINGS.filter(isPortscan);
    await grow(again?.id ?? '');
    const fresh = finding(500, { type: 'Recon:EC2/Portscan' });
    await commitTurn(database.db, turn({ findings: created(fresh), now: clock() }), nothingMore);
    expect(await hidden(rule.id)).toEqual(ids([...MANY_FINDINGS.filter(isPortscan), fresh]));
    const closedBy = { kind: 'rule', who: 'alice', because: 'ours' };
    expect(await only(fresh.id)).toMatchObject({
      disposition: { status: 'ARCHIVED', closedBy },
      service: { archived: true },
    });
  });

  test('a rule that ends, by its time or by a person, shows what it hid', async () => {
    const expiresAt = later(ms + 500).toISOString();
    const { rule } = await made(draft([PORTSCANS], { expiresAt, endlessBecause: null }));
    expect(await hidden(rule.id)).not.toEqual([]);
    ms += 500;
    // A finding that grows meanwhile is judged without the rule, although the others have not been changed yet.
    const [again] = MANY_FINDINGS.filter(isPortscan);
    await grow(again?.id ?? '');
    expect((await only(again?.id ?? ''))?.service.archived).toBe(false);
    expect(await applyRules(database.db, clock)).toBe(MANY_FINDINGS.filter(isPortscan).length - 1);
    expect(await hidden(rule.id)).toEqual([]);
    const other = await made(draft([OF_ONE]));
    expect(await endRule(database.db, EVERYTHING, other.rule.id, { actor: ALICE, clock })).toBe(true);
    expect(await countFindings(database.db, EVERYTHING, { archived: true })).toBe(0);
    expect(await endRule(database.db, EVERYTHING, other.rule.id, { actor: ALICE, clock })).toBe(false);
    // Somebody who changes the rule at this moment, and still saw it, is told that it is gone.
    expect(await putRule(database.db, other.rule.id, draft([OF_ONE]), [], ALICE, clock())).toBeUndefined();
    expect(await applyRules(database.db, clock)).toBe(0);
    const audited = await auditPage(database.db, EVERYTHING, { subject: other.rule.id, limit: 9 });
    expect(audited.map(({ entry }) => entry)).toMatchObject([
      { what: 'rule.apply' },
      { what: 'rule.remove', before: draft([OF_ONE]) },
      { what: 'rule.apply' },
      { what: 'rule.create', after: draft([OF_ONE]) },
    ]);
    expect(await verifyAudit(database.db)).toHaveProperty('hash');
  });

  test('a rule that is changed hides what it is for now, and nothing of what it was for', async () => {
    const { rule } = await made(draft([PORTSCANS]));
    const answer = await make(draft([OF_ONE]), { id: rule.id });
    expect(answer.state).toBe('made');
    expect(await hidden(rule.id)).toEqual(ids(MANY_FINDINGS.filter(({ accountId }) => accountId === '111122223333')));
    expect(await make(draft([OF_ONE]), { id: 'none' })).toEqual({ state: 'missing' });
  });

  test('a rule that is changed while it is applied is applied as it is then', async () => {
    const { rule } = await made(draft([PORTSCANS]));
    await database.db.execute(sql`update rules set applied = null`);
    let changes = 1;
    const change = () =>
      database.db.execute(
        sql`update rules set draft = jsonb_set(draft, '{criteria}', ${JSON.stringify([OF_ONE])}::jsonb)`,
      );
    // Like a change by somebody else, between the last finding and the note that the rule is applied.
    const db = new Proxy(database.db, {
      get(target, name) {
        if (name === 'transaction')
          return async (...asked: Parameters<typeof target.transaction>) => {
            const answer = await target.transaction(...asked);
            if (changes-- > 0) await change();
            return answer;
          };
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
    await applyRules(db, clock);
    expect(await hidden(rule.id)).toEqual(ids(MANY_FINDINGS.filter(({ accountId }) => accountId === '111122223333')));
  });

  test('what would hide a simulated attack is refused unless it is forced, and then the audit log says so', async () => {
    const attacks = [finding(1), finding(2, { type: 'Recon:EC2/Portscan' })];
    const refused = await make(draft([PORTSCANS, { ...OF_ONE, values: ['999988887777'] }]), { attacks });
    expect(refused).toMatchObject({ state: 'silences', preview: { unseen: ['Recon:EC2/Portscan'] } });
    expect(await keptRules(database.db, EVERYTHING, clock())).toEqual([]);
    const narrow = draft([PORTSCANS, { field: 'resourceId', operator: 'equals', values: ['i-0'] }]);
    expect(await make(narrow, { attacks })).toMatchObject({ state: 'made', preview: { unseen: [] } });
    const forced = await make(draft([PORTSCANS]), { attacks, force: true });
    if (forced.state !== 'made') throw new Error(forced.state);
    const audited = await auditPage(database.db, EVERYTHING, { subject: forced.rule.id, limit: 9 });
    expect(audited.at(-1)?.entry).toMatchObject({
      ...ALICE,
      what: 'rule.create',
      after: draft([PORTSCANS]),
      about: { unseen: ['Recon:EC2/Portscan'] },
    });
    // A rule that rates an attack hides nothing.
    const rated = draft([PORTSCANS], { effect: { kind: 'rate', severity: 2 } });
    expect(await make(rated, { attacks })).toMatchObject({ state: 'made', preview: { unseen: [] } });
  });

  test('its owner rates a finding: both severities are kept and filtered by, and of several the highest holds', async () => {
    const low = await made(rating(1.5, OF_ONE));
    await made(rating(9.5, PORTSCANS, OF_ONE));
    const rated = MANY_FINDINGS.filter(({ accountId }) => accountId === '111122223333');
    const critical = rated.filter(isPortscan);
    const some = { contextSeverities: ['Critical'] } as const;
    const others = MANY_FINDINGS.filter((each) => !rated.includes(each) && each.severity >= 9);
    expect(await countFindings(database.db, EVERYTHING, some)).toBe(critical.length + others.length);
    expect(await countFindings(database.db, EVERYTHING, { ratedBy: [low.rule.id] })).toBe(
      rated.length - critical.length,
    );
    const [one] = critical;
    await grow(one?.id ?? '');
    expect(await only(one?.id ?? '')).toMatchObject({
      severity: one?.severity,
      disposition: { severity: 9.5, ratedBecause: 'because 9.5', status: 'UPDATED' },
    });
    expect(await countFindings(database.db, EVERYTHING, { severities: ['Low'] })).toBe(5);
  });

  test('units and tags of today are asked', async () => {
    const unit = 'ou-ab12-cd34ef56';
    await database.db.execute(sql`insert into accounts (id, name, status, listed_at, organizational_units)
      values ('444455556666', 'n', 'ACTIVE', now(), ${JSON.stringify([unit])}::jsonb) on conflict do nothing`);
    const { rule } = await made(draft([{ field: 'organizationalUnit', operator: 'equals', values: [unit] }]));
    expect(await hidden(rule.id)).toEqual(ids(MANY_FINDINGS.filter(({ accountId }) => accountId === '444455556666')));
  });

  test('what a person does to what a rule hides is kept, and shows when the rule is gone', async () => {
    const { rule } = await made(draft([PORTSCANS]));
    const [one] = await hidden(rule.id);
    const done = await database.db.transaction((tx) =>
      changeCases(
        tx,
        EVERYTHING,
        [one ?? ''],
        { kind: 'decide', status: 'IN_PROGRESS', because: null },
        ALICE,
        clock(),
      ),
    );
    expect(done.changed).toEqual([]);
    expect((await only(one ?? ''))?.disposition.status).toBe('ARCHIVED');
    await endRule(database.db, EVERYTHING, rule.id, { actor: ALICE, clock });
    expect((await only(one ?? ''))?.disposition.status).toMatch(/NEW|UPDATED/);
  });

  describe.runIf(kind === 'server')('while findings are committed', () => {
    test('a rule that is made before a commit ends that does not know it is for what was committed, too', async () => {
      const fresh = finding(900, { type: 'Recon:EC2/Portscan' });
      let making: ReturnType<typeof made> | undefined;
      await commitTurn(database.db, turn({ findings: created(fresh), now: clock() }), async () => {
        making = made(draft([PORTSCANS]));
        await pause(200);
      });
      const { rule } = (await making) ?? (await made(draft([PORTSCANS])));
      expect(await hidden(rule.id)).toContain(fresh.id);
    });

    test('a rule that is made and ended all the time leaves nothing hidden that it does not hide, and hides all that it does', async () => {
      const fresh = Array.from({ length: 60 }, (_, n) => finding(1000 + n, { type: 'Recon:EC2/Portscan' }));
      let rule = '';
      const committing = Array.from({ length: 3 }, async (_, worker) => {
        for (const each of fresh.filter((__, n) => n % 3 === worker))
          await commitTurn(database.db, turn({ findings: created(each), now: clock() }), nothingMore);
      });
      const ruling = async () => {
        for (let n = 0; n < 6; n++) {
          if (rule !== '') await endRule(database.db, EVERYTHING, rule, { actor: ALICE, clock });
          rule = (await made(draft([PORTSCANS], { name: `r${n}` }))).rule.id;
        }
      };
      await Promise.all([...committing, ruling()]);
      const all = [...MANY_FINDINGS.filter(isPortscan), ...fresh];
      expect(await hidden(rule)).toEqual(ids(all));
      expect(await countFindings(database.db, EVERYTHING, { archived: true })).toBe(all.length);
      await endRule(database.db, EVERYTHING, rule, { actor: ALICE, clock });
      expect(await countFindings(database.db, EVERYTHING, { archived: true })).toBe(0);
    });
  });
});
