import { Readable } from 'node:stream';
import { ADMINISTRATOR, type Aws, type ClientConfig } from '#services/aws/aws.ts';
import { AwsError } from '#services/aws/aws-error.ts';

/** A call of the SDK, as it would be sent. */
export interface InProcessCall {
  /** The caller: `administrator`, or an account. */
  readonly as: string;
  readonly region: string;
  /** `AmazonSQS.ReceiveMessage`, `DescribeVpcs`, `GET /accounts`. */
  readonly action: string;
  /** The JSON body when the protocol has one; otherwise the members of a form. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface InProcessAnswer {
  readonly status?: number;
  /** An object is sent as JSON, a string as XML. */
  readonly body: object | string;
}

const KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };

/**
 * AWS without a network, for measurements: the SDK makes and parses every request, and `answer` is called in this
 * process.
 *
 * @param hasRole whether an account's role can be assumed
 */
export function inProcessAws(
  answer: (call: InProcessCall, signal: AbortSignal | undefined) => Promise<InProcessAnswer> | InProcessAnswer,
  hasRole: (accountId: string) => boolean = () => true,
): Aws {
  const configs = new Map<string, ClientConfig>();
  const assumed = new Set<string>();
  return {
    settings: {
      region: 'us-east-1',
      partition: 'aws',
      memberRole: { name: 'VedetteMember', externalId: undefined, sessionName: 'vedette' },
    },
    async client(as, region = 'us-east-1') {
      if (as !== ADMINISTRATOR && !assumed.has(as)) {
        if (!hasRole(as)) throw new AwsError('access-denied', `No role in ${as}.`, 'AccessDenied', undefined);
        assumed.add(as);
      }
      const name = `${as}/${region}`;
      const known = configs.get(name);
      if (known !== undefined) return known;
      const config: ClientConfig = {
        region,
        credentials: async () => KEYS,
        maxAttempts: 1,
        retryMode: 'standard',
        customUserAgent: 'vedette',
        endpoint: 'http://127.0.0.1:1',
        requestHandler: {
          handle: async (request: HttpCall, options?: { readonly abortSignal?: unknown }) => {
            const signal = options?.abortSignal instanceof AbortSignal ? options.abortSignal : undefined;
            const { status = 200, body } = await answer(callOf(as, region, request), signal);
            const text = typeof body === 'string' ? body : JSON.stringify(body);
            const type = typeof body === 'string' ? 'text/xml' : 'application/json';
            return {
              response: {
                statusCode: status,
                headers: { 'content-type': type },
                body: Readable.from([Buffer.from(text)]),
              },
            };
          },
        },
      };
      configs.set(name, config);
      return config;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** The argument that the SDK passes to its request handler. */
interface HttpCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function callOf(as: string, region: string, { method, path, headers, body }: HttpCall): InProcessCall {
  const text = typeof body === 'string' ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : '';
  const target = headers['x-amz-target'];
  if (target !== undefined) return { as, region, action: target, input: text === '' ? {} : JSON.parse(text) };
  if (headers['content-type']?.includes('form') === true) {
    const form = Object.fromEntries(new URLSearchParams(text));
    return { as, region, action: form['Action'] ?? '', input: form };
  }
  return { as, region, action: `${method} ${path}`, input: text === '' ? {} : JSON.parse(text) };
}
