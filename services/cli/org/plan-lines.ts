import type { EnrolledMember, EnrolmentTask, Obstacle, Price } from '#services/model/enrolment.ts';
import { MEMBER_STATES } from '#services/model/enrolment.ts';
import { counted } from '#services/model/numbers.ts';
import type { EnrolmentPlan } from '#services/organization/enrolment/plan-enrolment.ts';
import { totalOf } from '#services/organization/enrolment/price.ts';
import type { Line } from '../line.ts';
import { table } from '../table.ts';

/** The plan for people: the tasks and their costs, the obstacles, and the state of the accounts. */
export function* planLines(
  { members, obstacles }: EnrolmentPlan,
  tasks: readonly EnrolmentTask[],
  columns: number | undefined,
): Generator<Line> {
  yield* table(
    ['account', 'region', 'feature', '$ a month', 'task'],
    tasks.map(({ accountId, region, feature, price, does }) => [accountId, region, feature, dollars(price), does]),
    { numbers: [3], columns },
  );
  if (tasks.length > 0)
    yield* [
      '',
      `${counted(tasks.length, 'task')}, about $${dollars(totalOf(tasks.map((task) => task.price)))} a month.`,
    ];
  for (const because of new Set(tasks.map(({ feature, price }) => `${feature}: ${price.because}`))) yield because;
  if (obstacles.length > 0) yield '';
  for (const obstacle of obstacles) yield* obstacleLines(obstacle);
  yield '';
  yield summaryOf(members);
}

function* obstacleLines({ accountId, region, feature, detail, by, call }: Obstacle): Generator<Line> {
  const where = [accountId, region, feature].filter((part) => part !== undefined).join(' ');
  yield `${where === '' ? 'everywhere' : where}: ${detail}`;
  yield call === undefined ? `  by ${by}` : `  by ${by}: ${call}`;
}

/** `12.40 (3–40)`: the likely price, and its range. */
export function dollars({ likely, low, high }: Omit<Price, 'because'>): string {
  return `${likely.toFixed(2)} (${short(low)}–${short(high)})`;
}

function short(value: number): string {
  return value >= 10 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2);
}

/** `480 Enabled, 20 Created`. */
function summaryOf(members: readonly EnrolledMember[]): string {
  const counts = MEMBER_STATES.map((state) => [state, members.filter((each) => each.state === state).length] as const);
  const there = counts.filter(([, many]) => many > 0).map(([state, many]) => `${many} ${state}`);
  return `Accounts: ${there.join(', ')}.`;
}
