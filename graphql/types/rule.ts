import { OTHER_REQUEST } from '#db/answers.ts';
import { endRule, makeRule, type MadeRule } from '#db/queries/make-rule.ts';
import { previewRule } from '#db/queries/preview-rule.ts';
import { keptRules, type KeptRule } from '#db/queries/rules.ts';
import { ruleFieldNames } from '#services/cases/rules/field.ts';
import { mistakeInRule } from '#services/cases/rules/draft.ts';
import type { Criterion, Rule, RuleDraft, RulePreview } from '#services/model/rule.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { Operator, RuleEffect } from './enums.ts';
import { KEY_REUSED, keyedRequest } from './keyed-request.ts';
import { userError, UserErrorObject, type UserError } from './user-error.ts';

const CriterionObject = builder.objectRef<Criterion>('Criterion').implement({
  fields: (t) => ({
    field: t.exposeString('field'),
    operator: t.expose('operator', { type: Operator }),
    values: t.exposeStringList('values'),
  }),
});

const RuleObject = builder.objectRef<Rule>('Rule').implement({
  description: 'A rule of the owner that hides findings or changes their severity.',
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    effect: t.field({ type: RuleEffect, resolve: ({ effect }) => effect.kind }),
    severity: t.float({
      nullable: true,
      description: 'The severity it sets.',
      resolve: ({ effect }) => (effect.kind === 'rate' ? effect.severity : null),
    }),
    criteria: t.expose('criteria', { type: [CriterionObject] }),
    owner: t.exposeString('owner', { description: 'Who is responsible for it.' }),
    because: t.exposeString('because'),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    endlessBecause: t.exposeString('endlessBecause', { nullable: true, description: 'Why it never expires.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    createdBy: t.exposeString('createdBy'),
  }),
});

export const KeptRuleObject = builder.objectRef<KeptRule>('KeptRule').implement({
  description: 'A rule and its current effect.',
  fields: (t) => ({
    rule: t.field({ type: RuleObject, resolve: (rule) => rule }),
    inForce: t.exposeBoolean('inForce'),
    findings: t.exposeInt('findings', { description: 'The number of findings it hides or rates.' }),
  }),
});

const TypeCount = builder.objectRef<RulePreview['byType'][number]>('RuleTypeCount').implement({
  fields: (t) => ({ type: t.exposeString('type'), count: t.exposeInt('count') }),
});

const Preview = builder.objectRef<RulePreview>('RulePreview').implement({
  description: 'What a rule would do.',
  fields: (t) => ({
    matches: t.exposeInt('matches', { description: 'The number of stored findings it matches.' }),
    earlier: t.exposeInt('earlier', { description: 'Of these, already hidden by an earlier rule.' }),
    byType: t.expose('byType', {
      type: [TypeCount],
      description: 'The affected findings by type, most frequent first.',
    }),
    sample: t.exposeIDList('sample', { description: 'Ids of the most recently seen ones.' }),
    unseen: t.exposeStringList('unseen', {
      description: 'Types of the simulated attacks that the rule would hide.',
    }),
  }),
});

const CriterionInput = builder.inputType('CriterionInput', {
  fields: (t) => ({
    field: t.string({
      required: true,
      description:
        "A field of findings such as type, a path in GuardDuty's finding JSON, tag:KEY, organizationalUnit, or remoteAddress, which means all remote addresses.",
    }),
    operator: t.field({ type: Operator, required: true }),
    values: t.stringList({
      required: true,
      description: 'Any of them must match; for NOT_EQUALS and NOT_MATCHES, none may.',
    }),
  }),
});

const RuleInput = builder.inputType('RuleInput', {
  fields: (t) => ({
    name: t.string({ required: true }),
    effect: t.field({ type: RuleEffect, required: true }),
    severity: t.float({ description: 'For RATE: 1 to 10.' }),
    criteria: t.field({ type: [CriterionInput], required: true, description: 'All must hold.' }),
    owner: t.string({ required: true }),
    because: t.string({ required: true }),
    expiresAt: t.field({ type: 'DateTime', description: 'When it expires; or give the reason why it never does.' }),
    endlessBecause: t.string(),
  }),
});

interface Made {
  readonly rule?: Rule;
  readonly preview?: RulePreview;
  readonly userErrors: readonly UserError[];
  readonly clientMutationId: string | null | undefined;
}

const MadeObject = builder.objectRef<Made>('MadeRule').implement({
  fields: (t) => ({
    rule: t.field({ type: RuleObject, nullable: true, resolve: ({ rule }) => rule }),
    preview: t.field({ type: Preview, nullable: true, resolve: ({ preview }) => preview }),
    userErrors: t.field({ type: [UserErrorObject], resolve: ({ userErrors }) => userErrors }),
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
  }),
});

/** Complexity, as much as a page of findings: every stored finding may be looked at. */
const LOOKED_AT = 2000;

builder.queryFields((t) => ({
  rules: t.field({
    type: [KeptRuleObject],
    complexity: { field: 20, multiplier: 20 },
    description: 'In the order of creation; empty if you see only a part of the organization.',
    resolve: (_root, _args, { db, viewer, now }) => keptRules(db, viewer.scope, now()),
  }),
  ruleFields: t.stringList({
    complexity: 10,
    description: 'The fields that criteria can name. Besides there are tag:KEY, and paths below what AWS may add to.',
    resolve: () => [...ruleFieldNames()],
  }),
  previewRule: t.field({
    type: MadeObject,
    authScopes: { role: 'engineer' },
    complexity: LOOKED_AT,
    description: 'What a rule would do, without creating it.',
    args: {
      rule: t.arg({ type: RuleInput, required: true }),
      id: t.arg.id({ description: 'The rule that it would replace; absent for a new one.' }),
    },
    async resolve(_root, { rule, id }, { db, viewer, now, attacks }) {
      const draft = draftOf(rule, now());
      if (typeof draft === 'string') return refused(userError('INVALID', draft));
      return {
        preview: await previewRule(db, viewer.scope, draft, await attacks(), now(), id ?? undefined),
        userErrors: [],
        clientMutationId: undefined,
      };
    },
  }),
}));

builder.mutationFields((t) => {
  const common = { type: MadeObject, authScopes: { role: 'engineer' }, complexity: LOOKED_AT } as const;
  const args = {
    rule: t.arg({ type: RuleInput, required: true }),
    force: t.arg.boolean({ description: 'Create it even if it hides simulated attacks; the audit log names them.' }),
    clientMutationId: t.arg.string(),
  };
  return {
    createRule: t.field({
      ...common,
      description: 'Creates a rule, unless it would hide a simulated attack.',
      args,
      resolve: (_root, given, context) => make(context, given, undefined),
    }),
    changeRule: t.field({
      ...common,
      description: 'Replaces a rule.',
      args: { ...args, id: t.arg.id({ required: true }) },
      resolve: (_root, { id, ...given }, context) => make(context, given, id),
    }),
    removeRule: t.field({
      ...common,
      description: 'Takes a rule out of force: what it hid comes into sight.',
      args: { id: t.arg.id({ required: true }), clientMutationId: args.clientMutationId },
      async resolve(_root, { id, clientMutationId }, context) {
        const { db, viewer, address, now } = context;
        const isEnded = await endRule(db, viewer.scope, id, {
          keyed: keyedRequest(context, clientMutationId, ['removeRule', id]),
          actor: { who: viewer.id, from: address },
          clock: now,
        });
        if (isEnded === OTHER_REQUEST) return refused(KEY_REUSED, clientMutationId);
        return isEnded ? { userErrors: [], clientMutationId } : refused(noRule(id), clientMutationId);
      },
    }),
  };
});

interface Given {
  readonly rule: typeof RuleInput.$inferInput;
  readonly force?: boolean | null | undefined;
  readonly clientMutationId?: string | null | undefined;
}

async function make(context: Context, given: Given, id: string | undefined): Promise<Made> {
  const { db, viewer, address, now, attacks } = context;
  const { clientMutationId: key } = given;
  const draft = draftOf(given.rule, now());
  if (typeof draft === 'string') return refused(userError('INVALID', draft), key);
  const made = await makeRule(db, viewer.scope, draft, {
    id,
    attacks: await attacks(),
    force: given.force === true,
    keyed: keyedRequest(context, key, [given, id]),
    actor: { who: viewer.id, from: address },
    clock: now,
  });
  switch (made.state) {
    case 'made':
      return { rule: made.rule, preview: made.preview, userErrors: [], clientMutationId: key };
    case 'silences':
      return { preview: made.preview, userErrors: [userError('SILENCES', silences(made))], clientMutationId: key };
    case 'forbidden':
      return refused(
        userError('FORBIDDEN', 'Rules apply to the whole organization, but you see only a part of it.'),
        key,
      );
    case 'missing':
      return refused(noRule(id), key);
    case 'other-request':
      return refused(KEY_REUSED, key);
  }
}

function silences({ preview: { unseen } }: Extract<MadeRule, { state: 'silences' }>): string {
  const more = unseen.length > 3 ? ` and ${unseen.length - 3} more` : '';
  return `The rule would hide simulated attacks: ${unseen.slice(0, 3).join(', ')}${more}. Narrow it down, or force it.`;
}

function noRule(id: string | undefined): UserError {
  return userError('NOT_FOUND', `There is no rule ${id}.`, id);
}

function refused(error: UserError, clientMutationId?: string | null): Made {
  return { userErrors: [error], clientMutationId };
}

/** @returns the draft, or a sentence that says what is wrong with it */
function draftOf(input: typeof RuleInput.$inferInput, now: Date): RuleDraft | string {
  const { name, effect, severity, criteria, owner, because, expiresAt, endlessBecause } = input;
  if (effect === 'rate' && severity == null) return 'A RATE rule needs a severity.';
  if (effect === 'suppress' && severity != null) return 'A SUPPRESS rule must not have a severity.';
  const draft: RuleDraft = {
    name,
    effect: effect === 'suppress' ? { kind: 'suppress' } : { kind: 'rate', severity: severity ?? 0 },
    criteria: criteria.map(({ field, operator, values }) => ({ field, operator, values })),
    owner,
    because,
    expiresAt: expiresAt?.toISOString() ?? null,
    endlessBecause: endlessBecause ?? null,
  };
  return mistakeInRule(draft, now) ?? draft;
}
