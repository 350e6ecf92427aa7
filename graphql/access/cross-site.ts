import type { Plugin } from 'graphql-yoga';
import { Refusal, refusalResponse } from './refusal.ts';

/**
 * What no page of another site can have a browser send unasked: it would have to ask first (CORS preflight), and is told no.
 * The last are what clients send for this purpose.
 */
const UNSENDABLE = ['authorization', 'x-graphql-yoga-csrf', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** What forms send: any page can have one sent, with the cookies of whoever looks at it. */
const FORM_TYPES = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i;

/** Refuses what pages of other sites have browsers send: links, forms and images. */
export function refuseCrossSite(): Plugin {
  return {
    onRequestParse({ request, endResponse, fetchAPI }) {
      if (!isCrossSite(request)) return;
      const message = 'Send the query as application/json, or with the header "X-GraphQL-Yoga-CSRF: 1".';
      endResponse(refusalResponse(fetchAPI, new Refusal(403, message)));
    },
  };
}

export function isCrossSite({ method, headers }: Request): boolean {
  if (UNSENDABLE.some((name) => headers.has(name))) return false;
  const type = headers.get('content-type');
  if (method !== 'GET' && method !== 'HEAD') return type === null || FORM_TYPES.test(type);
  // Browsers say who had it sent, and nobody else does; what is asked by GET changes nothing.
  return !['same-origin', 'none', null].includes(headers.get('sec-fetch-site'));
}
