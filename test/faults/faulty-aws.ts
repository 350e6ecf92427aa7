import { createHash } from 'node:crypto';
import { AwsError } from '#services/aws/aws-error.ts';
import { ADMINISTRATOR, type Aws, type ClientConfig } from '#services/aws/aws.ts';
import { answerOf, json, type Answer, type Asked } from './aws-answers.ts';
import type { Door, Doors } from './doors.ts';
import { REGION, type Organization } from './organization.ts';

/** AWS as one process reaches it: through the real SDK, whose requests are answered here. */
export class FaultyAws implements Aws {
  readonly settings = {
    region: REGION,
    partition: 'aws',
    memberRole: { name: 'Vedette', externalId: undefined, sessionName: 'faults' },
  };
  /** Followers that wait for messages of the queue. */
  readonly waiting: ((messages: readonly (readonly [handle: string, body: string])[]) => void)[] = [];
  /** Called when a follower has begun to wait. */
  onWait: () => void = () => {};
  readonly #organization: Organization;
  readonly #doors: Doors;
  readonly #configs = new Map<string, ClientConfig>();

  constructor(organization: Organization, doors: Doors) {
    this.#organization = organization;
    this.#doors = doors;
  }

  async client(as: string, region = REGION): Promise<ClientConfig> {
    if (as !== ADMINISTRATOR && !this.#organization.lets(as))
      throw new AwsError('access-denied', `The role of ${as} may not be assumed.`, 'AccessDenied', undefined);
    const known = this.#configs.get(`${as}/${region}`);
    if (known !== undefined) return known;
    const config = {
      region,
      endpoint: 'http://aws.example',
      credentials: async () => ({ accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'none' }),
      requestHandler: this.#handler(as),
      maxAttempts: 1,
      // The other retry mode waits by the real clock.
      retryMode: 'standard',
      customUserAgent: 'faults',
    };
    this.#configs.set(`${as}/${region}`, config);
    return config;
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #handler(as: string): NonNullable<ClientConfig['requestHandler']> {
    return {
      metadata: { handlerProtocol: 'http/1.1' },
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
      handle: async (asked: Asked, { abortSignal }: { abortSignal?: unknown } = {}) => ({
        response: asked.headers['x-amz-target']?.endsWith('.ReceiveMessage')
          ? await this.#receive(abortSignal)
          : await this.#doors.pass(async () => answerOf(this.#organization, as, asked), throttled),
      }),
    };
  }

  /** Waits until the run hands over messages. They stay in the queue until they are deleted. */
  async #receive(stop: unknown): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly (readonly [string, string])[]>();
    if (stop instanceof AbortSignal)
      stop.addEventListener('abort', () => reject(new Error('Nobody waits any more.')), { once: true });
    this.waiting.push(resolve);
    this.onWait();
    const messages = await promise;
    return this.#doors.pass(async () => json({ Messages: messages.map(messageOf) }), throttled);
  }
}

function messageOf([handle, body]: readonly [string, string]) {
  // The SDK checks that it matches.
  return {
    MessageId: handle,
    ReceiptHandle: handle,
    Body: body,
    MD5OfBody: createHash('md5').update(body).digest('hex'),
  };
}

const throttled: Door = {
  name: 'call',
  refusal: () => Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }),
};
