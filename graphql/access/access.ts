import type { Plugin } from 'graphql-yoga';
import type { LoginSettings } from './login.ts';

/**
 * Who may use the API. Over a network: callers with a token (from the settings or created later) and people who logged
 * in. For development: callers on this machine that use one of its loopback names. The name is checked because any web
 * page can point its own domain at 127.0.0.1 (DNS rebinding) and read the answers.
 */
export type Access =
  | { readonly kind: 'token'; readonly token?: string | undefined; readonly login?: LoginSettings | undefined }
  | { readonly kind: 'loopback' };

export function refuseStrangeHosts(access: Access): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (access.kind === 'token') return;
      const host = request.headers.get('host') ?? url.host;
      if (isLoopback(host.replace(/:\d+$/, ''))) return;
      const message = `Without a token only this machine may use the API, as 127.0.0.1 or localhost and not as ${host}: set VEDETTE_API_TOKEN.`;
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
