import { z } from 'zod';
import { once, OTHER_REQUEST } from '#db/answers.ts';
import { askForEnrolment, lastEnrolmentRequests, type EnrolmentRequest } from '#db/queries/enrolment-requests.ts';
import { measuredVolumes, placedAccounts, storedEnrolments } from '#db/queries/enrolments.ts';
import {
  FEATURES,
  MEMBER_STATES,
  type EnrolledMember,
  type EnrolmentTask,
  type Obstacle,
  type Price,
  type TaskOutcome,
} from '#services/model/enrolment.ts';
import { planEnrolment, type EnrolmentPlan } from '#services/organization/enrolment/plan-enrolment.ts';
import { totalOf } from '#services/organization/enrolment/price.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { named } from './enums.ts';
import { KEY_REUSED } from './keyed-request.ts';
import { userError, UserErrorObject, UserErrorShape, type UserError } from './user-error.ts';

const FeatureEnum = builder.enumType('EnrolmentFeature', {
  description: 'What can be switched on in an account.',
  values: named(FEATURES),
});

const MemberStateEnum = builder.enumType('MemberState', {
  description:
    "The state of an account, in GuardDuty's words. ENABLED: everything wanted is on. CREATED: something is left to do. INVITED: it has no member role yet. DISABLED: nothing is wanted. RESIGNED: it removed its member role. REMOVED: it left the organization. REGION_DISABLED: a wanted Region is not enabled there. ACCOUNT_SUSPENDED: nobody can act in it.",
  values: Object.fromEntries(
    MEMBER_STATES.map((state) => [state.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(), { value: state }]),
  ),
});

const PriceObject = builder.objectRef<Omit<Price, 'because'> & Partial<Price>>('Price').implement({
  description: 'US dollars a month.',
  fields: (t) => ({
    low: t.exposeFloat('low'),
    likely: t.exposeFloat('likely'),
    high: t.exposeFloat('high'),
    because: t.exposeString('because', {
      nullable: true,
      description: 'The rates behind it, and whether volumes were measured or assumed. Null for totals.',
    }),
  }),
});

interface TaskTold extends EnrolmentTask {
  readonly last: TaskOutcome | undefined;
}

const TaskObject = builder.objectRef<TaskTold>('EnrolmentTask').implement({
  description: 'A feature to switch on in one account and Region.',
  fields: (t) => ({
    id: t.exposeString('id'),
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region'),
    feature: t.expose('feature', { type: FeatureEnum }),
    resources: t.exposeStringList('resources', { description: 'VPCs, clusters, a trail or the account.' }),
    does: t.exposeString('does'),
    price: t.expose('price', { type: PriceObject }),
    refusal: t.string({
      nullable: true,
      description: 'Why it could not be done when it was last tried.',
      resolve: ({ last }) => (last?.outcome === 'refused' ? last.detail : null),
    }),
  }),
});

const ObstacleObject = builder.objectRef<Obstacle>('EnrolmentObstacle').implement({
  description: 'An obstacle to the plan, and who can remove it.',
  fields: (t) => ({
    accountId: t.exposeString('accountId', { nullable: true, description: 'Null: all accounts.' }),
    region: t.exposeString('region', { nullable: true }),
    feature: t.expose('feature', { type: FeatureEnum, nullable: true }),
    detail: t.exposeString('detail'),
    by: t.exposeString('by'),
    call: t.exposeString('call', { nullable: true, description: 'The call that removes it.' }),
  }),
});

const MemberObject = builder.objectRef<EnrolledMember>('EnrolledMember').implement({
  fields: (t) => ({
    accountId: t.exposeString('accountId'),
    name: t.exposeString('name'),
    state: t.expose('state', { type: MemberStateEnum }),
    because: t.exposeString('because'),
  }),
});

/** A request, limited to the tasks whose accounts the viewer may see. */
interface RequestTold extends EnrolmentRequest {
  readonly done: number;
  readonly refused: number;
}

const RequestObject = builder.objectRef<RequestTold>('EnrolmentRequest').implement({
  description: 'A request to carry out tasks, and its progress.',
  fields: (t) => ({
    id: t.exposeID('id'),
    askedBy: t.exposeString('who', { description: 'Who made the request, as in the audit log.' }),
    askedAt: t.expose('askedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When all tasks had been tried, or a day had passed in which nobody could. Null: not started or still running.',
    }),
    tasks: t.int({ description: 'The number of requested tasks.', resolve: ({ tasks }) => tasks.length }),
    done: t.exposeInt('done', { description: 'How many of them are done.' }),
    refused: t.exposeInt('refused', { description: 'How many were refused: the plan says why.' }),
  }),
});

interface PlanTold extends Omit<EnrolmentPlan, 'tasks'> {
  readonly tasks: readonly TaskTold[];
  readonly requests: readonly RequestTold[];
}

const PlanObject = builder.objectRef<PlanTold>('EnrolmentPlan').implement({
  description:
    'What to switch on in the accounts that the viewer sees, based on their last known state. Carried out by vedette org apply, or by serve if the settings say so.',
  fields: (t) => ({
    members: t.field({ type: [MemberObject], resolve: ({ members }) => members }),
    tasks: t.field({ type: [TaskObject], resolve: ({ tasks }) => tasks }),
    obstacles: t.field({ type: [ObstacleObject], resolve: ({ obstacles }) => obstacles }),
    requests: t.field({
      type: [RequestObject],
      description: 'The last requests, newest first, at most ten.',
      resolve: ({ requests }) => requests,
    }),
    total: t.field({ type: PriceObject, resolve: ({ tasks }) => totalOf(tasks.map(({ price }) => price)) }),
  }),
});

builder.queryFields((t) => ({
  enrolmentPlan: t.field({
    type: PlanObject,
    nullable: true,
    description: 'Null if the settings switch nothing on.',
    complexity: { field: 20, multiplier: 20 },
    async resolve(_root, _args, context) {
      const planned = await planOf(context);
      if (planned === undefined) return null;
      const { plan, outcomes } = planned;
      const last = await lastEnrolmentRequests(context.db, context.viewer.scope, REQUESTS_MAX);
      const requests = last.map((request): RequestTold => {
        const since = request.tasks.flatMap((id) => {
          const outcome = outcomes.get(id);
          return outcome !== undefined && Date.parse(outcome.at) >= request.askedAt.getTime() ? [outcome.outcome] : [];
        });
        const done = since.filter((outcome) => outcome === 'done').length;
        return { ...request, done, refused: since.length - done };
      });
      return { ...plan, requests, tasks: plan.tasks.map((task) => ({ ...task, last: outcomes.get(task.id) })) };
    },
  }),
}));

const REQUESTS_MAX = 10;

/**
 * The plan for the accounts within the viewer's scope, by what is stored. Undefined when the settings ask for nothing.
 */
async function planOf({ db, viewer: { scope }, now, enrolment: wanted }: Context) {
  if (wanted === undefined) return undefined;
  const accounts = await placedAccounts(db, scope);
  const stored = await storedEnrolments(db, scope);
  const plan = planEnrolment(
    {
      accounts,
      looks: new Map(stored.map(({ look }) => [look.accountId, look])),
      known: new Set(stored.flatMap(({ look, known }) => (known ? [look.accountId] : []))),
    },
    wanted.settings,
    {
      volumes: new Map((await measuredVolumes(db, scope, now())).map(({ source, ...rest }) => [source, rest])),
      regions: wanted.regions,
      memberRole: wanted.memberRole,
    },
  );
  return { plan, outcomes: new Map(stored.flatMap(({ outcomes }) => Object.entries(outcomes))) };
}

const ANSWER = z.object({ id: z.string().nullable(), tasks: z.number(), userErrors: z.array(UserErrorShape) });

const AskedObject = builder
  .objectRef<z.infer<typeof ANSWER> & { readonly clientMutationId: string }>('AskedEnrolment')
  .implement({
    description: 'The result of requesting tasks.',
    fields: (t) => ({
      id: t.exposeID('id', {
        nullable: true,
        description: 'Id of the request: `enrolmentPlan.requests` shows its progress.',
      }),
      tasks: t.exposeInt('tasks', { description: 'The number of requested tasks.' }),
      userErrors: t.field({ type: [UserErrorObject], resolve: ({ userErrors }) => userErrors }),
      clientMutationId: t.exposeString('clientMutationId'),
    }),
  });

builder.mutationFields((t) => ({
  applyEnrolment: t.field({
    type: AskedObject,
    description:
      'Has workers carry out tasks of the plan, as the enrolment role, starting within a minute. The costs are those of the plan.',
    authScopes: { role: 'admin' },
    complexity: { field: 20 },
    args: {
      tasks: t.arg.idList({ description: 'These tasks, by their ids in the plan. Null: all remaining tasks.' }),
      clientMutationId: t.arg.string({
        required: true,
        description:
          'A key that you choose. Repeating the request with the same key within a day returns the same answer and requests nothing more.',
      }),
    },
    async resolve(_root, { tasks, clientMutationId }, context) {
      const { db, viewer, address, now: clock, enrolment } = context;
      const refused = (error: UserError) => ({ id: null, tasks: 0, userErrors: [error], clientMutationId });
      const planned = await planOf(context);
      if (planned === undefined)
        return refused(userError('INVALID', 'Nothing is configured: set enrolment.autoEnable in vedette.yaml.'));
      if (enrolment?.settings.role === undefined)
        return refused(
          userError(
            'INVALID',
            'Nothing can be switched on: deploy infra/enrolment-role.yaml and set enrolment.role in vedette.yaml.',
          ),
        );
      const now = clock();
      const keyed = { key: clientMutationId, who: viewer.id, request: ['applyEnrolment', tasks ?? null] };
      const answer = await once(db, keyed, now, ANSWER, async (tx) => {
        const left = planned.plan.tasks.map(({ id }) => id);
        const wanted = tasks == null ? left : [...new Set(tasks)];
        const unknown = wanted.filter((id) => !left.includes(id));
        const errors = unknown.map((id) => userError('NOT_FOUND', `Nothing is left to do of ${id}.`, id));
        const asked = wanted.filter((id) => left.includes(id));
        const actor = { who: viewer.id, from: address };
        const id = await askForEnrolment(tx, viewer.scope, { actor, tasks: asked }, now);
        return { id: id ?? null, tasks: id === undefined ? 0 : asked.length, userErrors: errors };
      });
      if (answer === OTHER_REQUEST) return refused(KEY_REUSED);
      return { ...answer, clientMutationId };
    },
  }),
}));
