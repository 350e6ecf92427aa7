import type { FetchAPI } from 'graphql-yoga';
import { isSecret } from '#db/secret.ts';

type Api = Pick<FetchAPI, 'Response'>;

/** The page loads and runs nothing from other sites, sends them no referrer, and is not cached. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** A page with one sentence for a person at a browser. */
export function page(
  { Response }: Api,
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`<!doctype html><title>Vedette</title><p>${escaped(sentence)}</p>\n`, {
    status,
    headers: { ...HEADERS, ...headers },
  });
}

/** Asks for confirmation before a link is used up: mail and chat programs that prefetch links press no buttons. */
export function linkPage(api: Api, code: string): Response {
  if (!isSecret('link', code)) return page(api, 404, 'This is no link that Vedette made.');
  const form = `<form method="post"><input type="hidden" name="code" value="${code}"><button>Log in as an administrator</button></form>`;
  return new api.Response(`<!doctype html><title>Vedette</title>${form}\n`, { status: 200, headers: HEADERS });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
