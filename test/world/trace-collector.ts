import { createServer } from 'node:http';
import { z } from 'zod';

const VALUE = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }).optional(),
});
const ATTRIBUTES = z.array(z.object({ key: z.string(), value: VALUE }));
const SPAN = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: ATTRIBUTES,
  status: z.object({ code: z.number(), message: z.string().optional() }),
});
const REQUEST = z.object({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes: ATTRIBUTES }),
      scopeSpans: z.array(z.looseObject({ spans: z.array(SPAN) })),
    }),
  ),
});

export interface CollectedSpan {
  readonly service: unknown;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: string | undefined;
}

/**
 * An OpenTelemetry collector, as far as traces over HTTP with JSON go.
 *
 * @param status HTTP status of its answers
 */
export async function openCollector(status = 200) {
  const spans: CollectedSpan[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      if (request.url === '/v1/traces') spans.push(...spansIn(body));
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The collector has a port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function spansIn(body: string): readonly CollectedSpan[] {
  return REQUEST.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map(({ attributes, status, traceId, spanId, parentSpanId, name }) => ({
        service: valuesOf(resource.attributes)['service.name'],
        traceId,
        spanId,
        parentSpanId,
        name,
        attributes: valuesOf(attributes),
        failed: status.code === 2 ? status.message : undefined,
      })),
    ),
  );
}

function valuesOf(attributes: z.infer<typeof ATTRIBUTES>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, arrayValue } }) => [
      key,
      stringValue ?? (arrayValue ? arrayValue.values.map((each) => each.stringValue) : Number(intValue)),
    ]),
  );
}
