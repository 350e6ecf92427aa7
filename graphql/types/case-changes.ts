import { z } from 'zod';
import { once, OTHER_REQUEST } from '#db/answers.ts';
import { changeCases, findingIds } from '#db/queries/cases.ts';
import { findingsById } from '#db/queries/findings.ts';
import { CHANGED_AT_ONCE_MAX, mistakeIn } from '#services/cases/change.ts';
import type { CaseChange } from '#services/model/disposition.ts';
import { counted } from '#services/model/numbers.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { Decision, Feedback } from './enums.ts';
import { FindingObject } from './finding.ts';
import { FindingFilterInput, filterOf } from './finding-queries.ts';
import { KEY_REUSED, keyedRequest } from './keyed-request.ts';
import { userError, UserErrorObject, UserErrorShape, type UserError } from './user-error.ts';

/** The result of a change, as it is stored to answer the same request again. */
const ANSWER = z.object({ changed: z.array(z.string()), userErrors: z.array(UserErrorShape) });

interface Changed extends z.infer<typeof ANSWER> {
  readonly clientMutationId: string | null | undefined;
}

const SHOWN_MAX = 100;

const ChangedFindings = builder.objectRef<Changed>('ChangedFindings').implement({
  description: 'The result of a change. Findings that already had the new state are not changed or counted.',
  fields: (t) => ({
    count: t.int({ description: 'How many were changed.', resolve: ({ changed }) => changed.length }),
    findings: t.field({
      type: [FindingObject],
      description: 'The changed findings, at most a hundred.',
      complexity: { field: 1, multiplier: SHOWN_MAX },
      resolve: ({ changed }, _args, { db, viewer }) => findingsById(db, viewer.scope, changed.slice(0, SHOWN_MAX)),
    }),
    userErrors: t.field({ type: [UserErrorObject], resolve: ({ userErrors }) => userErrors }),
    clientMutationId: t.exposeString('clientMutationId', { nullable: true }),
  }),
});

/** Selects the findings; the key makes a repeated request recognizable. */
const WHICH = {
  ids: 'These findings, at most a thousand.',
  filter: 'All findings that match, if there are at most a thousand; instead of ids.',
  clientMutationId:
    'A key that you choose. Repeating the request with the same key within a day returns the same answer and does nothing.',
} as const;

interface Which {
  readonly ids?: readonly string[] | null | undefined;
  readonly filter?: Parameters<typeof filterOf>[0];
  readonly clientMutationId?: string | null | undefined;
}

builder.mutationFields((t) => {
  const which = {
    ids: t.arg.idList({ description: WHICH.ids }),
    filter: t.arg({ type: FindingFilterInput, description: WHICH.filter }),
    clientMutationId: t.arg.string({ description: WHICH.clientMutationId }),
  };
  const because = t.arg.string({ description: 'The reason, stored with the finding and in the audit log.' });
  const common = { type: ChangedFindings, authScopes: { role: 'analyst' } } as const;
  return {
    archiveFindings: t.field({
      ...common,
      description: 'Archives findings. A finding that recurs is reopened.',
      args: { ...which, because },
      resolve: (_root, args, context) => change(context, args, decide('ARCHIVED', args.because)),
    }),
    unarchiveFindings: t.field({
      ...common,
      description: 'Reopens archived or resolved findings.',
      args: { ...which, because },
      resolve: (_root, args, context) => change(context, args, decide('OPEN', args.because)),
    }),
    setFindingStatus: t.field({
      ...common,
      description: 'Sets the status of findings.',
      args: { ...which, because, status: t.arg({ type: Decision, required: true }) },
      resolve: (_root, args, context) => change(context, args, decide(args.status, args.because)),
    }),
    assignFindings: t.field({
      ...common,
      description: 'Assigns findings to somebody.',
      args: { ...which, assignee: t.arg.string({ description: 'Null: nobody.' }) },
      resolve: (_root, args, context) => change(context, args, { kind: 'assign', assignee: args.assignee ?? null }),
    }),
    judgeFindings: t.field({
      ...common,
      description: 'Says whether findings were useful.',
      args: { ...which, because, feedback: t.arg({ type: Feedback, description: 'Null removes the judgement.' }) },
      resolve: (_root, args, context) =>
        change(context, args, { kind: 'judge', feedback: args.feedback ?? null, because: args.because ?? null }),
    }),
    commentOnFindings: t.field({
      ...common,
      description: 'Adds a comment to findings.',
      args: { ...which, text: t.arg.string({ required: true }) },
      resolve: (_root, args, context) => change(context, args, { kind: 'comment', text: args.text }),
    }),
  };
});

function decide(
  status: 'OPEN' | 'IN_PROGRESS' | 'RESOLVED' | 'ARCHIVED',
  because: string | null | undefined,
): CaseChange {
  return { kind: 'decide', status, because: because ?? null };
}

async function change(context: Context, which: Which, wanted: CaseChange): Promise<Changed> {
  const { db, viewer, address, now: clock } = context;
  const { clientMutationId } = which;
  const filter = which.filter == null ? undefined : filterOf(which.filter);
  const ids = which.ids == null ? undefined : [...new Set(which.ids)];
  const refused = (error: UserError): Changed => ({ changed: [], userErrors: [error], clientMutationId });
  if ((ids === undefined) === (filter === undefined))
    return refused(userError('INVALID', 'Give the findings by ids or by a filter, not both.'));
  const mistake = mistakeIn(wanted);
  if (mistake !== undefined) return refused(userError('INVALID', mistake));
  const now = clock();
  const keyed = keyedRequest(context, clientMutationId, [wanted, ids, filter]);
  const answer = await once(db, keyed, now, ANSWER, async (tx) => {
    const those = ids ?? (await findingIds(tx, viewer.scope, filter ?? {}));
    if (those.length > CHANGED_AT_ONCE_MAX) return { changed: [], userErrors: [userError('TOO_MANY', TOO_MANY)] };
    const { changed, missing } = await changeCases(
      tx,
      viewer.scope,
      those,
      wanted,
      { who: viewer.id, from: address },
      now,
    );
    return {
      changed: [...changed],
      userErrors: missing.map((id) => userError('NOT_FOUND', `There is no finding ${id}.`, id)),
    };
  });
  if (answer === OTHER_REQUEST) return refused(KEY_REUSED);
  return { ...answer, clientMutationId };
}

const TOO_MANY = `More than ${counted(CHANGED_AT_ONCE_MAX, 'finding')} at once: narrow it down. Nothing was changed.`;
