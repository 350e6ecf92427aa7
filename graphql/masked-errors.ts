import type { Plugin, YogaLogger } from 'graphql-yoga';
import type { Arrival } from './access/authentication.ts';

export const INTERNAL_ERROR = 'Internal error; see the log of the service.';

/**
 * Wraps a plugin so that its errors are logged and masked like those of resolvers. Without this, the server would send
 * them to the caller, with their stack.
 */
export function masked(plugin: Plugin<object, Arrival>, logging: YogaLogger | false): Plugin<object, Arrival> {
  const { onRequest } = plugin;
  if (onRequest === undefined) return plugin;
  return {
    ...plugin,
    async onRequest(arrived) {
      try {
        await onRequest(arrived);
      } catch (error) {
        if (logging !== false) logging.error(error);
        const errors = [{ message: INTERNAL_ERROR, extensions: { code: 'INTERNAL_SERVER_ERROR' } }];
        arrived.endResponse(arrived.fetchAPI.Response.json({ errors }, { status: 500 }));
      }
    },
  };
}
