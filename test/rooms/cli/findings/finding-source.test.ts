import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { serveApi } from '#graphql/server.ts';
import { askApi } from '#services/cli/findings/ask-api.ts';
import { openFindings, type FindingSource } from '#services/cli/findings/finding-source.ts';
import { openEmpty } from '../../../databases.ts';
import { finding } from '../../db/turns.ts';
import { apiOptions, storeFindings, TOKEN } from '../../graphql/open-api.ts';
import { lines, vedette } from '../run.ts';

const DAY = {
  bits: 12.34,
  threshold: 8,
  day: '2026-03-02',
  rates: 3,
  parts: [{ part: 'act', bits: 12.34, words: 'CreateAccessKey was never seen.' }],
  ordinary: 'A day with it would have made it ordinary.',
};
const UNUSUAL = {
  ...DAY,
  activeDays: 21,
  window: { from: '2026-02-01', until: '2026-02-28' },
  nearest: { level: 'peers', identity: 'bob', code: 'iam:CreateUser', day: '2026-02-20', words: 'Bob created a user.' },
};
/** About somebody of whom nothing was known. */
const NEW = { ...DAY, activeDays: 0, identity: 'alice' };

/** More findings than two pages hold, two of them about unusual days. */
const KEPT = Array.from({ length: 210 }, (_, n) => {
  const plain = finding(n, { severity: n < 5 ? 8 : 2 });
  const anomaly = n === 9 ? UNUSUAL : n === 10 ? NEW : undefined;
  return anomaly === undefined ? plain : { ...plain, service: { ...plain.service, additionalInfo: { anomaly } } };
});
const NEWEST = KEPT.map(({ id }) => id).toReversed();
const CONFIG = { databaseUrl: 'pglite:memory', apiToken: TOKEN };

describe('findings of a running service', () => {
  let database: Database;
  let server: Awaited<ReturnType<typeof serveApi>>;
  let source: FindingSource;
  beforeAll(async () => {
    database = await openEmpty();
    await storeFindings(database, KEPT);
    server = await serveApi({ ...apiOptions(database), host: '127.0.0.1', port: 0 });
    source = await openFindings(server.url, CONFIG);
  });
  afterAll(async () => {
    await source[Symbol.asyncDispose]();
    await server.close();
    await database.close();
  });

  const ids = async (limit: number, filter: Parameters<FindingSource['list']>[0] = {}) =>
    (await source.list(filter, limit)).map(({ id }) => id);

  test('are asked for page by page, up to as many as are wanted', async () => {
    expect(await ids(1000)).toEqual(NEWEST);
    expect(await ids(150)).toEqual(NEWEST.slice(0, 150));
    expect(await ids(3)).toEqual(NEWEST.slice(0, 3));
  });

  test('are filtered there', async () => {
    expect(await ids(1000, { severities: ['High', 'Critical'] })).toEqual(NEWEST.slice(-5));
    expect(await ids(1000, { accountIds: ['444455556666'] })).toEqual([]);
    expect(await ids(1000, { not: { or: [{ severityBelow: 7 }, { assigned: true }] } })).toEqual(NEWEST.slice(-5));
  });

  test('are found by their ids, whole, or not at all', async () => {
    expect(await source.find(KEPT[7]?.id ?? '')).toEqual(KEPT[7]);
    expect(await source.find('f'.repeat(32))).toBeUndefined();
  });

  test('are explained part by part, where they are about an unusual day', async () => {
    vi.stubEnv('VEDETTE_API_TOKEN', TOKEN);
    const explained = (n: number, ...flags: readonly string[]) =>
      vedette('explain', KEPT[n]?.id ?? 'f'.repeat(32), `--url=${server.url}`, ...flags);
    const [plain, unusual] = [KEPT[8], KEPT[9]];
    expect(await explained(9)).toEqual({
      code: 0,
      stdout: [
        unusual?.title,
        `${unusual?.type}, ${unusual?.resource.id}`,
        '',
        'On 2026-03-02: 12.3 bits, reported from 8.0. Compared with 21 active days from 2026-02-01 to 2026-02-28; shipped rates of version 3.',
        'A bit more means twice as likely an attack. The parts add up:',
        '',
        '  act      CreateAccessKey was never seen.',
        '',
        'Bob created a user.',
        'A day with it would have made it ordinary.',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(lines((await explained(9, '--json')).stdout)).toEqual([UNUSUAL]);
    const { stdout } = await explained(10);
    expect(stdout).toContain(
      'On 2026-03-02, alice: 12.3 bits, reported from 8.0. Nothing was known about the identity yet; shipped rates of version 3.',
    );
    expect(stdout).toMatch(/never seen\.\n\nA day with it would have made it ordinary\.\n$/);
    expect(await explained(8)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`${plain?.type} does not judge learned behaviour`),
    });
    expect(await explained(999)).toMatchObject({ code: 1, stderr: `There is no finding ${'f'.repeat(32)}.\n` });
    vi.unstubAllEnvs();
  });

  test('are shown to nobody without the token, and what the service says is said again', async () => {
    const stranger = await openFindings(server.url, { ...CONFIG, apiToken: undefined });
    await expect(stranger.find('0')).rejects.toMatchObject({
      kind: 'access-denied',
      message: expect.stringContaining(`${server.url} requires a token`),
    });
    await expect(askApi(server.url, TOKEN, '{ nothing }', {}, z.unknown())).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(`^${RegExp.escape(server.url)}: .*nothing`),
    });
  });
});

test('what answers and is no service is told from one', async () => {
  const server = createServer((_, response) => response.writeHead(502).end('<html>Bad gateway</html>'));
  const url = await new Promise<string>((ready) => {
    server.listen(0, '127.0.0.1', () => ready(`http://127.0.0.1:${Object(server.address()).port}/graphql`));
  });
  const source = await openFindings(url, CONFIG);
  await expect(source.list({}, 1)).rejects.toMatchObject({
    kind: 'unusable',
    message: `${url} answered 502 without GraphQL: check the address.`,
  });
  server.close();
});

test('an address where nobody answers is said to be so', async () => {
  const source = await openFindings('http://127.0.0.1:1/graphql', CONFIG);
  await expect(source.find('0')).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'http://127.0.0.1:1/graphql cannot be reached: is the service running there?',
  });
});

test('an address is a whole one of the web', async () => {
  for (const url of ['127.0.0.1:4000', 'ftp://127.0.0.1/graphql', 'http://'])
    await expect(openFindings(url, CONFIG)).rejects.toThrow(`"${url}" is not an address`);
});
