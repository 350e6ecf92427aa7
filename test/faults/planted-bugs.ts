/** A bug in the service, and the message that a check must give for it within some seeds. */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  /** The correct code, which occurs once in the file. */
  readonly right: string;
  readonly wrong: string;
  readonly check: 'objects' | 'findings' | 'deliveries' | 'coverage' | 'hours' | 'units' | 'jobs';
  readonly says: RegExp;
}

/** One bug for each check, and for each kind of message of a check. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a page of a listing that has one object alone is not received',
    file: 'services/workers/pass/list-prefixes.ts',
    right: 'if (fresh.length > 0) await receive(',
    wrong: 'if (fresh.length > 1) await receive(',
    check: 'objects',
    says: /^An object was never received/,
  },
  {
    name: 'other content under a key of a source without ids is read as well',
    file: 'services/workers/turn/replaced-objects.ts',
    right: 'if (isTold) return undefined;',
    wrong: 'if (isTold || object.etag) return undefined;',
    check: 'objects',
    says: /^Two contents of one key were read/,
  },
  {
    name: 'an observation that grew is counted besides what it had put in before',
    file: 'services/workers/turn/fold-observations.ts',
    right: 'fold.add(observation, contributions.get(key));',
    wrong: 'fold.add(observation, undefined);',
    check: 'findings',
    says: /^A finding (says something else|counts more)/,
  },
  {
    name: 'of the windows of earlier turns the first is not read back',
    file: 'services/workers/thinking/thinker.ts',
    right: 'stored.flatMap((window) => absorb(work, window))',
    wrong: 'stored.slice(1).flatMap((window) => absorb(work, window))',
    check: 'findings',
    says: /^A finding (is missing|says something else)/,
  },
  {
    name: 'what was sent stays claimed',
    file: 'db/queries/deliveries.ts',
    right: 'claimed_until = null,\n      state',
    wrong: 'claimed_until = d.claimed_until,\n      state',
    check: 'deliveries',
    says: /^Somebody has been sending/,
  },
  {
    name: 'what changed while it was sent is taken for sent',
    file: 'db/queries/deliveries.ts',
    right: "state = case when deliveries.version > r.version or r.outcome = 'retry'",
    wrong: "state = case when r.outcome = 'retry'",
    check: 'deliveries',
    says: /^The receiver has/,
  },
  {
    name: 'a turn tells of an account that left',
    file: 'db/queries/coverage.ts',
    right: "where ${by}::text = 'pass' or not exists (select from accounts a",
    wrong: "where ${by}::text <> 'nobody' or not exists (select from accounts a",
    check: 'coverage',
    says: /^Something is said of/,
  },
  {
    name: 'objects that cannot be had are no gap',
    file: 'db/queries/coverage.ts',
    right: "case when covered and (refused.objects > 0 or late.detail is not null) then 'gap'",
    wrong: "case when covered and late.detail is not null then 'gap'",
    check: 'coverage',
    says: /coverage says covered, and it is gap$/,
  },
  {
    name: 'records of an hour are those of its last turn',
    file: 'db/queries/write-read.ts',
    right: 'records = h.records + excluded.records',
    wrong: 'records = excluded.records',
    check: 'hours',
    says: /records coverage tells/,
  },
  {
    name: 'what the tree was refused for once is said for ever',
    file: 'db/queries/organizational-units.ts',
    right: 'listedAt: now, refusal: null }',
    wrong: 'listedAt: now }',
    check: 'units',
    says: /still it is said/,
  },
  {
    name: 'a turn that was overtaken breaks its job',
    file: 'services/workers/turn/turn.ts',
    right: "if (!committed) return { state: 'overtaken' };",
    wrong: "if (!committed) throw new Error('Overtaken.');",
    check: 'jobs',
    says: /failed otherwise than by a fault/,
  },
];
