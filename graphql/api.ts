import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { createLRUCache, createYoga, type YogaLogger } from 'graphql-yoga';
import type { ReadRecords } from '#services/model/evidence.ts';
import type { Readiness } from '#services/model/readiness.ts';
import { refuseStrangeHosts } from './access/access.ts';
import { authentication, type AccessWorld, type Arrival } from './access/authentication.ts';
import { keepToItself, refuseCrossSite } from './access/cross-site.ts';
import { addressesBehind } from './access/client-address.ts';
import { Login } from './access/login.ts';
import { changesEndpoint } from './changes/endpoint.ts';
import { createWaits } from './changes/waits.ts';
import { compressed } from './compressed.ts';
import { requestContext, type ApiWorld, type Context } from './context.ts';
import { EvidenceGate } from './evidence-gate.ts';
import { boundedBodies } from './bodies.ts';
import { keptAnswers } from './kept-answers.ts';
import { boundedRequests } from './limits.ts';
import { INTERNAL_ERROR, masked } from './masked-errors.ts';
import { metricsEndpoint } from './metrics.ts';
import { readinessEndpoint } from './readiness.ts';
import { fewScans, ScanGate } from './scans.ts';
import { schema } from './schema.ts';

export interface ApiOptions extends Omit<ApiWorld, 'scans' | 'waits' | 'evidence'>, Omit<AccessWorld, 'addressOf'> {
  /** Addresses and ranges of proxies whose X-Forwarded-For is trusted; none when absent. */
  readonly trustedProxies?: readonly string[];
  /** Reads records again from their log objects. */
  readonly records: ReadRecords;
  /** Serves the GraphiQL page. For development: the page loads nothing from the network. */
  readonly graphiql: boolean;
  /** Whether this process should be sent requests. */
  readonly readiness: () => Promise<Readiness>;
  /** The name of the database's present state: answers are kept for as long as it stays. */
  readonly state: () => Promise<string>;
  /** Receives the errors that callers see masked; false drops them. */
  readonly logging: YogaLogger | false;
}

/** Number of parsed documents that are cached: each takes a megabyte at most. */
const DOCUMENTS = 100;

/**
 * Endpoints: GraphQL at `/graphql`, changes as JSON lines at `/v1/findings/changes`, metrics at `/metrics`, `/healthz`
 * (the process lives) and `/readyz` (it should be sent requests).
 */
export function createApi({
  access,
  graphiql,
  readiness,
  state,
  logging,
  records,
  trustedProxies = [],
  ...options
}: ApiOptions) {
  const world = {
    ...options,
    scans: new ScanGate(),
    evidence: new EvidenceGate(records, options.now),
    waits: createWaits(options.horizon),
    addressOf: addressesBehind(trustedProxies),
  };
  const login = access.kind === 'token' && access.login ? new Login({ ...world, access }, access.login) : undefined;
  const who = authentication({ ...world, access }, login);
  return createYoga<Arrival, Context>({
    schema,
    logging,
    cors: false,
    landingPage: false,
    healthCheckEndpoint: '/healthz',
    graphiql: graphiql && { title: 'Vedette', defaultQuery: FIRST_QUERY },
    renderGraphiQL,
    parserAndValidationCache: {
      documentCache: createLRUCache({ max: DOCUMENTS }),
      errorCache: createLRUCache({ max: DOCUMENTS }),
    },
    maxRequestBodySize: false,
    // Nothing is uploaded.
    multipart: false,
    // Fixed here, not taken from NODE_ENV: unmasked errors would show strangers the internals.
    maskedErrors: { isDev: false, errorMessage: INTERNAL_ERROR },
    context: ({ request }) => requestContext(world, who.callerOf(request), request),
    plugins: [
      refuseStrangeHosts(access),
      ...(login === undefined ? [] : [login.plugin]),
      who.plugin,
      changesEndpoint(world, who.callerOf),
      metricsEndpoint(world, who.callerOf),
      readinessEndpoint(readiness),
      refuseCrossSite(),
      boundedBodies(),
      boundedRequests(),
      fewScans(),
      keptAnswers(state, who.callerOf),
      compressed(),
      keepToItself(),
    ].map((plugin) => masked(plugin, logging)),
  });
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
            eventId
          }
        }
      }
    }
  }
}
`;
