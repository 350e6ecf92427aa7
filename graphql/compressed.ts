import { constants, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { Plugin } from 'graphql-yoga';

/** A shorter answer fits into a packet or two anyway. */
const BYTES_MIN = 1400;

const compress = promisify(gzip);

/** Compresses long answers for clients that accept gzip: JSON of findings shrinks to a tenth. */
export function compressed(): Plugin {
  return {
    async onResponse({ request, response, setResponse, fetchAPI }) {
      if (!/json/.test(response.headers.get('content-type') ?? '')) return;
      response.headers.set('vary', 'accept-encoding');
      if (!takesGzip(request.headers.get('accept-encoding'))) return;
      const body = Buffer.from(await response.arrayBuffer());
      const headers = new fetchAPI.Headers(response.headers);
      const small = body.length < BYTES_MIN ? body : await compress(body, { level: constants.Z_BEST_SPEED });
      if (small !== body) headers.set('content-encoding', 'gzip');
      headers.set('content-length', String(small.length));
      setResponse(new fetchAPI.Response(small, { status: response.status, statusText: response.statusText, headers }));
    },
  };
}

/** "gzip;q=0" means that gzip is refused. */
export function takesGzip(accepted: string | null): boolean {
  return /(^|[\s,])(gzip|\*)\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[\d.]+\s*)?(,|$)/i.test(accepted ?? '');
}
