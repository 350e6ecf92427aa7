import { pastGapsOf, type PastGapRow } from '#db/queries/coverage.ts';
import { proofGapsOf, type ProofGapRow } from '#db/queries/digests.ts';
import { PROOF_GAP_KINDS, PROOF_REMEDIES } from '#services/model/digest.ts';
import { isSource } from '#services/sources/source-named.ts';
import { builder } from '../builder.ts';
import { CoverageReason, CoverageSubject, named, SourceName } from './enums.ts';

/** Only the newest are listed: for more, query the database. */
const GAPS_MAX = 500;

const ProofGapKindEnum = builder.enumType('ProofGapKind', {
  description:
    'The problem. OBJECT_MISSING: CloudTrail delivered it, but it is gone. OBJECT_ALTERED: it is not what was delivered. OBJECT_REPLACED: something else was written under its key. DIGEST_REMOVED: a later digest refers to it, but it is gone. DIGEST_FORGED: CloudTrail did not sign it. DIGEST_MISSING: log files keep arriving, but no digests.',
  values: named(PROOF_GAP_KINDS),
});

const ProofGapObject = builder.objectRef<ProofGapRow>('ProofGap').implement({
  description: "A log file or a digest that CloudTrail's digests prove to be missing, altered or forged.",
  fields: (t) => ({
    kind: t.expose('kind', { type: ProofGapKindEnum }),
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region'),
    source: t.expose('source', { type: SourceName }),
    bucket: t.exposeString('bucket'),
    key: t.exposeString('key', {
      description: 'The key of the log file or the digest; the prefix of the trail if digests are missing.',
    }),
    from: t.expose('fromTime', { type: 'DateTime', description: 'The affected time span.' }),
    to: t.expose('toTime', { type: 'DateTime' }),
    detail: t.exposeString('detail', { description: 'The problem.' }),
    remedy: t.string({ description: 'What to do.', resolve: ({ kind }) => PROOF_REMEDIES[kind] }),
    since: t.expose('since', { type: 'DateTime', description: 'When it was found.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was found to be fixed.',
    }),
  }),
});

const PastGapObject = builder.objectRef<PastGapRow>('PastGap').implement({
  description: 'What could not be seen of an account, and from when to when.',
  fields: (t) => ({
    about: t.expose('about', { type: CoverageSubject }),
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region', { nullable: true, description: 'Null: the whole account.' }),
    source: t.expose('source', { type: SourceName, nullable: true, description: 'Null: every kind of log.' }),
    reason: t.expose('reason', { type: CoverageReason }),
    detail: t.exposeString('detail', { description: 'The problem and what to do about it.' }),
    since: t.expose('since', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime' }),
  }),
});

builder.queryFields((t) => ({
  proofGaps: t.field({
    type: [ProofGapObject],
    description: `What CloudTrail digests prove to be wrong in a time span; open problems first, then the newest. At most ${GAPS_MAX}.`,
    complexity: { field: 10, multiplier: 50 },
    args: {
      accountIds: t.arg.stringList(),
      from: t.arg({ type: 'DateTime', required: true }),
      to: t.arg({ type: 'DateTime', required: true }),
    },
    async resolve(_root, { accountIds, from, to }, { db, viewer }) {
      const asked = { accountIds: accountIds ?? undefined, from, to, limit: GAPS_MAX };
      return (await proofGapsOf(db, viewer.scope, asked)).filter(({ source }) => isSource(source));
    },
  }),
  pastGaps: t.field({
    type: [PastGapObject],
    description: `Coverage gaps that have ended within a time span; the most recently ended first. At most ${GAPS_MAX}.`,
    complexity: { field: 10, multiplier: 50 },
    args: { from: t.arg({ type: 'DateTime', required: true }), to: t.arg({ type: 'DateTime', required: true }) },
    async resolve(_root, { from, to }, { db, viewer }) {
      const past = await pastGapsOf(db, viewer.scope, { from, to, limit: GAPS_MAX });
      return past.filter(({ source }) => source === null || isSource(source));
    },
  }),
}));
