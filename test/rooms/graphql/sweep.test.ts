import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { changeCases } from '#db/queries/cases.ts';
import { putCoverage } from '#db/queries/coverage.ts';
import { addProofGaps } from '#db/queries/digests.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { putLook } from '#db/queries/enrolments.ts';
import { putUnitsRefused, putUnitTree } from '#db/queries/organizational-units.ts';
import { putRule } from '#db/queries/rules.ts';
import { putView } from '#db/queries/views.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { createApi } from '#graphql/api.ts';
import { EVERYTHING, isAtLeast, ROLES, type Grant, type Role, type ViewerScope } from '#services/model/viewer.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import type { RuleDraft } from '#services/model/rule.ts';
import { openEmpty } from '../../databases.ts';
import { memberAccount } from '../../member-account.ts';
import { created, finding, keptWith, later, logObject, nothingMore, NOW, report, turn } from '../db/turns.ts';
import { apiOptions } from './open-api.ts';
import { questions, type Aim, type Question } from './walk.ts';

const OURS = '111122223333';
const THEIRS = '444455556666';
const OUR_SCOPE: ViewerScope = { kind: 'some', accounts: [OURS], organizationalUnits: [] };

const findingOf = (n: number, accountId: string) => {
  const mark = accountId === THEIRS ? 'CANARY' : 'ours';
  return finding(n, {
    accountId,
    title: `${mark} ${n}`,
    region: accountId === THEIRS ? 'eu-north-1' : 'us-east-1',
    severity: accountId === THEIRS ? 9.5 : 5,
    type: accountId === THEIRS ? 'Recon:EC2/Portscan' : 'UnauthorizedAccess:EC2/SSHBruteForce',
    resource: { ...finding(n).resource, id: `i-${mark}-${n}` },
  });
};
const OUR_FINDINGS = [1, 2, 3].map((n) => findingOf(n, OURS));
const THEIR_FINDINGS = [4, 5, 6, 7, 8].map((n) => findingOf(n, THEIRS));
const [THEIR_ID = '', OUR_ID = ''] = [THEIR_FINDINGS[0]?.id, OUR_FINDINGS[0]?.id];

/** A trusted list. It applies to the whole organization, and names their resources. */
const THEIR_TRUST: RuleDraft = {
  name: 'CANARY',
  effect: { kind: 'suppress' },
  criteria: [{ field: 'remoteAddress', operator: 'within', values: ['192.0.2.250/32'] }],
  owner: 'CANARY',
  because: 'CANARY',
  expiresAt: null,
  endlessBecause: 'CANARY',
};

/** A feature that is to be switched on in their account. */
const THEIR_TASK = `${THEIRS}/eu-north-1/vpc-flow`;

/** Ids that the answer repeats from the caller's own request. */
const ECHO = new RegExp(
  `There is no \\w+ ${THEIR_ID}\\.|Nothing is left to do of ${THEIR_TASK}\\.|"subject":"(${THEIR_ID}|${THEIR_TASK})"`,
  'g',
);

/** Texts that occur in their data only. A viewer of our account must see none of them. */
const CANARIES = [THEIRS, 'CANARY', 'eu-north-1', 'Portscan', ...THEIR_FINDINGS.map(({ id }) => id)];

/** An organization with or without their account. */
async function openWorld(accounts: readonly string[]) {
  const database = await openEmpty();
  const { db } = database;
  const kept = [...OUR_FINDINGS, ...THEIR_FINDINGS].filter(({ accountId }) => accounts.includes(accountId));
  await putAccounts(
    db,
    accounts.map((id) => memberAccount(id, id === THEIRS ? { name: 'CANARY' } : {})),
    NOW,
  );
  const unitOf = (accountId: string) => (accountId === THEIRS ? 'ou-ab12-CANARY' : 'ou-ab12-cd34ef56');
  const units = accounts.map((id) => ({
    id: unitOf(id),
    name: id === THEIRS ? 'CANARY' : 'ours',
    parentId: undefined,
  }));
  await putUnitTree(db, 'o-1', { units, above: new Map(accounts.map((id) => [id, [unitOf(id)]])) }, NOW);
  if (accounts.includes(THEIRS)) await putUnitsRefused(db, 'o-1', 'CANARY');
  const objects = accounts.map((accountId, n) =>
    logObject(n, { accountId, region: accountId === THEIRS ? 'eu-north-1' : 'us-east-1' }),
  );
  await putLogObjects(
    db,
    objects.map((object) => ({ object, partition: 'cloudtrail/1' })),
    NOW,
  );
  const coverage = accounts.map((accountId) => ({
    accountId,
    region: accountId === THEIRS ? 'eu-north-1' : 'us-east-1',
    source: 'cloudtrail' as const,
    state: 'gap' as const,
    reason: 'error' as const,
    detail: accountId === THEIRS ? 'CANARY' : 'ours',
    about: 'detection' as const,
  }));
  const deliveries = kept.map(({ id: findingId, updatedAt: version, accountId }) => ({
    sink: 'test',
    findingId,
    partition: accountId,
    version,
    terms: EVERY_VERSION,
  }));
  const reports = objects.map((object) => report(object, { records: 7 }));
  const records = kept.map(({ id, title }) => keptWith(id, title));
  await commitTurn(db, turn({ findings: created(...kept), kept: records, coverage, reports, deliveries }), nothingMore);
  await putCoverage(
    db,
    coverage.map((fact) => ({ ...fact, about: 'inventory' })),
    NOW,
  );
  await putCoverage(
    db,
    coverage.map((fact) => ({ ...fact, about: 'inventory', state: 'covered', reason: 'reading' })),
    NOW,
  );
  const gaps = coverage.map(({ accountId, region, source, detail }) => {
    const [time, kind] = [NOW.getTime(), 'object-missing'] as const;
    return { kind, bucket: 'trail', key: detail, accountId, region, source, from: time, to: time, detail };
  });
  await addProofGaps(db, '', gaps, NOW);
  for (const { id, title } of kept)
    await changeCases(db, EVERYTHING, [id], { kind: 'comment', text: title }, { who: 'local' }, NOW);
  await db.execute(sql`update deliveries set state = 'failed'`);
  for (const accountId of accounts) {
    const region = accountId === THEIRS ? 'eu-north-1' : 'us-east-1';
    const off = { feature: 'vpc-flow', region, on: 0, off: [accountId], refusal: null } as const;
    await putLook(db, { accountId, refusal: null, regions: [region], asked: ['vpc-flow'], features: [off] }, NOW);
  }
  const enrolment = {
    settings: { autoEnable: { 'vpc-flow': 'ALL' as const }, bucket: 'example-logs', role: 'VedetteEnrolment' },
    regions: undefined,
    memberRole: 'VedetteMember',
  };
  if (accounts.includes(THEIRS)) {
    const draft = { name: 'CANARY', filter: { accountIds: [THEIRS] }, columns: [], shared: true };
    await putView(db, EVERYTHING, { id: 'CANARY', isNew: true }, draft, { who: 'user:somebody' }, NOW);
    await putRule(db, 'CANARY', THEIR_TRUST, [], { who: 'local' }, NOW);
  }
  const api = createApi(apiOptions(database, { now: () => later(1000), enrolment }));
  const tokens = new Map<string, string>();
  return {
    database,
    /** The answer to somebody with a grant. @param silentMs time after which a subscription counts as silent */
    async ask(granted: Grant, { kind, requests, name }: Question, aim: Aim, silentMs = SILENT_MS): Promise<string> {
      const key = JSON.stringify(granted);
      const secret =
        tokens.get(key) ?? (await createToken(db, { name: 'sweep', granted, days: 1 }, 'local', later(1000))).secret;
      tokens.set(key, secret);
      const authorization = `Bearer ${secret}`;
      if (kind === 'path') {
        const filter = new URLSearchParams('accountIds' in aim ? { accountIds: String(aim['accountIds']) } : {});
        const response = await api.fetch(`http://127.0.0.1:4000${name}?${filter}`, { headers: { authorization } });
        return response.text();
      }
      const accept = kind === 'subscription' ? 'text/event-stream' : 'application/json';
      const headers = { 'content-type': 'application/json', authorization, accept };
      let answers = '';
      for (const request of requests(aim)) {
        const init = { method: 'POST', headers, body: JSON.stringify(request) };
        const response = await api.fetch('http://127.0.0.1:4000/graphql', init);
        answers += kind === 'subscription' ? await firstEvent(response, silentMs) : await response.text();
      }
      return answers;
    },
  };
}

/** The first event of a subscription. Silence is an answer, too. */
async function firstEvent(response: Response, silentMs: number): Promise<string> {
  let text = '';
  const reader = response.body?.getReader();
  const silence = pause(silentMs, { done: true, value: undefined });
  for (;;) {
    const { done, value } = (await Promise.race([reader?.read(), silence])) ?? { done: true, value: undefined };
    text += new TextDecoder().decode(value);
    if (done || /^data: .+$/m.test(text)) break;
  }
  await reader?.cancel();
  return text;
}

const SILENT_MS = 250;
/** For a busy machine, when two answers differ that should be equal. */
const SILENT_FOR_SURE_MS = 20 * SILENT_MS;

/** The text without what differs from database to database. */
function comparable(text: string): string {
  return (
    text
      // A slow machine receives more keep-alive lines.
      .replaceAll(/^:\n\n/gm, '')
      .replaceAll(/"(\w*[cC]ursor|endCursor|changesEnd|heldSince)":("[^"]*"|null)/g, '"$1":…')
      .replaceAll(/token:[0-9a-f]{16}/g, 'token:…')
      .replaceAll(/"(tokenId|secret)":"[^"]*"/g, '"$1":…')
      .replaceAll(/"id":"[0-9a-f]{8}-[0-9a-f-]{27}"/g, '"id":…')
      .replaceAll(/"(at|changedAt)":"[^"]*"/g, '"$1":…')
  );
}

const AIMS: Readonly<Record<string, Aim>> = {
  'at nothing': { first: 10, format: 'FINDING' },
  'at theirs': {
    first: 10,
    format: 'FINDING',
    id: THEIR_ID,
    ids: [THEIR_ID, OUR_ID, `account:${THEIRS}`],
    accountId: THEIRS,
    accountIds: [THEIRS],
    from: '2026-03-01T00:00:00Z',
    to: '2026-03-03T00:00:00Z',
    FindingFilter: { accountIds: [THEIRS] },
    text: 'hello',
    assignee: 'somebody',
  },
};

/** Changes select findings by ids or by a filter. Both at once are a mistake of the caller. */
const { FindingFilter, ids: _nodes, ...rest } = AIMS['at theirs'] ?? {};
const CHANGE_AIMS: Readonly<Record<string, Aim>> = {
  'at their ids': { ...rest, ids: [THEIR_ID, OUR_ID], type: 'Policy:S3/BucketAnonymousAccessGranted' },
  'at their account': { ...rest, FindingFilter, tasks: [THEIR_TASK], clientMutationId: 'theirs' },
  'at everything': { ...rest, FindingFilter: {}, clientMutationId: 'everything' },
};

/** The input for a rule about their data. */
const RULE = {
  RuleInput: {
    name: 'theirs',
    effect: 'SUPPRESS',
    criteria: [{ field: 'accountId', operator: 'EQUALS', values: [THEIRS] }],
    owner: 'somebody',
    because: 'why not',
    endlessBecause: 'why not',
  },
};
const RULE_AIMS: Readonly<Record<string, Aim>> = { 'at theirs': { ...rest, ...RULE } };

const CHANGES: Question = { kind: 'path', name: '/v1/findings/changes', requests: () => [] };
const READ = [...questions('query'), ...questions('subscription'), CHANGES];
const named = (asked: readonly Question[]) =>
  asked.map((question) => [`${question.kind} ${question.name}`, question] as const);
const aimed = (asked: readonly Question[], aims: Readonly<Record<string, Aim>>) =>
  named(asked).flatMap(([name, question]) =>
    Object.entries(aims).map(([at, aim]) => [name, at, aim, question] as const),
  );

/** Fields about the caller, about detectors, or about a place in an order, which say nothing of accounts. */
const OF_NO_ACCOUNT = 'ruleFields viewer tokens detector detectors changesEnd settings settingsFile lists trial'.split(
  ' ',
);

/** This organization has no rules. The tests of rules show what they hide. */
const OF_RULES = ['rules', 'previewRule'];

let whole: Awaited<ReturnType<typeof openWorld>>;
let oursAlone: Awaited<ReturnType<typeof openWorld>>;
beforeAll(async () => {
  [whole, oursAlone] = await Promise.all([openWorld([OURS, THEIRS]), openWorld([OURS])]);
});
afterAll(async () => {
  await whole.database.close();
  await oursAlone.database.close();
});

describe('whoever may see one account', () => {
  test.each(aimed(READ, AIMS))(
    '%s aimed %s: is answered as though there were no other',
    async (_name, _at, aim, question) => {
      const granted: Grant = { role: 'viewer', scope: OUR_SCOPE };
      const answer = await whole.ask(granted, question, aim);
      expect(answer).not.toContain('TOO_COMPLEX');
      expect(answer).not.toContain('GRAPHQL_VALIDATION_FAILED');
      for (const canary of CANARIES)
        // An argument that an error repeats is the caller's own.
        expect(answer.replaceAll(ECHO, '')).not.toContain(canary);
      if (comparable(answer) === comparable(await oursAlone.ask(granted, question, aim))) return;
      const again = await whole.ask(granted, question, aim, SILENT_FOR_SURE_MS);
      expect(comparable(again)).toBe(comparable(await oursAlone.ask(granted, question, aim, SILENT_FOR_SURE_MS)));
    },
  );

  test.each(named(READ.filter(({ name }) => ![...OF_NO_ACCOUNT, ...OF_RULES].includes(name))))(
    '%s tells more to whoever may see everything',
    async (_name, question) => {
      const granted: Grant = { role: 'admin', scope: EVERYTHING };
      const told = async (aim: string) =>
        comparable(await whole.ask(granted, question, AIMS[aim] ?? {})) !==
        comparable(await oursAlone.ask(granted, question, AIMS[aim] ?? {}));
      expect((await told('at nothing')) || (await told('at theirs'))).toBe(true);
    },
  );

  test('a rule about theirs would do nothing that whoever sees ours alone is told of', async () => {
    const [preview] = questions('query').filter(({ name }) => name === 'previewRule');
    if (preview === undefined) throw new Error('There is a preview.');
    const told = async (scope: ViewerScope, world = whole) =>
      comparable(await world.ask({ role: 'engineer', scope }, preview, RULE_AIMS['at theirs'] ?? {}));
    expect(await told(EVERYTHING)).toContain('"matches":5');
    expect(await told(OUR_SCOPE)).toContain('"matches":0');
    expect(await told(OUR_SCOPE)).toBe(await told(OUR_SCOPE, oursAlone));
  });

  test.each(
    aimed(
      questions('mutation').filter(({ name }) => name.endsWith('Rule')),
      RULE_AIMS,
    ),
  )('%s aimed %s: makes no rule', async (_name, _at, aim, question) => {
    const before = await theirState(whole.database);
    const answer = await whole.ask({ role: 'admin', scope: OUR_SCOPE }, question, aim);
    expect(answer).toMatch(/"code":"(FORBIDDEN|NOT_FOUND)"/);
    expect(comparable(answer)).toBe(
      comparable(await oursAlone.ask({ role: 'admin', scope: OUR_SCOPE }, question, aim)),
    );
    expect(await theirState(whole.database)).toEqual(before);
  });

  test.each(aimed(questions('mutation'), CHANGE_AIMS))(
    '%s aimed %s: changes nothing of the other',
    async (_name, _at, aim, question) => {
      const before = await theirState(whole.database);
      const granted: Grant = { role: 'admin', scope: OUR_SCOPE };
      const answer = await whole.ask(granted, question, aim);
      for (const canary of CANARIES) expect(answer.replaceAll(ECHO, '')).not.toContain(canary);
      expect(comparable(answer)).toBe(comparable(await oursAlone.ask(granted, question, aim)));
      expect(await theirState(whole.database)).toEqual(before);
    },
  );
});

async function theirState({ db }: Database): Promise<unknown> {
  const rows = await db.execute(sql`
    select to_jsonb(f) - 'memory' as finding, (select count(*) from audit a where a.subject = f.id) as told,
      (select json_agg(d) from deliveries d where d.finding_id = f.id) as owed, (select count(*)
        from enrolment_requests where tasks::text like ${`%${THEIRS}%`}) as asked from findings f where f.account_id = ${THEIRS} order by f.id`);
  return JSON.stringify(rows);
}

/** The least role that may ask for a field. Queries that are not named here are for every viewer. */
const ROLE_OF: Readonly<Record<string, Role>> = {
  saveFindingView: 'viewer',
  removeFindingView: 'viewer',
  archiveFindings: 'analyst',
  assignFindings: 'analyst',
  commentOnFindings: 'analyst',
  judgeFindings: 'analyst',
  setFindingStatus: 'analyst',
  unarchiveFindings: 'analyst',
  createRule: 'engineer',
  changeRule: 'engineer',
  removeRule: 'engineer',
  previewRule: 'engineer',
  redriveLogObjects: 'engineer',
  redriveDeliveries: 'engineer',
  changeDetectorSettings: 'engineer',
  auditLog: 'admin',
  tokens: 'admin',
  createToken: 'admin',
  revokeToken: 'admin',
  applyEnrolment: 'admin',
};

/** The question with its first request only, which shows whether somebody may ask. */
function briefly({ requests, ...question }: Question): Question {
  return { ...question, requests: (aim) => requests(aim).slice(0, 1) };
}

describe('whoever has a role', () => {
  test('every mutation says whom it is for', () => {
    const unnamed = questions('mutation').filter(({ name }) => !(name in ROLE_OF));
    expect(unnamed.map(({ name }) => name)).toEqual([]);
  });

  test.each(named([...questions('query'), ...questions('mutation')].map(briefly)))(
    '%s is answered to those that may ask, and to nobody else',
    async (_name, question) => {
      const least = ROLE_OF[question.name] ?? 'viewer';
      for (const role of ROLES) {
        const answer = await whole.ask({ role, scope: EVERYTHING }, question, CHANGE_AIMS['at their ids'] ?? {});
        expect([role, answer.includes('"code":"FORBIDDEN"')]).toEqual([role, !isAtLeast(role, least)]);
      }
    },
  );

  test('what is refused to some is done for others', async () => {
    const [archive] = questions('mutation').filter(({ name }) => name === 'archiveFindings');
    const before = await theirState(whole.database);
    const granted: Grant = { role: 'analyst', scope: EVERYTHING };
    if (archive !== undefined) await whole.ask(granted, archive, CHANGE_AIMS['at their account'] ?? {});
    expect(await theirState(whole.database)).not.toEqual(before);
  });
});
