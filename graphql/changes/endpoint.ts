import { GraphQLError } from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import type { Db } from '#db/client.ts';
import type { ChangesPage } from '#db/queries/changes.ts';
import { FORMAT_NAMES, type FormatName } from '#services/model/format-names.ts';
import { badInput } from '../builder.ts';
import type { Caller } from '../access/authentication.ts';
import type { ApiWorld } from '../context.ts';
import { openCursor, parseChangeCursor, printChangeCursor } from './cursor.ts';
import { FILTER_PARAMS, filterOfParams } from './filter-params.ts';
import { awaitChanges, readChanges, type ChangesWanted } from './read-changes.ts';

const PATH = '/v1/findings/changes';
const LIMIT = 100;
const LIMIT_MAX = 1000;
/** Proxies commonly close requests that are silent for a minute. */
const WAIT_SECONDS_MAX = 50;

interface Asked extends ChangesWanted {
  readonly format: FormatName;
  /** Whether the last line repeats the cursor. */
  readonly inLine: boolean;
  readonly waitSeconds: number;
}

/**
 * Changes of findings for machines, one JSON document a line: `docs/siem/README.md`. On request a page ends with a line
 * that holds the cursor: common clients do not notice that headers were cut off.
 */
export function changesEndpoint(world: ApiWorld, callerOf: (request: Request) => Caller): Plugin {
  return {
    async onRequest({ request, url, fetchAPI, endResponse }) {
      if (url.pathname !== PATH) return;
      try {
        if (request.method !== 'GET') throw new GraphQLError('Use GET to ask for changes.', CODE_METHOD);
        const context = { ...world, ...callerOf(request) };
        const asked = await askedOf(url.searchParams, world.db);
        const page =
          asked.waitSeconds === 0
            ? await readChanges(context, asked)
            : await awaitChanges(context, asked, asked.waitSeconds * 1000, request.signal);
        endResponse(await responseOf(page, asked, url, world, fetchAPI));
      } catch (error) {
        endResponse(refusal(error, fetchAPI));
      }
    },
  };
}

const CODE_METHOD = { extensions: { code: 'METHOD_NOT_ALLOWED' } };

async function askedOf(params: URLSearchParams, db: Db): Promise<Asked> {
  const unknown = [...params.keys()].find((name) => !OWN_PARAMS.includes(name) && !FILTER_PARAMS.includes(name));
  if (unknown !== undefined)
    throw badInput(`There is no parameter ${unknown}: ${[...OWN_PARAMS, ...FILTER_PARAMS].join(', ')}.`);
  const repeated = OWN_PARAMS.find((name) => params.getAll(name).length > 1);
  if (repeated !== undefined) throw badInput(`${repeated} takes one value, but several were given.`);
  const after = params.get('after') ?? '';
  return {
    after: after === '' ? undefined : await openCursor(db, parseChangeCursor(after)),
    filter: filterOfParams(params),
    limit: wholeNumber(params, 'limit', LIMIT, 1, LIMIT_MAX),
    waitSeconds: wholeNumber(params, 'wait', 0, 0, WAIT_SECONDS_MAX),
    format: oneOf(FORMAT_NAMES, 'format', params.get('format') ?? 'finding'),
    inLine: oneOf(['header', 'line'], 'cursor', params.get('cursor') ?? 'header') === 'line',
  };
}

const OWN_PARAMS = ['after', 'cursor', 'format', 'limit', 'wait'];

function wholeNumber(params: URLSearchParams, name: string, absent: number, least: number, most: number): number {
  const text = params.get(name) ?? String(absent);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < least || value > most) throw badInput(`${name}=${text}: expected a whole number, ${least} to ${most}.`);
  return value;
}

function oneOf<const Value extends string>(values: readonly Value[], name: string, text: string): Value {
  const value = values.find((each) => each === text);
  if (value === undefined) throw badInput(`${name}=${text}: expected ${values.join(', ')}.`);
  return value;
}

async function responseOf(
  { changes, end, caughtUp, heldSince }: ChangesPage,
  { format, inLine }: Asked,
  { pathname, searchParams }: URL,
  { renderers }: ApiWorld,
  { Response }: FetchAPI,
): Promise<Response> {
  const render = await renderers(format);
  const cursor = printChangeCursor(end);
  const lines = changes.map(({ finding }) => render(finding));
  if (inLine) lines.push({ cursor, caughtUp });
  const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const next = new URLSearchParams(searchParams);
  next.set('after', cursor);
  return new Response(body, {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-length': String(body.length),
      'cache-control': 'no-store',
      'vedette-cursor': cursor,
      'vedette-caught-up': String(caughtUp),
      ...(heldSince && { 'vedette-held-since': heldSince.toISOString() }),
      link: `<${pathname}?${next.toString()}>; rel="next"`,
    },
  });
}

const STATUSES: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  METHOD_NOT_ALLOWED: 405,
  CURSOR_EPOCH: 410,
  TOO_MANY_WAITING: 503,
};

function refusal(error: unknown, { Response }: FetchAPI): Response {
  const code = error instanceof GraphQLError ? String(error.extensions['code']) : '';
  const status = STATUSES[code];
  if (!(error instanceof GraphQLError) || status === undefined) throw error;
  const headers = { ...(status === 405 && { allow: 'GET' }), ...(status === 503 && { 'retry-after': '5' }) };
  return Response.json({ errors: [{ message: error.message, extensions: { code } }] }, { status, headers });
}
