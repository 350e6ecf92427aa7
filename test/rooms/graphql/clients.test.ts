import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { Client, fetchExchange } from '@urql/core';
import { auditServer } from 'graphql-http';
import relay from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { putAccounts } from '#db/queries/accounts.ts';
import { schemaText } from '#graphql/schema.ts';
import { serveApi, type Server } from '#graphql/server.ts';
import { memberAccount } from '../../member-account.ts';
import { finding, NOW } from '../db/turns.ts';
import { apiOptions, openApi, TOKEN } from './open-api.ts';

const FINDINGS = [1, 2, 3].map((n) => finding(n));
const headers = { authorization: `Bearer ${TOKEN}` };

let api: Awaited<ReturnType<typeof openApi>>;
let server: Server;
const asked: string[] = [];
beforeAll(async () => {
  api = await openApi(FINDINGS);
  await putAccounts(api.database.db, [memberAccount('111122223333')], NOW);
  server = await serveApi({ ...apiOptions(api.database), host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  await api.close();
});

/** Fetches as Node does, and notes the method. */
const listening: typeof fetch = (input, init) => {
  asked.push(init?.method ?? 'GET');
  return fetch(input, init);
};

const QUERY = `query List($first: Int!) { findings(first: $first) { nodes { __typename id title } } }`;

test('urql asks with its defaults, by GET', async () => {
  asked.length = 0;
  const client = new Client({
    url: server.url,
    exchanges: [fetchExchange],
    fetch: listening,
    fetchOptions: { headers },
  });
  const { data, error } = await client.query(QUERY, { first: 2 }).toPromise();
  expect(error).toBeUndefined();
  expect(data.findings.nodes).toHaveLength(2);
  expect(asked).toEqual(['GET']);
});

test.each([false, true])('Apollo asks with its defaults, by GET: %s', async (useGETForQueries) => {
  asked.length = 0;
  const link = new HttpLink({ uri: server.url, headers, fetch: listening, useGETForQueries });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const { data } = await client.query<{ findings: { nodes: unknown[] } }>({
    query: gql(QUERY),
    variables: { first: 2 },
  });
  expect(data?.findings.nodes).toHaveLength(2);
  expect(asked).toEqual([useGETForQueries ? 'GET' : 'POST']);
  client.stop();
});

describe('Relay', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-relay-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const DOCUMENT = `query AppQuery($first: Int!) {
    findings(first: $first) { edges { node { ...App_finding resources { resourceId } } } }
    accounts { id accountId name }
  }`;
  const FRAGMENT = `fragment App_finding on Finding @refetchable(queryName: "AppRefetchQuery") { title resource { resourceId } }`;

  /** Has the compiler generate the code of a page that asks for findings. */
  function compile(): void {
    mkdirSync(join(folder, 'src'));
    mkdirSync(join(folder, 'made'));
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'schema.graphql'), schemaText());
    const page = `import {graphql} from 'relay-runtime';\ngraphql\`${DOCUMENT}\`;\ngraphql\`${FRAGMENT}\`;\n`;
    writeFileSync(join(folder, 'src/App.js'), page);
    const config = { src: './src', schema: './schema.graphql', language: 'javascript', artifactDirectory: './made' };
    writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));
    const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
    execFileSync(process.execPath, [compiler, join(folder, 'relay.config.json')], { cwd: folder, stdio: 'pipe' });
  }

  test('compiles against the schema, asks, and takes nothing for something else', async () => {
    const warned = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    compile();
    const { default: query } = await import(join(folder, 'made/AppQuery.graphql.js'));
    const { Environment, Network, RecordSource, Store, fetchQuery } = relay;
    const environment = new Environment({
      network: Network.create(async ({ text }, variables) => {
        const body = JSON.stringify({ query: text, variables });
        const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
        return (await fetch(server.url, init)).json();
      }),
      store: new Store(new RecordSource()),
    });
    const data = await fetchQuery(environment, query, { first: 3 }).toPromise();
    expect(data).toMatchObject({ accounts: [{ id: 'account:111122223333', accountId: '111122223333' }] });
    const records = environment.getStore().getSource().getRecordIDs();
    expect(records).toEqual(expect.arrayContaining([...FINDINGS.map(({ id }) => id), 'account:111122223333']));
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});

test('it speaks GraphQL over HTTP as the specification has it', async () => {
  const results = await auditServer({
    url: server.url,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...Object(init.headers), ...headers } }),
  });
  expect(results).toHaveLength(61);
  expect(results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`)).toEqual([]);
});

describe('nodes', () => {
  const NODES =
    'query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Account { accountId } ... on Finding { title } } }';

  test('are found by their ids, whatever they are, in the order that they were asked for', async () => {
    const [first] = FINDINGS;
    const ids = ['account:111122223333', first?.id ?? '', 'f'.repeat(32), 'account:999999999999'];
    const answer = await api.ask(NODES, { ids });
    expect(answer.errors).toBeUndefined();
    expect(Reflect.get(answer.data, 'nodes')).toEqual([
      { __typename: 'Account', id: ids[0], accountId: '111122223333' },
      { __typename: 'Finding', id: ids[1], title: first?.title },
      null,
      null,
    ]);
    const one = await api.ask(`{ node(id: "${ids[1]}") { __typename id } }`);
    expect(Reflect.get(one.data, 'node')).toEqual({ __typename: 'Finding', id: ids[1] });
  });

  test.each(['', 'finding:1', 'account:1', 'F'.repeat(32), `account:111122223333'--`])(
    '"%s" is the id of none',
    async (id) => {
      const { errors } = await api.ask(NODES, { ids: [id] });
      expect(errors?.[0]).toMatchObject({
        message: expect.stringContaining('not the id of a node'),
        extensions: { code: 'BAD_USER_INPUT' },
      });
    },
  );

  test('more than a hundred at once are refused', async () => {
    const { errors } = await api.ask(NODES, { ids: Array.from({ length: 101 }, () => 'f'.repeat(32)) });
    expect(errors?.[0]?.message).toContain('At most 100 nodes');
  });
});
