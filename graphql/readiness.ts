import type { Plugin } from 'graphql-yoga';
import type { Readiness } from '#services/model/readiness.ts';

const PATH = '/readyz';

/** Tells load balancers, with the status, and people, with the body, whether this process should be sent requests. */
export function readinessEndpoint(readiness: () => Promise<Readiness>): Plugin {
  return {
    async onRequest({ url, fetchAPI, endResponse }) {
      if (url.pathname !== PATH) return;
      const now = await readiness();
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      const status = now.ready ? 200 : 503;
      endResponse(new fetchAPI.Response(`${JSON.stringify(now)}\n`, { status, headers }));
    },
  };
}
