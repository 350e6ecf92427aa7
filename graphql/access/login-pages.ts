import { hash } from 'node:crypto';
import type { FetchAPI } from 'graphql-yoga';
import { isSecret } from '#db/secret.ts';

type Api = Pick<FetchAPI, 'Response'>;

/** In the colours of the console, light and dark. */
const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 'Open Sans', 'Helvetica Neue', Roboto, Arial, sans-serif; }
main { max-width: 26rem; margin: 18vh auto 0; padding: 0 1rem; }
button { font: inherit; font-weight: 700; border: 0; border-radius: 20px; padding: 0.3rem 1.2rem; cursor: pointer; }
button { color: light-dark(#fff, #0f141a); background: light-dark(#006ce0, #42b4ff); }
a { color: light-dark(#006ce0, #42b4ff); }
`;

/** The page loads and runs nothing, looks as this style says, sends no referrer, and is not cached. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; form-action 'self'; frame-ancestors 'none'`,
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
  const body = `<p>${escaped(sentence)}</p><p><a href="/">To the console</a></p>`;
  return new Response(documentOf(body), { status, headers: { ...HEADERS, ...headers } });
}

/** Asks for confirmation before a link is used up: mail and chat programs that prefetch links press no buttons. */
export function linkPage(api: Api, code: string): Response {
  if (!isSecret('link', code)) return page(api, 404, 'This is not a link that Vedette created.');
  const form = `<form method="post"><input type="hidden" name="code" value="${code}"><button>Log in as an administrator</button></form>`;
  const body = `<p>This link signs in one person, once.</p>${form}`;
  return new api.Response(documentOf(body), { status: 200, headers: HEADERS });
}

function documentOf(body: string): string {
  const head = `<meta name="viewport" content="width=device-width"><title>Vedette</title><style>${STYLE}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><main><h1>Vedette</h1>${body}</main></body></html>\n`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
