import { commentsOn, type CommentRow } from '#db/queries/cases.ts';
import { auditPage } from '#db/queries/audit.ts';
import type { AuditRow } from '#services/model/audit.ts';
import type { Closing } from '#services/model/disposition.ts';
import { severityInContext } from '#services/model/finding.ts';
import { severityLabel } from '#services/model/severity.ts';
import { builder } from '../builder.ts';
import { CaseStatus, ClosingKind, Feedback, SeverityLabel } from './enums.ts';
import { IN_OUTLINE } from '../finding-outline.ts';
import { FindingObject } from './finding.ts';

const ClosingObject = builder.objectRef<Closing>('Closing').implement({
  description: 'Who closed a finding, and why.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ClosingKind }),
    who: t.exposeString('who'),
    at: t.expose('at', { type: 'DateTime' }),
    because: t.exposeString('because', { nullable: true }),
  }),
});

const Comment = builder.objectRef<CommentRow>('Comment').implement({
  description: 'A comment on a finding.',
  fields: (t) => ({
    who: t.exposeString('who'),
    at: t.expose('at', { type: 'DateTime' }),
    text: t.exposeString('text'),
  }),
});

const HistoryEntry = builder.objectRef<AuditRow>('HistoryEntry').implement({
  description: 'A change of a finding.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    who: t.string({ resolve: ({ entry }) => entry.who }),
    what: t.string({ description: 'Such as finding.decide.', resolve: ({ entry }) => entry.what }),
    before: t.field({ type: 'JSON', nullable: true, resolve: ({ entry }) => entry.before }),
    after: t.field({ type: 'JSON', nullable: true, resolve: ({ entry }) => entry.after }),
  }),
});

/** Complexity: these fields need one database query per finding. */
const ASKED = 60;
const HISTORY_MAX = 100;

builder.objectFields(FindingObject, (t) => ({
  status: t.field({ type: CaseStatus, extensions: IN_OUTLINE, resolve: ({ disposition }) => disposition.status }),
  closedBy: t.field({
    type: ClosingObject,
    nullable: true,
    description: 'Null while it is open.',
    extensions: IN_OUTLINE,
    resolve: ({ disposition }) => disposition.closedBy,
  }),
  suppressedBy: t.id({
    nullable: true,
    description: 'The rule that hides it.',
    extensions: IN_OUTLINE,
    resolve: ({ disposition }) => disposition.suppressedBy,
  }),
  contextSeverity: t.float({
    description: "The severity after the owner's rules; GuardDuty's number if no rule changes it.",
    extensions: IN_OUTLINE,
    resolve: severityInContext,
  }),
  contextSeverityLabel: t.field({
    type: SeverityLabel,
    extensions: IN_OUTLINE,
    resolve: (finding) => severityLabel(severityInContext(finding)),
  }),
  ratedBy: t.id({
    nullable: true,
    description: 'The rule that changes its severity.',
    extensions: IN_OUTLINE,
    resolve: ({ disposition }) => disposition.ratedBy,
  }),
  ratedBecause: t.string({
    nullable: true,
    extensions: IN_OUTLINE,
    resolve: ({ disposition }) => disposition.ratedBecause,
  }),
  assignee: t.string({ nullable: true, extensions: IN_OUTLINE, resolve: ({ disposition }) => disposition.assignee }),
  feedback: t.field({
    type: Feedback,
    nullable: true,
    extensions: IN_OUTLINE,
    resolve: ({ disposition }) => disposition.feedback,
  }),
  comments: t.field({
    type: [Comment],
    complexity: ASKED,
    description: 'The latest last.',
    extensions: IN_OUTLINE,
    resolve: ({ id }, _args, { db, viewer }) => commentsOn(db, viewer.scope, id),
  }),
  history: t.field({
    type: [HistoryEntry],
    complexity: ASKED,
    description: 'Its changes, latest first.',
    extensions: IN_OUTLINE,
    resolve: ({ id }, _args, { db, viewer }) => auditPage(db, viewer.scope, { subject: id, limit: HISTORY_MAX }),
  }),
}));
