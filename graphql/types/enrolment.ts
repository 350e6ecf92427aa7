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
import { named } from './enums.ts';

const FeatureEnum = builder.enumType('EnrolmentFeature', {
  description: 'What can be switched on in an account.',
  values: named(FEATURES),
});

const MemberStateEnum = builder.enumType('MemberState', {
  description:
    "How an account stands, in GuardDuty's words. ENABLED: all that is wanted of it is on. CREATED: something is left to do. INVITED: it has no member role yet. DISABLED: nothing is wanted of it. RESIGNED: it took its role away. REMOVED: it left the organization. REGION_DISABLED: a Region that is wanted is not enabled there. ACCOUNT_SUSPENDED: nobody can act in it.",
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
      description: 'Which rates it is made of, and whether volumes were measured or assumed. Null for sums.',
    }),
  }),
});

interface TaskTold extends EnrolmentTask {
  readonly last: TaskOutcome | undefined;
}

const TaskObject = builder.objectRef<TaskTold>('EnrolmentTask').implement({
  description: 'Something to be switched on in one account and Region.',
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
  description: 'What stands in the way of what is wanted, and who can mend it.',
  fields: (t) => ({
    accountId: t.exposeString('accountId', { nullable: true, description: 'Null: all accounts.' }),
    region: t.exposeString('region', { nullable: true }),
    feature: t.expose('feature', { type: FeatureEnum, nullable: true }),
    detail: t.exposeString('detail'),
    by: t.exposeString('by'),
    call: t.exposeString('call', { nullable: true, description: 'The very call that mends it.' }),
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

interface PlanTold extends Omit<EnrolmentPlan, 'tasks'> {
  readonly tasks: readonly TaskTold[];
}

const PlanObject = builder.objectRef<PlanTold>('EnrolmentPlan').implement({
  description:
    'What is to be switched on in the accounts that the viewer sees, by what they were last seen to have. vedette org apply, or serve where settings say so, carries it out.',
  fields: (t) => ({
    members: t.field({ type: [MemberObject], resolve: ({ members }) => members }),
    tasks: t.field({ type: [TaskObject], resolve: ({ tasks }) => tasks }),
    obstacles: t.field({ type: [ObstacleObject], resolve: ({ obstacles }) => obstacles }),
    total: t.field({ type: PriceObject, resolve: ({ tasks }) => totalOf(tasks.map(({ price }) => price)) }),
  }),
});

builder.queryFields((t) => ({
  enrolmentPlan: t.field({
    type: PlanObject,
    nullable: true,
    description: 'Null where settings want nothing switched on.',
    complexity: { field: 20, multiplier: 20 },
    async resolve(_root, _args, { db, viewer: { scope }, now, enrolment: wanted }) {
      if (wanted === undefined) return null;
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
      const last = new Map(stored.flatMap(({ outcomes }) => Object.entries(outcomes)));
      return { ...plan, tasks: plan.tasks.map((task) => ({ ...task, last: last.get(task.id) })) };
    },
  }),
}));
