import { HOUR_MS, MINUTE_MS, type Call } from './activity.ts';
import { amazonAddress, OFFICE } from './addresses.ts';
import { call, roleIdentity, SDK, userIdentity } from './api-call.ts';
import type { Account } from './organization.ts';
import { createRandom, type Random } from './random.ts';

const CHAT_MODEL = 'us.example.haiku-v1:0';
const CODE_MODEL = 'example.sonnet-v1:0';
const CODE_TOOL = 'Boto3/1.39.4 md/Botocore#1.39.4 ua/2.1 os/macos#15.5 lang/python#3.13.5';

/**
 * Calls of models on an ordinary day: an application answers its users all day, and on weekdays a person works with a
 * program that writes code.
 */
export function ordinaryModelCalls(account: Account, day: number, weekday: boolean, random: Random): readonly Call[] {
  const from = amazonAddress(random);
  const answers = Array.from({ length: 24 }, (_, hour) => day + hour * HOUR_MS).flatMap((hour) => {
    const session = roleIdentity(account, 'Chat', 'chat', hour, random);
    return Array.from({ length: random.int(2, 4) }, () =>
      run(account, session, hour + random.int(0, 3599) * 1000, random, 'Converse', CHAT_MODEL, from, SDK),
    );
  });
  const [person] = account.people;
  if (!weekday || person === undefined) return answers;
  const code = Array.from({ length: random.int(10, 30) }, () =>
    run(
      account,
      userIdentity(account, person),
      day + random.int(9 * 60, 17 * 60) * MINUTE_MS,
      random,
      'InvokeModelWithResponseStream',
      CODE_MODEL,
      OFFICE,
      CODE_TOOL,
    ),
  );
  return [...answers, ...code];
}

function run(
  account: Account,
  identity: Readonly<Record<string, unknown>>,
  time: number,
  random: Random,
  name: string,
  modelId: string,
  from: string,
  userAgent: string,
): Call {
  return call(account, identity, time, random, { service: 'bedrock', name, from, userAgent, request: { modelId } });
}

/** The same call in the model invocation log, or undefined for any other call. Prompts are left out: nobody reads them. */
export function invocationOf({ id }: Account, { event, region }: Call): object | undefined {
  const { eventSource, eventTime, eventName, requestID, requestParameters, userIdentity: identity } = event;
  if (eventSource !== 'bedrock.amazonaws.com' || !/^(?:Converse|InvokeModel)/.test(String(eventName))) return undefined;
  const random = createRandom(`tokens/${String(requestID)}`);
  return {
    timestamp: eventTime,
    accountId: id,
    identity: { arn: isObject(identity) ? identity['arn'] : undefined },
    region,
    requestId: requestID,
    operation: eventName,
    modelId: isObject(requestParameters) ? requestParameters['modelId'] : undefined,
    input: { inputContentType: 'application/json', inputTokenCount: random.int(200, 8000) },
    output: { outputContentType: 'application/json', outputTokenCount: random.int(50, 1500) },
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
