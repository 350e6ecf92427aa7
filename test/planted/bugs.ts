/** A mistake that somebody could make in glue, and the test that must notice it. */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  /** Stands once in the file. */
  readonly right: string;
  readonly wrong: string;
  readonly seenBy: { readonly file: string; readonly test: string };
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'a role of a stranger’s account is assumed because a subscription leads there',
    file: 'services/aws/destinations.ts',
    right: "(service === 'firehose' || service === 'logs') && !this.#members.has(accountId)",
    wrong: "service === 'firehose' && !this.#members.has(accountId)",
    seenBy: {
      file: 'test/rooms/aws/subscriptions.test.ts',
      test: 'an account outside of the organization is not asked',
    },
  },
  {
    name: 'all that lies under a date is taken for what a delivery stream wrote',
    file: 'services/organization/listing.ts',
    right: 'return file.startsWith(`${stream}-`) && AFTER_STREAM.test(file.slice(stream.length));',
    wrong: 'return file.length > 0;',
    seenBy: { file: 'test/rooms/workers/pass/list-prefixes.test.ts', test: 'are listed each for itself' },
  },
  {
    name: 'two delivery streams below one prefix are remembered as one place',
    file: 'services/organization/plan.ts',
    right: 'return stream === undefined ? prefix : `${prefix}*/${stream}-*`;',
    wrong: 'return stream === undefined ? prefix : `${prefix}*/`;',
    seenBy: { file: 'test/rooms/workers/pass/list-prefixes.test.ts', test: 'are listed each for itself' },
  },
  {
    name: 'a turn says of what is partly undelivered that it is covered',
    file: 'db/queries/coverage.ts',
    right: "where ${by}::text = 'pass' or coverage.reason <> 'no-log-source'`);",
    wrong: "where ${by}::text <> ''`);",
    seenBy: { file: 'test/rooms/db/queries/coverage.test.ts', test: 'what a pass found not to be delivered stands' },
  },
  {
    name: 'an object of a delivery stream is passed over for what its key looks like',
    file: 'services/sources/decoder.ts',
    right: 'parsed?.inLayout && !hasOwnKeys(source, sources)',
    wrong: 'parsed?.inLayout',
    seenBy: { file: 'test/contracts/source.test.ts', test: 'its objects are read whatever their keys look like' },
  },
  {
    name: 'logs of two Regions that cannot be told apart are read as those of one',
    file: 'services/organization/plan.ts',
    right: 'prefixes: [...prefixes.values()].filter((place) => !isMixed(place)),',
    wrong: 'prefixes: [...prefixes.values()],',
    seenBy: { file: 'test/rooms/organization/plan.test.ts', test: 'is not read where streams of one name' },
  },
  {
    name: 'what was known of a resource once is taken for what records say of it',
    file: 'services/engine/fold.ts',
    right: 'memory.resource ?? finding.resource',
    wrong: 'finding.resource',
    seenBy: {
      file: 'test/rooms/workers/turn/describe-stored.test.ts',
      test: 'what AWS says later takes the place of what the launch told',
    },
  },
  {
    name: 'findings that are stored are not described with what is learned later',
    file: 'services/workers/turn/turn.ts',
    right: 'describeStored(tx, learned, world.sinks, now)',
    wrong: 'describeStored(tx, [], world.sinks, now)',
    seenBy: { file: 'test/rooms/workers/turn/describe-stored.test.ts', test: 'a launch describes the finding' },
  },
  {
    name: 'a finding is written though more is known of its resource than it shows',
    file: 'db/queries/commit.ts',
    right: 'versions.get(accountId) !== inventoryVersions.get(accountId)',
    wrong: 'versions.get(accountId) === undefined && inventoryVersions.has(accountId)',
    seenBy: {
      file: 'test/rooms/db/queries/inventory.test.ts',
      test: 'a finding that was described with less than is known is not written',
    },
  },
  {
    name: 'a list of which its publisher says that it did not change dies of age',
    file: 'services/workers/refresh.ts',
    right: 'askedAt: now(), checkedAt: now(), refusal: undefined',
    wrong: 'askedAt: now(), refusal: undefined',
    seenBy: { file: 'test/rooms/workers/refresh.test.ts', test: 'and then asked for only if it changed' },
  },
  {
    name: 'a turn’s threads are ended when lists change',
    file: 'services/workers/thinking/minds.ts',
    right: 'if (before.users === 0) await end(before.mind);',
    wrong: 'await end(before.mind);',
    seenBy: { file: 'test/rooms/workers/thinking/minds.test.ts', test: 'who began keeps what he began with' },
  },
  {
    name: 'a trusted list skips the first 31 questions only',
    file: 'services/engine/dispatch.ts',
    right: 'for (const { candidates } of words) this.#skip(from, candidates, skipped);',
    wrong: 'for (const { candidates } of words.slice(0, 1)) this.#skip(from, candidates, skipped);',
    seenBy: { file: 'test/rooms/engine/trusted.test.ts', test: 'a trusted list skips all of seventy questions' },
  },
  {
    name: 'a filter is ignored',
    file: 'db/queries/findings.ts',
    right: '...FINDING_FILTERS.map(',
    wrong: "...FINDING_FILTERS.filter(({ name }) => name !== 'updatedBefore').map(",
    seenBy: { file: 'test/rooms/db/queries/findings.test.ts', test: 'filters by an end of changes' },
  },
  {
    name: 'what was archived comes back when old logs come late',
    file: 'services/cases/disposition.ts',
    right: 'isMore && time(eventLastSeen) > time(at)',
    wrong: 'isMore',
    seenBy: { file: 'test/rooms/cases/disposition.test.ts', test: 'old logs that come late leave it archived' },
  },
  {
    name: 'a count is overwritten by what an observation says of itself',
    file: 'services/engine/fold.ts',
    right: 'this.#count += Math.max(0, count - (contributed?.count ?? 0));',
    wrong: 'this.#count = count;',
    seenBy: { file: 'test/rooms/engine/fold.test.ts', test: 'a window that started anew takes nothing away' },
  },
  {
    name: 'what a closed window contributed stays, so that what comes later is taken for counted',
    file: 'db/queries/sweep.ts',
    right: 'delete from observations o using dropped d',
    wrong: 'delete from observations o using (select * from dropped where false) d',
    seenBy: { file: 'test/rooms/db/queries/sweep.test.ts', test: 'its observations go with it' },
  },
  {
    name: 'an object larger than a turn blocks its partition',
    file: 'services/workers/turn/turn.ts',
    right: '> BYTES_MAX && index > 0',
    wrong: '> BYTES_MAX',
    seenBy: { file: 'test/rooms/workers/turn/turn.test.ts', test: 'is read in a turn of its own' },
  },
  {
    name: 'nobody is woken to deliver what a turn found',
    file: 'services/workers/turn/turn.ts',
    right: "queue.wake(tx, 'deliver',",
    wrong: "queue.wake(tx, 'list',",
    seenBy: { file: 'test/rooms/workers/turn/turn.test.ts', test: 'wakes who delivers' },
  },
  {
    name: 'nobody is woken to read what was received',
    file: 'services/workers/receive.ts',
    right: "await queue.wake(tx, 'collect', partitions);",
    wrong: '',
    seenBy: { file: 'test/rooms/workers/turn/turn.test.ts', test: 'wakes who reads' },
  },
  {
    name: 'deliveries that are due are forgotten',
    file: 'services/workers/sweep.ts',
    right: "await queue.wake(db, 'deliver', lanes.map(laneKey));",
    wrong: '',
    seenBy: { file: 'test/rooms/workers/sweep.test.ts', test: 'whoever has something due is woken' },
  },
  {
    name: 'a late object is waited for an hour',
    file: 'services/workers/kits/memory.ts',
    right: 'lateMs: days(lateDays)',
    wrong: 'lateMs: days(1) / 24',
    seenBy: { file: 'test/rooms/workers/sweep.test.ts', test: 'a window is open for seven days' },
  },
  {
    name: 'a prefix that something delivers to no longer wins',
    file: 'services/organization/plan.ts',
    right: 'if (!prefixes.get(name)?.live) prefixes.set',
    wrong: 'prefixes.set',
    seenBy: { file: 'test/rooms/organization/plan.test.ts', test: 'a trail that delivers wins' },
  },
  {
    name: 'what is due now is not due yet',
    file: 'db/queries/log-objects.ts',
    right: "eq(logObjects.partition, partition), eq(logObjects.state, 'pending'), lte(",
    wrong: "eq(logObjects.partition, partition), eq(logObjects.state, 'pending'), lt(",
    seenBy: { file: 'test/rooms/db/queries/log-objects.test.ts', test: 'pending objects come in order of their keys' },
  },
  {
    name: 'a severity at the start of a band is below it',
    file: 'db/queries/findings.ts',
    right: 'gte(column, from), lt(',
    wrong: 'gt(column, from), lt(',
    seenBy: { file: 'test/rooms/db/queries/findings.test.ts', test: 'filters by severity bands' },
  },
  {
    name: 'a window is closed at its limit, not beyond it',
    file: 'db/queries/sweep.ts',
    right: 't.window_end < r.time',
    wrong: 't.window_end <= r.time',
    seenBy: { file: 'test/rooms/db/queries/sweep.test.ts', test: 'a window that something late may belong to is kept' },
  },
  {
    name: 'the ledger forgets by which settings an object was read',
    file: 'db/queries/commit.ts',
    right: 'settings_version = ${settingsVersion}, ',
    wrong: '',
    seenBy: { file: 'test/rooms/db/queries/commit.test.ts', test: 'the ledger keeps by which lists and settings' },
  },
  {
    name: 'a turn forgets by which settings it asked',
    file: 'services/workers/turn/turn.ts',
    right: 'settingsVersion: engine.settingsVersion',
    wrong: "settingsVersion: ''",
    seenBy: { file: 'test/rooms/workers/turn/turn.test.ts', test: 'says by which lists and settings' },
  },
  {
    name: 'what a finding remembers is not stored when it grows',
    file: 'db/queries/commit.ts',
    right: "memory = coalesce(decode(r.memory, 'base64'), f.memory), further_aliases",
    wrong: 'further_aliases',
    seenBy: { file: 'test/rooms/db/queries/commit.test.ts', test: 'a finding that grows remembers the newest' },
  },
];
