import { createHash, timingSafeEqual } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';

/**
 * Who may read. With a token: who shows it. Without one, for development: whoever asks this machine by a name of its
 * own. The name matters, for a web page of anybody can let its own name point here (DNS rebinding) and read the answers.
 */
export type Access = { readonly kind: 'token'; readonly token: string } | { readonly kind: 'loopback' };

export function isViewer(access: Access, authorization: string | null): boolean {
  if (access.kind === 'loopback') return true;
  const [scheme, token] = authorization?.split(' ') ?? [];
  return scheme?.toLowerCase() === 'bearer' && token !== undefined && same(token, access.token);
}

export function refuseStrangeHosts(access: Access): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (access.kind === 'token') return;
      const host = request.headers.get('host') ?? url.host;
      if (isLoopback(host.replace(/:\d+$/, ''))) return;
      const message = `Without a token only this machine may ask, by 127.0.0.1 or localhost and not as ${host}: set VEDETTE_API_TOKEN.`;
      endResponse(
        fetchAPI.Response.json({ errors: [{ message, extensions: { code: 'FORBIDDEN' } }] }, { status: 403 }),
      );
    },
  };
}

/** Whether an address or a host name always means the machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Takes as long for a wrong token as for the right one. */
function same(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
