import s3 from '#services/behaviour/profiles/s3.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { Random } from '#services/simulation/random.ts';
import { recordOf, type Place } from './caller.ts';
import { pickZipf, shuffled } from './chance.ts';
import { isDue, isWeekend, logNormal, type Rhythm } from './rhythm.ts';
import { person, pipeline, program, ratesOf, theft, type Member, type Occasion } from './staff.ts';
import { worldOf, type AccountWork, type AttackOnAccount, type Beginning, type RecordedStep } from './world.ts';
import { placeOf } from './worker.ts';

/** So many calls on objects of a bucket, or so many objects in few calls. */
export interface Objects {
  readonly call: string;
  readonly bucket: string;
  readonly count: number;
  readonly error?: string;
}

/** A job that reads or writes buckets, and how many objects: their median, and the spread of its logarithm. */
interface Job {
  readonly rhythm: Rhythm;
  readonly phase: number;
  readonly does: readonly (readonly [call: string, bucket: string, median: number, spread: number])[];
}

interface Worker extends Member {
  readonly jobs: Job[];
  /** Buckets that it looks into, the most used first; only people do. */
  readonly looksInto: string[];
  readonly rare: readonly (readonly [does: Rare, rate: number])[];
}

type Rare = (random: Random, buckets: readonly string[]) => readonly Objects[];

const READ = 'GetObject';
const WRITE = 'PutObject';
const LIST = 'ListObjects';
const DELETE = 'DeleteObject';

/** What people do with buckets now and then. */
const RARE: readonly Occasion<Rare>[] = [
  occasion('download of a data set', 0.015, (random, buckets) => some(random, buckets, 1, [LIST, READ], 1500, 1.3)),
  occasion('upload of a data set', 0.008, (random, buckets) => some(random, buckets, 1, [WRITE], 800, 1.3)),
  occasion('clean-up', 0.006, (random, buckets) => some(random, buckets, 1, [LIST, DELETE], 300, 1.5)),
  occasion('move to another bucket', 0.002, (random, buckets) => {
    const count = logNormal(random, 4000, 1.2);
    const [from = '', to = ''] = shuffled(random, buckets);
    return [
      { call: LIST, bucket: from, count: Math.ceil(count / 1000) },
      { call: 'CopyObject', bucket: to, count },
      { call: DELETE, bucket: from, count: random.chance(0.5) ? count : 0 },
    ];
  }),
  occasion('another policy', 0.004, (random, buckets) => some(random, buckets, 1, ['PutBucketPolicy'], 1, 0)),
  occasion('a block of public access', 0.002, (random, buckets) =>
    some(random, buckets, 1, ['PutBucketPublicAccessBlock'], 1, 0),
  ),
  occasion('a bucket made and emptied', 0.003, (random) => {
    const bucket = `test-${random.text(6)}`;
    return [WRITE, READ, DELETE].map((call) => ({ call, bucket, count: random.int(1, 10) }));
  }),
  occasion('a bucket deleted', 0.002, (random, buckets) =>
    some(random, buckets, 1, [LIST, DELETE, 'DeleteBucket'], 20, 1),
  ),
  occasion('a look at all buckets', 0.003, (random, buckets) =>
    some(random, buckets, 12, ['HeadBucket', LIST], 2, 0.5),
  ),
  occasion('what was archived is needed', 0.001, (random, buckets) =>
    some(random, buckets, 1, ['RestoreObject', READ], 400, 1.2),
  ),
];

class AccountOfBuckets implements AccountWork {
  readonly #beginning: Beginning;
  readonly #random: Random;
  readonly #buckets: string[];
  readonly #workers: Worker[] = [];

  constructor(beginning: Beginning) {
    const { id, random } = beginning;
    this.#beginning = beginning;
    this.#random = random;
    const count = Math.min(60, 4 + logNormal(random, 8, 0.7));
    this.#buckets = Array.from({ length: count }, (_, index) => `${random.pick(NAMES)}-${id.slice(-4)}-${index}`);
    for (let left = random.int(2, 6); left > 0; left--) this.#addProgram();
    for (let left = random.int(3, 9); left > 0; left--) this.#addPerson();
    this.#add(pipeline(beginning, 'deployer'), [
      this.#job('workdays', [WRITE, READ, LIST], 60, 1, 2),
      this.#job('weekly', [WRITE, DELETE, LIST], 500, 0.8, 1),
    ]);
    this.#add(program(beginning, 'backup'), [
      this.#job('daily', [LIST, READ], 500, 0.5, random.int(1, 3)),
      this.#job('weekly', [READ, 'CopyObject'], 2500, 0.4, random.int(1, 3)),
    ]);
    if (random.chance(0.5))
      this.#add(pipeline(beginning, 'auditor'), [
        { ...this.#job('weekly', ['HeadBucket', LIST], 1, 0, count), phase: 1 },
      ]);
    // All of them are at work from the first day on, so that only later changes are new.
  }

  *day(day: number): Iterable<CloudTrailRecord> {
    this.#drift(day);
    for (const worker of this.#workers) {
      const done = this.#dayOf(worker, day);
      if (done.length === 0) continue;
      const place = placeOf(worker);
      for (const objects of done) yield* recordsOf(worker, place, objects, `${day}`);
    }
  }

  attack(kind: string, random: Random): AttackOnAccount {
    return theft(kind, random, this.#workers, (victim, place, own) =>
      timed(victim, place, attackOf(kind, own, this.#buckets), own),
    );
  }

  #dayOf(worker: Worker, day: number): readonly Objects[] {
    const { random, jobs, looksInto, rare, kind } = worker;
    const done = jobs
      .filter(({ rhythm, phase }) => isDue(rhythm, phase, day) && random.chance(0.97))
      .flatMap(({ does }) =>
        does.map(([call, bucket, median, spread]) => ({ call, bucket, count: logNormal(random, median, spread) })),
      );
    if (kind !== 'person' || random.chance(isWeekend(day) ? 0.95 : 0.3)) return done;
    for (let left = random.int(0, 3); left > 0; left--) {
      if (random.chance(0.03)) looksInto.push(random.pick(this.#buckets));
      const bucket = pickZipf(random, looksInto);
      const error = random.chance(0.01) ? { error: 'AccessDenied' } : {};
      done.push({ call: LIST, bucket, count: random.int(1, 4), ...error });
      if (random.chance(0.7)) done.push({ call: READ, bucket, count: logNormal(random, 4, 1.2), ...error });
      if (random.chance(0.2)) done.push({ call: WRITE, bucket, count: logNormal(random, 3, 1) });
    }
    for (const [does, rate] of rare) if (random.chance(rate)) done.push(...does(random, this.#buckets));
    return done;
  }

  /** New buckets, programs, people, and jobs that grow. */
  #drift(day: number): void {
    const random = this.#random;
    if (random.chance(1 / 15)) {
      const bucket = `${random.pick(NAMES)}-${random.text(4)}-${day}`;
      this.#buckets.push(bucket);
      const users = this.#workers.filter(() => random.chance(0.25));
      for (const { jobs, looksInto, kind } of users)
        if (kind === 'person') looksInto.splice(1, 0, bucket);
        else
          jobs.push({
            ...this.#job('daily', [READ, WRITE], 100, 1, 1),
            does: [[random.pick([READ, WRITE]), bucket, logNormal(random, 100, 1.2), 0.5]],
          });
    }
    if (random.chance(1 / 30)) this.#addProgram();
    if (random.chance(0.015)) this.#addPerson();
    for (const { jobs, kind } of this.#workers) {
      if (kind === 'person' || !random.chance(1 / 80)) continue;
      // A release: another bucket, another call, or much more of the same.
      const job = random.pick(jobs);
      const factor = random.pick([1, 3, 10]);
      jobs.push({
        ...job,
        does: job.does.map(([call, bucket, median, spread]) => [
          random.pick([call, READ, WRITE, DELETE, LIST]),
          random.chance(0.5) ? bucket : random.pick(this.#buckets),
          median * factor,
          spread,
        ]),
      });
    }
  }

  #addProgram(): void {
    const random = this.#random;
    const jobs = [this.#job('daily', [READ, WRITE], logNormal(random, 150, 1.2), 0.6, random.int(1, 3))];
    if (random.chance(0.3))
      jobs.push(this.#job('daily', [LIST, READ, WRITE, DELETE], logNormal(random, 300, 1), 0.8, 2));
    if (random.chance(0.3)) jobs.push(this.#job('weekly', [LIST, READ], logNormal(random, 1500, 1), 0.5, 2));
    if (random.chance(0.3))
      jobs.push(this.#job('monthly', [LIST, READ, WRITE], logNormal(random, 3000, 1), 0.5, random.int(1, 5)));
    this.#add(program(this.#beginning, `service-${this.#workers.length}`), jobs);
  }

  #addPerson(): void {
    const member = person(this.#beginning, this.#workers.length);
    const own = shuffled(member.random, this.#buckets).slice(0, member.random.int(1, 8));
    this.#workers.push({ ...member, jobs: [], looksInto: [...own], rare: ratesOf(this.#beginning, member, RARE) });
  }

  #add(member: Member, jobs: Job[]): void {
    this.#workers.push({ ...member, jobs, looksInto: [], rare: [] });
  }

  #job(rhythm: Rhythm, calls: readonly string[], median: number, spread: number, buckets: number): Job {
    const random = this.#random;
    const chosen = shuffled(random, this.#buckets).slice(0, buckets);
    const does = chosen.flatMap((bucket) =>
      calls.map((call) => [call, bucket, call === LIST ? 1 + median / 1000 : median, spread] as const),
    );
    return { rhythm, phase: random.int(0, 29), does };
  }
}

/** What attackers do with buckets. */
const KINDS = ['mass read', 'quiet read', 'deletion', 'ransom', 'opening', 'looking'] as const;

export const buckets = worldOf('buckets', s3, KINDS, (beginning) => new AccountOfBuckets(beginning));

function attackOf(kind: string, random: Random, all: readonly string[]): readonly Objects[] {
  const [bucket = '', second = '', third = ''] = shuffled(random, all);
  const count = logNormal(random, 5000, 1);
  switch (kind) {
    case 'mass read':
      return [bucket, second, third].slice(0, random.int(1, 3)).flatMap((each) => [
        { call: LIST, bucket: each, count: 1 + Math.ceil(count / 1000) },
        { call: READ, bucket: each, count },
      ]);
    case 'quiet read':
      return [
        { call: LIST, bucket, count: 2 },
        { call: READ, bucket, count: logNormal(random, 100, 0.7) },
      ];
    case 'deletion':
      // Half of them name a thousand objects in each call.
      return [
        { call: LIST, bucket, count: 5 },
        random.chance(0.5)
          ? { call: DELETE, bucket, count }
          : { call: 'DeleteObjects', bucket, count: Math.ceil(count / 1000) },
      ];
    case 'ransom':
      return [{ call: LIST, bucket, count: 5 }, ...[READ, WRITE, DELETE].map((call) => ({ call, bucket, count }))];
    case 'opening':
      return [
        { call: 'DeleteBucketPublicAccessBlock', bucket, count: 1 },
        { call: random.pick(['PutBucketPolicy', 'PutBucketAcl']), bucket, count: 1 },
      ];
    default:
      return shuffled(random, all)
        .slice(0, 20)
        .flatMap((each) => {
          const error = random.chance(0.3) ? { error: 'AccessDenied' } : {};
          return ['HeadBucket', LIST].map((call) => ({ call, bucket: each, count: 1, ...error }));
        });
  }
}

/** Attackers take some hundreds of objects a minute. */
function timed(victim: Member, place: Place, done: readonly Objects[], random: Random): readonly RecordedStep[] {
  let minute = 0;
  return done.flatMap(({ count, ...rest }) => {
    const parts = Math.min(12, Math.max(1, Math.ceil(count / 20)));
    return Array.from({ length: parts }, (_, part): RecordedStep => {
      minute += random.float() * 4 + count / parts / 500;
      return {
        minute,
        records: recordsOf(victim, place, { ...rest, count: Math.ceil(count / parts) }, `attack ${part}`),
      };
    });
  });
}

/** @param batch tells its objects from those of other days */
function* recordsOf(
  { caller }: Member,
  place: Place,
  { call, bucket, count, error }: Objects,
  batch: string,
): Iterable<CloudTrailRecord> {
  const record = recordOf(caller, place, { api: `s3:${call}`, ...(error !== undefined && { error }) }, 0);
  for (let index = 0; index < count; index++)
    yield {
      ...record,
      eventCategory: 'Data',
      bucketName: bucket,
      ...(call !== 'DeleteObjects' && { objectKey: `${batch}/${index}` }),
      id: `${batch} ${index}`,
    };
}

function occasion(name: string, rate: number, does: Rare): Occasion<Rare> {
  return { name, rate, does };
}

/** Each of the calls on some buckets. */
function some(
  random: Random,
  all: readonly string[],
  count: number,
  calls: readonly string[],
  median: number,
  spread: number,
): readonly Objects[] {
  return shuffled(random, all)
    .slice(0, count)
    .flatMap((bucket) =>
      calls.map((call) => ({
        call,
        bucket,
        count: call === LIST ? 1 + Math.round(median / 1000) : logNormal(random, median, spread),
      })),
    );
}

const NAMES = ['assets', 'uploads', 'raw', 'curated', 'logs', 'backups', 'artifacts', 'exports', 'website', 'reports'];
