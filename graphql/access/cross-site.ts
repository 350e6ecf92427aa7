import type { Plugin } from 'graphql-yoga';
import { Refusal, refusalResponse } from './refusal.ts';

/**
 * Headers that a page of another site cannot add without a CORS preflight, which the API refuses. Clients send the last
 * ones for exactly this purpose.
 */
const UNSENDABLE = ['authorization', 'x-graphql-yoga-csrf', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** Content types of forms: any page can make a visitor's browser submit one, with the visitor's cookies. */
const FORM_TYPES = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i;

/** Refuses requests that pages of other sites can cause in a browser: by links, forms and images. */
export function refuseCrossSite(): Plugin {
  return {
    onRequestParse({ request, endResponse, fetchAPI }) {
      if (!isCrossSite(request)) return;
      const message = 'Send the query as application/json, or with the header "X-GraphQL-Yoga-CSRF: 1".';
      endResponse(refusalResponse(fetchAPI, new Refusal(403, message)));
    },
  };
}

/**
 * What is said of each answer that says nothing of it itself: no page may frame it, as GraphiQL with a mutation that
 * somebody is made to click; no browser keeps it or takes it for something else.
 */
const KEEP_TO_ITSELF = {
  'cache-control': 'no-store',
  'content-security-policy': "frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** Keeps answers from pages of other sites, and from whoever uses the browser later. */
export function keepToItself(): Plugin {
  return {
    onResponse({ response }) {
      for (const [name, value] of Object.entries(KEEP_TO_ITSELF))
        if (!response.headers.has(name)) response.headers.set(name, value);
    },
  };
}

export function isCrossSite({ method, headers }: Request): boolean {
  if (UNSENDABLE.some((name) => headers.has(name))) return false;
  const type = headers.get('content-type');
  if (method !== 'GET' && method !== 'HEAD') return type === null || FORM_TYPES.test(type);
  // Only browsers set this header: it says which site caused the request. Requests by GET change nothing.
  return !['same-origin', 'none', null].includes(headers.get('sec-fetch-site'));
}
