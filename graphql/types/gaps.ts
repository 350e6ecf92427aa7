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
    'What is wrong. OBJECT_MISSING: CloudTrail delivered it, and it is gone. OBJECT_ALTERED: it is not what was delivered. OBJECT_REPLACED: something else came under its key. DIGEST_REMOVED: another digest goes on from it, and it is gone. DIGEST_FORGED: CloudTrail did not sign it. DIGEST_MISSING: log files go on coming, and no digests.',
  values: named(PROOF_GAP_KINDS),
});

const ProofGapObject = builder.objectRef<ProofGapRow>('ProofGap').implement({
  description: "A log file or a digest that CloudTrail's digests prove not to be as it should be.",
  fields: (t) => ({
    kind: t.expose('kind', { type: ProofGapKindEnum }),
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region'),
    source: t.expose('source', { type: SourceName }),
    bucket: t.exposeString('bucket'),
    key: t.exposeString('key', { description: 'Of the log file or the digest; of its trail where digests stay away.' }),
    from: t.expose('fromTime', { type: 'DateTime', description: 'The time that it concerns.' }),
    to: t.expose('toTime', { type: 'DateTime' }),
    detail: t.exposeString('detail', { description: 'What is the matter.' }),
    remedy: t.string({ description: 'What to do.', resolve: ({ kind }) => PROOF_REMEDIES[kind] }),
    since: t.expose('since', { type: 'DateTime', description: 'When it was found.' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was found to be put right.',
    }),
  }),
});

const PastGapObject = builder.objectRef<PastGapRow>('PastGap').implement({
  description: 'What could not be seen of an account for a while, from when to when.',
  fields: (t) => ({
    about: t.expose('about', { type: CoverageSubject }),
    accountId: t.exposeString('accountId'),
    region: t.exposeString('region', { nullable: true, description: 'Null: the whole account.' }),
    source: t.expose('source', { type: SourceName, nullable: true, description: 'Null: every kind of log.' }),
    reason: t.expose('reason', { type: CoverageReason }),
    detail: t.exposeString('detail', { description: 'What was the matter and what there was to do.' }),
    since: t.expose('since', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime' }),
  }),
});

builder.queryFields((t) => ({
  proofGaps: t.field({
    type: [ProofGapObject],
    description: `What digests of CloudTrail prove to be wrong about a time; what still is first, then the newest. At most ${GAPS_MAX}.`,
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
    description: `Gaps of coverage that have ended, within a time; the last to end first. At most ${GAPS_MAX}.`,
    complexity: { field: 10, multiplier: 50 },
    args: { from: t.arg({ type: 'DateTime', required: true }), to: t.arg({ type: 'DateTime', required: true }) },
    async resolve(_root, { from, to }, { db, viewer }) {
      const past = await pastGapsOf(db, viewer.scope, { from, to, limit: GAPS_MAX });
      return past.filter(({ source }) => source === null || isSource(source));
    },
  }),
}));
