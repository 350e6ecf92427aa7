import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createYoga, useReadinessCheck, type Plugin, type YogaLogger } from 'graphql-yoga';
import { refuseStrangeHosts } from './access/access.ts';
import { authentication, type AccessWorld, type Arrival } from './access/authentication.ts';
import { requestContext, type ApiWorld, type Context } from './context.ts';
import { schema } from './schema.ts';

export interface ApiOptions extends ApiWorld, AccessWorld {
  /** The page to try queries with. For development: it needs nothing from the network. */
  readonly graphiql: boolean;
  /** Whether the database answers. */
  readonly ready: () => Promise<boolean>;
  /** Told of errors that callers see masked. */
  readonly logging: YogaLogger | false;
}

/** The largest query anybody writes is a few kB; validation is quadratic in the worst case. */
const BODY_BYTES_MAX = 32 * 1024;

/** GraphQL at `/graphql`, `/healthz` (the process lives) and `/readyz` (it can answer). */
export function createApi({ access, graphiql, ready, logging, ...world }: ApiOptions) {
  const who = authentication({ ...world, access });
  return createYoga<Arrival, Context>({
    schema,
    logging,
    cors: false,
    landingPage: false,
    healthCheckEndpoint: '/healthz',
    graphiql: graphiql && { title: 'Vedette', defaultQuery: FIRST_QUERY },
    renderGraphiQL,
    maskedErrors: { errorMessage: 'Something went wrong on our side; the log of the service says what.' },
    context: ({ request }) => requestContext(world, who.callerOf(request)),
    plugins: [
      refuseStrangeHosts(access),
      who.plugin,
      refuseLargeBodies(),
      useReadinessCheck({ endpoint: '/readyz', check: ready }),
      useCSRFPrevention({ requestHeaders: ['x-graphql-yoga-csrf'] }),
    ],
  });
}

function refuseLargeBodies(): Plugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.method !== 'POST') return;
      const length = Number(request.headers.get('content-length') ?? Number.NaN);
      if (length <= BODY_BYTES_MAX) return;
      const [status, error] = Number.isNaN(length)
        ? [411, 'Send a Content-Length.']
        : [413, `A request may be ${BODY_BYTES_MAX} bytes long.`];
      endResponse(fetchAPI.Response.json({ errors: [{ message: error }] }, { status }));
    },
  };
}

const FIRST_QUERY = `# The newest findings. Ctrl-Enter runs the query, Ctrl-Space completes.
query Findings {
  findings(first: 20) {
    totalCount
    nodes {
      type
      severityLabel
      accountId
      region
      title
      description
      service {
        count
        eventLastSeen
        evidence {
          origins {
            object
            position
            id
          }
        }
      }
    }
  }
}
`;
