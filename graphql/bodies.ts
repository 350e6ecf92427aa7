import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** The largest query that anybody writes has a few kB. */
const BODY_BYTES_MAX = 32 * 1024;

/**
 * Refuses bodies that are too long. Node reads no more of a body than its Content-Length; a body without a length is
 * counted as it arrives.
 */
export function boundedBodies(): Plugin {
  return {
    onRequestParse({ request, requestParser, setRequestParser, fetchAPI }) {
      const said = request.headers.get('content-length');
      if (said !== null && Number(said) > BODY_BYTES_MAX) throw tooLarge();
      const { body } = request;
      if (said !== null || body === null || requestParser === undefined) return;
      setRequestParser(async ({ url, method, headers }) =>
        requestParser(new fetchAPI.Request(url, { method, headers, body: await wholeOf(body) })),
      );
    },
  };
}

/** @throws GraphQLError as soon as the body is too long; the connection stays open so that the answer arrives */
async function wholeOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString();
    bytes += value.byteLength;
    if (bytes > BODY_BYTES_MAX) throw tooLarge();
    chunks.push(value);
  }
}

function tooLarge(): GraphQLError {
  const message = `A request has at most ${BODY_BYTES_MAX} bytes: send a smaller one.`;
  return new GraphQLError(message, { extensions: { code: 'REQUEST_ENTITY_TOO_LARGE', http: { status: 413 } } });
}
