import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { access, localAddress } from '#services/cli/checks/access.ts';
import { aws } from '#services/cli/checks/aws.ts';
import type { Check } from '#services/cli/checks/check.ts';
import { configuration } from '#services/cli/checks/configuration.ts';
import { lists } from '#services/cli/checks/lists.ts';
import { notifications } from '#services/cli/checks/notifications.ts';
import { sinks } from '#services/cli/checks/sinks.ts';
import { createSituation } from '#services/cli/checks/situation.ts';
import { runtime } from '#services/cli/checks/runtime.ts';
import { runChecks, worstOf } from '#services/cli/checks.ts';
import { freePort } from '#services/cli/demo/free-port.ts';
import { loadDetectors } from '#services/detectors.ts';
import { readConfig, type Config } from '#services/config.ts';
import type { ListFile } from '#services/workers/adapters/pinned-intel.ts';
import { days, minutes } from '#services/model/time.ts';
import { openIntel } from '#services/workers/adapters/intel-store.ts';
import { inProcessAws } from '../../../world/in-process-aws.ts';

/** Checks by somebody who has no organization yet. */

let dataDir = '';
/** How far AWS's clock is ahead. */
let aheadMs = 0;
/** How many messages wait in each queue; undefined where that may not be read. */
let waiting: number | undefined;
const NOW = Date.parse('2026-03-02T12:00:00Z');
/** What other programs on this machine answer, by path. */
const answers = new Map<string, object>();
const server = createServer((request, response) => {
  response.setHeader('date', new Date(NOW + aheadMs).toUTCString());
  const answer = answers.get(request.url ?? '');
  if (answer !== undefined) response.end(JSON.stringify(answer));
  else if (waiting === undefined) response.writeHead(403).end();
  else response.end(JSON.stringify({ Attributes: { ApproximateNumberOfMessages: String(waiting) } }));
});

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'vedette-checks-'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  answers.clear();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dataDir, { recursive: true });
});

async function situationOf(more: Partial<Config> = {}) {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'nobody');
  const config = {
    ...readConfig({}),
    dataDir,
    databaseUrl: 'postgres://127.0.0.1:1/name',
    awsEndpoint: `http://127.0.0.1:${Object(server.address()).port}`,
    ...more,
  };
  const intel = await openIntel({ lists: config.lists, dataDir });
  return createSituation({ config, intel, now: () => NOW });
}

const ARN = 'arn:aws:sts::111122223333:assumed-role/Operator/alice';

async function verdicts(check: Check, more?: Partial<Config>) {
  const found = await check.run(await situationOf(more));
  return found.map(({ state, detail }) => `${state}: ${detail}`);
}

test('the Node.js that runs is named, and how many finding types there are where it is the pinned one', async () => {
  const running = `Node.js ${process.version.slice(1)}`;
  const { length } = await loadDetectors();
  const pinned = `fine: ${running}, as pinned; the log reader is built; ${length} finding types.`;
  const another = expect.stringMatching(new RegExp(`^look: ${running}; [\\d.]+ is pinned and tested: `));
  const [said = ''] = await verdicts(runtime);
  expect(said).toEqual(said.startsWith('fine') ? pinned : another);
});

describe('AWS', () => {
  test.each([
    [0, 'look: No identity at AWS'],
    [minutes(1), 'look: No identity at AWS'],
    [
      minutes(-11),
      'broken: The clock is 11 minutes off that of AWS: synchronize it (NTP). AWS rejects requests signed',
    ],
    [minutes(5), 'broken: The clock is 5 minutes off'],
  ])('with a clock that is %d ms ahead', async (ms, told) => {
    aheadMs = ms;
    const [first] = await verdicts(aws);
    expect(first?.startsWith(told)).toBe(true);
  });

  test('who we are is told, and how far the clock is off where AWS takes it still', async () => {
    const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>${ARN}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;
    const told = async (ahead: number) => {
      aheadMs = ahead;
      const situation = {
        ...(await situationOf({ awsRegion: 'eu-west-1' })),
        aws: async () => inProcessAws(() => ({ body: identity })),
      };
      return (await aws.run(situation)).map(({ state, detail }) => `${state}: ${detail}`);
    };
    const we = `fine: We are ${ARN}, in eu-west-1.`;
    expect(await told(0)).toEqual([we, 'fine: The clock agrees with that of AWS.']);
    expect(await told(minutes(-3))).toEqual([
      we,
      'look: The clock is 3 minutes off that of AWS: synchronize it (NTP).',
    ]);
  });

  test.each([
    ['eu-west-1', 'https://sts.eu-west-1.amazonaws.com'],
    ['cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn'],
  ])('the clock of %s is asked of without credentials and without a body', async (awsRegion, address) => {
    const asked: unknown[] = [];
    vi.stubGlobal('fetch', (url: unknown, init: RequestInit) => {
      asked.push([url, init.method]);
      return Promise.reject(new TypeError('fetch failed'));
    });
    await verdicts(aws, { awsEndpoint: undefined, awsRegion, memberRole: 'VedetteMember' });
    expect(asked[0]).toEqual([address, 'HEAD']);
  });

  test('who watches an organization needs an identity, who scans files does not', async () => {
    aheadMs = 0;
    expect((await verdicts(aws, { memberRole: 'VedetteMember' }))[0]).toMatch(/^broken: No identity at AWS/);
    const nowhere = { awsEndpoint: 'http://127.0.0.1:1', awsRegion: 'eu-west-1' };
    expect((await verdicts(aws, nowhere))[0]).toMatch(/^look: No identity at AWS/);
    expect((await verdicts(aws, { ...nowhere, memberRole: 'VedetteMember' }))[0]).toMatch(
      /^broken: http:\/\/127\.0\.0\.1:1 cannot be reached .*is "eu-west-1" a Region/,
    );
  });
});

test.each([
  [undefined, 'broken: QUEUE cannot be read: allow sqs:ReceiveMessage'],
  [10_000, 'fine: QUEUE can be read; about 10,000 messages are waiting.'],
  [10_001, 'look: QUEUE has about 10,001 waiting messages: is vedette serve running?'],
])('of queues in which %d messages wait it is said', async (messages, told) => {
  waiting = messages;
  const queues = ['objects', 'events'].map((name) => `https://sqs.eu-west-1.amazonaws.com/111122223333/${name}`);
  const [notificationQueues, eventQueues] = [queues.slice(0, 1), queues.slice(1)];
  const said = await verdicts(notifications, { memberRole: 'VedetteMember', notificationQueues, eventQueues });
  expect(said).toEqual(queues.map((queue) => expect.stringMatching(new RegExp(`^${told.replace('QUEUE', queue)}`))));
  expect(await verdicts(notifications, { notificationQueues, eventQueues })).toEqual([]);
  waiting = undefined;
});

describe('access', () => {
  const oidc = { issuer: 'http://127.0.0.1:1', clientId: 'vedette', groups: [] };

  test.each<[string, Partial<Config>, RegExp]>([
    ['an open host', { host: '0.0.0.0' }, /^broken: On 0\.0\.0\.0 anybody could read .* set VEDETTE_API_TOKEN/],
    ['login without an address', { oidc }, /^broken: Login through an identity provider needs .* set publicUrl/],
    [
      'an issuer that does not answer',
      { oidc, publicUrl: 'https://vedette.example' },
      /^broken: The identity provider http:\/\/127\.0\.0\.1:1 does not answer as one .*: check oidc\.issuer/,
    ],
  ])('with %s', async (_, config, told) => {
    expect(await verdicts(access, { ...config, port: 0 })).toEqual([expect.stringMatching(told)]);
  });

  test('a port that something else uses is named, and one that is free is fine', async () => {
    const { port } = Object(server.address());
    expect(await verdicts(access, { port })).toEqual([
      expect.stringMatching(`^broken: The API cannot listen on port ${port} of 127.0.0.1 .another process uses`),
    ]);
    expect(await verdicts(access, { port: 0 })).toEqual([]);
    answers.set('/healthz', {});
    expect(await verdicts(access, { port })).toEqual([`fine: Port ${port} on 127.0.0.1 is used by a running service.`]);
    const free = await freePort('127.0.0.1');
    expect(await verdicts(access, { port: free })).toEqual([`fine: Port ${free} on 127.0.0.1 is free.`]);
  });

  test('a provider that sends its metadata answers', async () => {
    const issuer = `http://127.0.0.1:${Object(server.address()).port}`;
    answers.set('/.well-known/openid-configuration', { issuer, authorization_endpoint: `${issuer}/begin` });
    const provided = { oidc: { ...oidc, issuer }, publicUrl: 'https://vedette.example', port: 0 };
    expect(await verdicts(access, provided)).toEqual([`fine: The identity provider ${issuer} answers.`]);
  });

  test.each([
    ['0.0.0.0', 'http://127.0.0.1:4000'],
    ['::', 'http://127.0.0.1:4000'],
    ['::1', 'http://[::1]:4000'],
    ['vedette.example', 'http://vedette.example:4000'],
  ])('what listens on %s is reached at %s', (host, address) => {
    expect(localAddress(host, 4000)).toBe(address);
  });
});

test('a webhook that leads into the own network, and a bus without AWS, are told', async () => {
  const pager = { url: 'https://127.0.0.1:1/hook', secrets: [`whsec_${'A'.repeat(32)}`] };
  const config = { sinks: { webhook: { pager, off: { ...pager, enabled: false } }, eventbridge: { bus: 'default' } } };
  expect((await verdicts(sinks, config)).toSorted()).toEqual([
    expect.stringMatching(/^broken: webhook\/pager cannot be reached.*not a public address.* set private: true/),
    expect.stringMatching(/^fine: webhook\/off is switched off/),
    expect.stringMatching(/^look: eventbridge is configured but sends nothing/),
  ]);
});

describe('lists', () => {
  test('that there are none, and who is blind for it, is something to look at', async () => {
    const told = await verdicts(lists);
    expect(told[0]).toMatch(/^look: AWS: recognized by autonomous system/);
    expect(told[1]).toMatch(/^fine: Countries and networks/);
    expect(told[2]).toMatch(/^look: No threat lists/);
    expect(told.slice(3).find((line) => line.startsWith('look: No list of custom'))).not.toContain('intel sync');
    expect(told.slice(3).find((line) => line.startsWith('look: No list of tor-exit'))).toContain('intel sync');
  });

  test('that are old, or hold what cannot be read, are told', async () => {
    const file = join(dataDir, 'ours.txt');
    writeFileSync(file, '192.0.2.1\nnonsense\n');
    utimesSync(file, (NOW - days(31)) / 1000, (NOW - days(31)) / 1000);
    const given: readonly ListFile[] = [{ category: 'custom', file }];
    const told = await verdicts(lists, { lists: given });
    expect(told[0]).toMatch(/^fine: List ours \(custom\): 1 addresses/);
    expect(told).toContainEqual(expect.stringMatching(/^look: .*ours\.txt: .*nonsense/));
    expect(told.at(-1)).toMatch(/^look: .*ours\.txt was last written 2026-01-30/);
    expect(told.join('\n')).not.toMatch(/No threat lists|No list of custom/);
  });
});

test('a variable that nobody reads is named, with what was probably meant', async () => {
  vi.stubEnv('VEDETTE_LATE_DAZE', '9');
  vi.stubEnv('VEDETTE_ZZZZZZZZZZZZZZZZ', '9');
  const told = await verdicts(configuration);
  expect(told[0]).toMatch(/^fine: There is no vedette\.yaml/);
  expect(told).toContain(
    'look: The environment variable VEDETTE_LATE_DAZE is unknown: did you mean VEDETTE_LATE_DAYS?',
  );
  expect(told).toContain('look: The environment variable VEDETTE_ZZZZZZZZZZZZZZZZ is unknown; unset it.');
  // What belongs to other programs is none of ours.
  expect(told.slice(1).every((line) => / VEDETTE_\w+ is unknown/.test(line))).toBe(true);
  expect((await verdicts(configuration, { file: '/etc/vedette.yaml' }))[0]).toBe('fine: /etc/vedette.yaml is valid.');
});

test('each check is told by its name, also one that breaks, and the worst of them counts', async () => {
  const checked = await runChecks(await situationOf());
  expect(new Set(checked.map(({ what }) => what))).toEqual(
    new Set(['runtime', 'configuration', 'lists', 'database', 'access', 'AWS', 'organization']),
  );
  expect(checked.find(({ what }) => what === 'runtime')).toMatchObject({
    detail: expect.stringMatching(/^Node\.js \d+/),
  });
  expect(checked.find(({ what }) => what === 'database')).toMatchObject({ state: 'broken' });
  expect(checked.find(({ what }) => what === 'organization')).toMatchObject({ state: 'look' });
  expect(worstOf(checked)).toBe('broken');
  const others = checked.filter(({ state }) => state !== 'broken');
  expect(worstOf(others)).toBe('look');
  expect(worstOf(others.filter(({ state }) => state === 'fine'))).toBe('fine');
  const thrown = await runChecks({
    ...(await situationOf({ memberRole: 'VedetteMember' })),
    members: async () => [
      {
        kind: 'The service’s own account',
        probe: { accountId: '111122223333', refusal: undefined, buckets: [], regions: [] },
      },
    ],
    organization: () => Promise.reject(new Error('It is gone.')),
  });
  expect(thrown.filter(({ what }) => what === 'buckets')).toEqual([
    { what: 'buckets', state: 'broken', detail: 'It is gone.' },
  ]);
});
