import { HOUR_MS, MINUTE_MS, type Call } from './activity.ts';
import { amazonAddress, OFFICE } from './addresses.ts';
import { call, roleIdentity, SDK, userIdentity } from './api-call.ts';
import type { Account } from './organization.ts';
import { createRandom, type Random } from './random.ts';

const SMALL_MODEL = 'us.example.haiku-v1:0';
const LARGE_MODEL = 'example.sonnet-v1:0';
const CODE_TOOL = 'Boto3/1.39.4 md/Botocore#1.39.4 ua/2.1 os/macos#15.5 lang/python#3.13.5';

/** Roles of programs that run models, each with the least and the most tokens of a call. */
const PROGRAMS = {
  /** Answers its users all day. */
  Chat: [200, 8000],
  /** Answers with what it finds in documents, which it sends along. */
  Search: [10_000, 60_000],
  /** Reads the new documents of a day in a job at night. */
  Summaries: [50_000, 400_000],
  /** A pipeline that compares models with many prompts, now and then. */
  Evaluation: [2000, 20_000],
} as const;
type Program = keyof typeof PROGRAMS;
/** The same for people: programs that write code send along what they have read. */
const BY_PEOPLE = [1000, 60_000] as const;

/** Calls of models on an ordinary day: by programs, and on weekdays by a person with a program that writes code. */
export function ordinaryModelCalls(account: Account, day: number, weekday: boolean, random: Random): readonly Call[] {
  const from = amazonAddress(random);
  const runs = (program: Program, model: string, at: number, times: number): readonly Call[] => {
    const session = roleIdentity(account, program, program.toLowerCase(), at, random);
    return Array.from({ length: times }, () =>
      run(account, session, at + random.int(0, 3599) * 1000, random, 'Converse', model, from, SDK),
    );
  };
  const hours = Array.from({ length: 24 }, (_, hour) => day + hour * HOUR_MS);
  const answers = hours.flatMap((hour) => [
    ...runs('Chat', SMALL_MODEL, hour, random.int(2, 4)),
    ...runs('Search', SMALL_MODEL, hour, random.int(1, 5)),
  ]);
  const summaries = runs('Summaries', LARGE_MODEL, day + 2 * HOUR_MS, random.int(20, 60));
  const programs = [...answers, ...summaries];
  const [person] = account.people;
  if (!weekday || person === undefined) return programs;
  const compared = random.chance(0.08) ? [SMALL_MODEL, LARGE_MODEL] : [];
  const evaluation = compared.flatMap((model) => runs('Evaluation', model, day + 15 * HOUR_MS, random.int(60, 120)));
  const code = Array.from({ length: random.int(10, 30) }, () =>
    run(
      account,
      userIdentity(account, person),
      day + random.int(9 * 60, 17 * 60) * MINUTE_MS,
      random,
      'InvokeModelWithResponseStream',
      LARGE_MODEL,
      OFFICE,
      CODE_TOOL,
    ),
  );
  return [...programs, ...evaluation, ...code];
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
  const arn = isObject(identity) ? String(identity['arn']) : '';
  const [least, most] = tokensOf(arn);
  return {
    timestamp: eventTime,
    accountId: id,
    identity: { arn },
    region,
    requestId: requestID,
    operation: eventName,
    modelId: isObject(requestParameters) ? requestParameters['modelId'] : undefined,
    input: { inputContentType: 'application/json', inputTokenCount: random.int(least, most) },
    output: { outputContentType: 'application/json', outputTokenCount: random.int(50, 1500) },
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
  };
}

function tokensOf(arn: string): readonly [least: number, most: number] {
  const [, role] = /:assumed-role\/(\w+)\//.exec(arn) ?? [];
  const program = Object.entries(PROGRAMS).find(([name]) => name === role);
  return program === undefined ? BY_PEOPLE : program[1];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
