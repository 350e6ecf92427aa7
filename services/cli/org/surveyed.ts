import type { Database } from '#db/client.ts';
import { openDatabase } from '#db/client.ts';
import type { Aws } from '#services/aws/aws.ts';
import { FEATURES, type EnrolmentSettings, type EnrolmentTask, type Feature } from '#services/model/enrolment.ts';
import { closest, didYouMean } from '#services/model/closest.ts';
import { counted, number } from '#services/model/numbers.ts';
import { survey, type Survey } from '#services/workers/enrol/enrol.ts';
import type { Config } from '../../config.ts';
import { accountId } from '../aws-names.ts';
import type { Lists } from '../command.ts';
import { openAwsOf } from '../open-aws.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** The flags with which both commands narrow the plan. */
export const NARROWING = {
  account: { type: 'string', description: 'Only this account. Repeatable', valueHint: '111122223333' },
  feature: { type: 'string', description: `Only this: ${FEATURES.join(', ')}. Repeatable`, valueHint: 'vpc-flow' },
  fresh: { type: 'boolean', description: 'Ask every account again, even if nothing seems to have changed' },
} as const;

/** The organization as it is right now, and the plan for it. */
export interface Surveyed extends Survey, AsyncDisposable {
  readonly enrolment: EnrolmentSettings;
  readonly aws: Aws;
  readonly database: Database;
  /** The tasks selected by the flags. */
  readonly tasks: readonly EnrolmentTask[];
}

/** @throws UsageError when the settings want nothing switched on */
export async function surveyOf(
  config: Config,
  lists: Lists<'account' | 'feature'>,
  fresh: boolean,
  terminal: Terminal,
): Promise<Surveyed> {
  const accounts = lists.account.map(accountId);
  const features = lists.feature.map(featureName);
  const { enrolment, regions } = config;
  if (enrolment === undefined)
    throw new UsageError('Nothing is configured: set enrolment in vedette.yaml (docs/enrolment.md).');
  await using opening = new AsyncDisposableStack();
  const database = opening.adopt(await openDatabase(config.databaseUrl), (opened) => opened.close());
  const aws = opening.use(await openAwsOf(config));
  const progress = (done: number, total: number) =>
    terminal.progress(() => `Looked at ${number(done)} of ${number(total)} accounts`);
  const world = { database, now: () => new Date() };
  const surveyed = await survey(world, aws, { enrolment, regions, fresh, roles: true, progress });
  const { unanswered } = surveyed;
  if (unanswered.length > 0)
    terminal.talk(
      `${counted(unanswered.length, 'account')} gave no answer and keep their last known state: try again in a few minutes. ${unanswered[0] ?? ''}`,
    );
  const isAsked = (task: EnrolmentTask) =>
    (accounts.length === 0 || accounts.includes(task.accountId)) &&
    (features.length === 0 || features.includes(task.feature));
  const opened = opening.move();
  return {
    ...surveyed,
    enrolment,
    aws,
    database,
    tasks: surveyed.plan.tasks.filter(isAsked),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function featureName(text: string): Feature {
  const name = FEATURES.find((each) => each === text);
  if (name !== undefined) return name;
  throw new UsageError(
    `"${text}" cannot be switched on: use ${FEATURES.join(', ')}.`,
    didYouMean(closest(text, FEATURES)),
  );
}
