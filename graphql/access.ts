import assert from 'node:assert/strict';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import { EVERYTHING, type Viewer } from '#services/model/viewer.ts';

/**
 * Who may read. With a token: who shows it. Without one, for development: whoever asks this machine by a name of its
 * own. The name matters, for a web page of anybody can let its own name point here (DNS rebinding) and read the answers.
 */
export type Access = { readonly kind: 'token'; readonly token: string } | { readonly kind: 'loopback' };

/** Who sent a request; undefined when nobody that may ask anything. */
async function viewerOf(access: Access, request: Request): Promise<Viewer | undefined> {
  if (access.kind === 'loopback') return { id: 'local', name: 'this machine', role: 'admin', scope: EVERYTHING };
  const [scheme, token] = request.headers.get('authorization')?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || !same(token, access.token)) return undefined;
  return { id: 'token:settings', name: 'the token of the settings', role: 'admin', scope: EVERYTHING };
}

/** Whom requests were found to be of, by the plugin that asks before anything of them is read. */
export interface Authentication {
  readonly plugin: Plugin;
  /** Of a request that was let in. */
  viewerOf(request: Request): Viewer;
}

/** Finds out who asks before a request's body is read and its query parsed: strangers cost nothing more than that. */
export function authentication(access: Access): Authentication {
  const viewers = new WeakMap<Request, Viewer>();
  return {
    plugin: {
      async onRequest({ request, url, fetchAPI, endResponse }) {
        if (FOR_EVERYBODY.includes(url.pathname)) return;
        const viewer = await viewerOf(access, request);
        if (viewer !== undefined) viewers.set(request, viewer);
        else endResponse(unauthenticated(fetchAPI));
      },
    },
    viewerOf(request) {
      const viewer = viewers.get(request);
      assert(viewer !== undefined, 'A request is let in with its viewer.');
      return viewer;
    },
  };
}

/** That the process lives, and that it can answer. */
const FOR_EVERYBODY = ['/healthz', '/readyz'];

function unauthenticated({ Response }: FetchAPI): Response {
  const message = 'This needs a token: send the header "Authorization: Bearer TOKEN".';
  return Response.json(
    { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] },
    { status: 401, headers: { 'www-authenticate': 'Bearer realm="vedette"' } },
  );
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
