import {
  measuredVolumes,
  placedAccounts,
  putLook,
  putOutcome,
  storedEnrolments,
  type StoredEnrolment,
} from '#db/queries/enrolments.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { ADMINISTRATOR, openAws, type Aws } from '#services/aws/aws.ts';
import { awsError, AwsError } from '#services/aws/aws-error.ts';
import { ENROLMENTS } from '#services/aws/enrolment/index.ts';
import { readOrganization } from '#services/aws/organizations.ts';
import type { AccountLook, EnrolmentSettings, EnrolmentTask, TaskOutcome } from '#services/model/enrolment.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { dueLooks, withDone } from '#services/organization/enrolment/looks.ts';
import { NEEDED_SETTING, planEnrolment, type EnrolmentPlan } from '#services/organization/enrolment/plan-enrolment.ts';
import { unitsOfEnrolment } from '#services/organization/enrolment/wanted.ts';
import type { World } from '../../world.ts';
import { inParallel } from '../kits/in-parallel.ts';
import { unitsAbove } from '../pass/units-above.ts';
import { lookAtAccount, passes } from './look-at-account.ts';

/** How many accounts are handled at a time. */
const ACCOUNTS_AT_ONCE = 16;

export interface SurveySettings {
  readonly enrolment: EnrolmentSettings;
  readonly regions?: readonly string[] | undefined;
  /** Look at every account, even if it was looked at recently. */
  readonly fresh?: boolean;
  /** Check the role of every account, even if it was checked recently, so that a removed role is noticed at once. */
  readonly roles?: boolean;
  readonly progress?: (done: number, total: number) => void;
}

/** The state of the organization, and how many accounts had to be asked for it. */
export interface Survey {
  readonly plan: EnrolmentPlan;
  readonly looks: ReadonlyMap<string, AccountLook>;
  readonly looked: number;
  /** Accounts that were not in the listing before. */
  readonly joined: readonly string[];
  /** Why accounts gave no answer although nothing was refused. They are planned for as they were last seen. */
  readonly unanswered: readonly string[];
}

/**
 * Looks at what changed in the organization, and plans the remaining tasks. Each look is stored as soon as it is taken,
 * so a survey that is stopped continues where it was.
 *
 * @throws AwsError when the organization cannot be listed; it says who has to make which call
 */
export async function survey(
  world: Pick<World, 'now' | 'database'>,
  aws: Aws,
  { enrolment, regions, fresh = false, roles = false, progress = () => undefined }: SurveySettings,
): Promise<Survey> {
  const { db } = world.database;
  const now = world.now();
  const administrator = await aws.client(ADMINISTRATOR);
  const { accounts } = await readOrganization(administrator);
  const joined = await putAccounts(db, accounts, now);
  const units = await unitsAbove(administrator, unitsOfEnrolment(enrolment));
  // The settings for accounts below a unit that cannot be listed are unknown: a guess could switch on an excluded
  // feature.
  if (units instanceof AwsError) throw units;
  const placed = (await placedAccounts(db, EVERYTHING)).map((account) => ({
    ...account,
    organizationalUnits: units.get(account.id) ?? [],
  }));

  const stored = await storedEnrolments(db, EVERYTHING);
  const dated = stored.map(({ look, lookedAt }) => [look.accountId, { look, at: lookedAt.getTime() }] as const);
  const all = dueLooks(placed, new Map(), enrolment, now.getTime());
  const changed = fresh ? all : dueLooks(placed, new Map(dated), enrolment, now.getTime());
  const lost = roles && !fresh ? await withOtherRole(aws, all, stored) : new Set<string>();
  const due = all.filter(
    ({ account }) => lost.has(account.id) || changed.some((each) => each.account.id === account.id),
  );
  let done = 0;
  const unanswered: string[] = [];
  const answers = await inParallel(due, ACCOUNTS_AT_ONCE, async ({ account, features }) => {
    try {
      const look = await lookAtAccount(aws, account.id, features, { regions, eventBus: enrolment.eventBus });
      await putLook(db, look, now);
      return [look];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      unanswered.push(error.message);
      return [];
    } finally {
      progress(++done, due.length);
    }
  });
  const taken = answers.flat();
  const looks = new Map([...stored.map(({ look }) => look), ...taken].map((look) => [look.accountId, look]));
  const plan = planEnrolment({ accounts: placed, looks, known: knownOf(stored, taken) }, enrolment, {
    volumes: new Map((await measuredVolumes(db, EVERYTHING, now)).map(({ source, ...volume }) => [source, volume])),
    regions,
    memberRole: aws.settings.memberRole.name,
  });
  return { plan, looks, looked: taken.length, joined, unanswered };
}

function knownOf(stored: readonly StoredEnrolment[], taken: readonly AccountLook[]): ReadonlySet<string> {
  return new Set([
    ...stored.flatMap(({ look, known }) => (known ? [look.accountId] : [])),
    ...taken.flatMap(({ accountId, refusal }) => (refusal === null ? [accountId] : [])),
  ]);
}

/** Accounts whose role appeared or disappeared since the last look. */
async function withOtherRole(
  aws: Aws,
  all: ReturnType<typeof dueLooks>,
  stored: readonly StoredEnrolment[],
): Promise<ReadonlySet<string>> {
  const known = stored.filter(({ look }) => all.some(({ account }) => account.id === look.accountId));
  const other = await inParallel(known, ACCOUNTS_AT_ONCE, async ({ look: { accountId, refusal } }) => {
    const wasThere = refusal === null;
    const isThere = await aws.client(accountId).then(
      () => true,
      // Where AWS gives no answer, the role counts as it was.
      (error: unknown) => wasThere && passes(awsError(`act in ${accountId}`, error)),
    );
    return isThere === wasThere ? [] : [accountId];
  });
  return new Set(other.flat());
}

/** A task and its result. */
export interface DoneTask {
  readonly task: EnrolmentTask;
  readonly outcome: TaskOutcome;
}

export interface CarrySettings {
  /** Called for each task that is done or refused. */
  readonly told?: (done: DoneTask) => void;
  /** Gives clients that act in the accounts as the role of this name. */
  readonly actAs?: ((aws: Aws, role: string) => Aws) | undefined;
}

function asRole({ settings }: Aws, name: string): Aws {
  return openAws({ ...settings, memberRole: { ...settings.memberRole, name, sessionName: 'vedette-enrolment' } });
}

/**
 * Carries tasks out, each at most once at a time, and stores each result as soon as it is known. Accounts do not hold
 * each other up, and an account without the role costs one call.
 */
export async function carryOut(
  world: Pick<World, 'now' | 'database'>,
  aws: Aws,
  enrolment: EnrolmentSettings,
  { looks }: Pick<Survey, 'looks'>,
  tasks: readonly EnrolmentTask[],
  { told = () => undefined, actAs = asRole }: CarrySettings = {},
): Promise<readonly DoneTask[]> {
  const { role } = enrolment;
  if (role === undefined) return [];
  await using hands = actAs(aws, role);
  const byAccount = [...Map.groupBy(tasks, ({ accountId }) => accountId)];
  const done = await inParallel(byAccount, ACCOUNTS_AT_ONCE, async ([accountId, its]) => {
    const outcomes: DoneTask[] = [];
    let look = looks.get(accountId);
    const refused = await hands.client(accountId).then(
      () => undefined,
      (error: unknown) => roleRefusal(accountId, role, error),
    );
    for (const task of its) {
      const refusal = refused ?? (await refusalOfTask(hands, task, enrolment));
      const at = world.now().toISOString();
      const outcome: TaskOutcome =
        refusal === undefined
          ? { outcome: 'done', detail: task.does, at }
          : { outcome: 'refused', detail: refusal, at };
      if (look !== undefined) {
        if (refusal === undefined) look = withDone(look, task);
        await putOutcome(world.database.db, accountId, task.id, outcome, look);
      }
      outcomes.push({ task, outcome });
      told({ task, outcome });
    }
    return outcomes;
  });
  return done.flat();
}

function roleRefusal(accountId: string, role: string, error: unknown): string {
  const refused = awsError(`act as ${role} in ${accountId}`, error);
  if (refused.kind !== 'access-denied') return refused.message;
  return `AWS STS does not allow the role ${role} in account ${accountId}: deploy infra/enrolment-role.yaml there with this administrator account and external id.`;
}

/** Does a task. @returns why it could not be done; undefined on success */
async function refusalOfTask(
  hands: Aws,
  task: EnrolmentTask,
  enrolment: EnrolmentSettings,
): Promise<string | undefined> {
  const { feature, accountId, region } = task;
  const needed = NEEDED_SETTING[feature];
  if (needed !== undefined && enrolment[needed] === undefined) return `Set enrolment.${needed} in vedette.yaml.`;
  const calls = ENROLMENTS.find((each) => each.feature === feature);
  try {
    await calls?.switchOn(await hands.client(accountId, region), task, {
      ...enrolment,
      partition: hands.settings.partition,
      clientIn: (other) => hands.client(accountId, other),
    });
    return undefined;
  } catch (error) {
    return awsError(`switch on ${feature} in ${region}`, error).message;
  }
}
