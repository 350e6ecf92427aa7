import { GraphQLError } from 'graphql';
import type { FetchAPI, Plugin, YogaLogger } from 'graphql-yoga';
import type { ChangesPage } from '#db/queries/changes.ts';
import { FORMAT_NAMES, type FormatName } from '#services/model/format-names.ts';
import { badInput } from '../builder.ts';
import type { Caller } from '../access/authentication.ts';
import type { ApiWorld } from '../context.ts';
import { parseChangeCursor, printChangeCursor } from './cursor.ts';
import { FILTER_PARAMS, filterOfParams } from './filter-params.ts';
import { awaitChanges, readChanges, type ChangesWanted } from './read-changes.ts';

const PATH = '/v1/findings/changes';
const LIMIT = 100;
const LIMIT_MAX = 1000;
/** Proxies end requests that are silent for a minute. */
const WAIT_SECONDS_MAX = 50;

interface Asked extends ChangesWanted {
  readonly format: FormatName;
  readonly waitSeconds: number;
}

/**
 * Changes of findings for machines, one JSON document a line: `docs/siem/README.md`. The body of a page comes with its
 * length, so that a reader can tell whether it got all of it before it keeps the cursor that the headers name.
 */
export function changesEndpoint(
  world: ApiWorld,
  callerOf: (request: Request) => Caller,
  logging: YogaLogger | false,
): Plugin {
  return {
    async onRequest({ request, url, fetchAPI, endResponse }) {
      if (url.pathname !== PATH) return;
      try {
        if (request.method !== 'GET') throw new GraphQLError('Changes are asked for by GET.', CODE_METHOD);
        const asked = askedOf(url.searchParams);
        const context = { ...world, ...callerOf(request) };
        const page =
          asked.waitSeconds === 0
            ? await readChanges(context, asked)
            : await awaitChanges(context, asked, asked.waitSeconds * 1000, request.signal);
        endResponse(await responseOf(page, asked, url, world, fetchAPI));
      } catch (error) {
        endResponse(refusal(error, fetchAPI, logging));
      }
    },
  };
}

const CODE_METHOD = { extensions: { code: 'METHOD_NOT_ALLOWED' } };

function askedOf(params: URLSearchParams): Asked {
  const unknown = [...params.keys()].find((name) => !OWN_PARAMS.includes(name) && !FILTER_PARAMS.includes(name));
  if (unknown !== undefined)
    throw badInput(`There is no parameter ${unknown}: ${[...OWN_PARAMS, ...FILTER_PARAMS].join(', ')}.`);
  const after = params.get('after') ?? '';
  return {
    after: after === '' ? undefined : parseChangeCursor(after),
    filter: filterOfParams(params),
    limit: wholeNumber(params, 'limit', LIMIT, 1, LIMIT_MAX),
    waitSeconds: wholeNumber(params, 'wait', 0, 0, WAIT_SECONDS_MAX),
    format: formatOf(params.get('format') ?? 'finding'),
  };
}

const OWN_PARAMS = ['after', 'format', 'limit', 'wait'];

function wholeNumber(params: URLSearchParams, name: string, absent: number, least: number, most: number): number {
  const text = params.get(name) ?? String(absent);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (value < least || value > most) throw badInput(`${name}=${text}: expected a whole number, ${least} to ${most}.`);
  return value;
}

function formatOf(text: string): FormatName {
  const format = FORMAT_NAMES.find((name) => name === text);
  if (format === undefined) throw badInput(`format=${text}: expected ${FORMAT_NAMES.join(', ')}.`);
  return format;
}

async function responseOf(
  { changes, end, caughtUp, heldSince }: ChangesPage,
  { format }: Asked,
  { pathname, searchParams }: URL,
  { renderers }: ApiWorld,
  { Response }: FetchAPI,
): Promise<Response> {
  const render = await renderers(format);
  const body = Buffer.from(changes.map(({ finding }) => `${JSON.stringify(render(finding))}\n`).join(''));
  const next = new URLSearchParams(searchParams);
  next.set('after', printChangeCursor(end));
  return new Response(body, {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-length': String(body.length),
      'cache-control': 'no-store',
      'vedette-cursor': printChangeCursor(end),
      'vedette-caught-up': String(caughtUp),
      ...(heldSince && { 'vedette-held-since': heldSince.toISOString() }),
      link: `<${pathname}?${next.toString()}>; rel="next"`,
    },
  });
}

const STATUSES: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  METHOD_NOT_ALLOWED: 405,
  CURSOR_EPOCH: 410,
  TOO_MANY_WAITING: 503,
};

function refusal(error: unknown, { Response }: FetchAPI, logging: YogaLogger | false): Response {
  const code = error instanceof GraphQLError ? String(error.extensions['code']) : '';
  const status = STATUSES[code];
  if (!(error instanceof GraphQLError) || status === undefined) {
    if (logging !== false) logging.error(error);
    const message = 'Something went wrong on our side; the log of the service says what.';
    return Response.json({ errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }, { status: 500 });
  }
  const headers = { ...(status === 405 && { allow: 'GET' }), ...(status === 503 && { 'retry-after': '5' }) };
  return Response.json({ errors: [{ message: error.message, extensions: { code } }] }, { status, headers });
}
