import type { LogRecord } from '#services/model/log-record.ts';
import type { BoundTally, Tally, TallyBuilder } from '#services/model/tally.ts';
import beginnings from '../beginnings.ts';
import count from '../count.ts';
import distinct from '../distinct.ts';
import earliest from '../earliest.ts';
import heaviest from '../heaviest.ts';
import latest from '../latest.ts';
import sample from '../sample.ts';
import sum from '../sum.ts';
import type { Timed } from './timed.ts';

/** The builder that the engine passes to a detector's `tally` clause. */
export const tallyBuilder: TallyBuilder<LogRecord> = {
  count: (of = () => true) => bind(count, of),
  sum: (of) => bind(sum, of),
  distinct: (of) => bind(distinct, of),
  sample: (of) => bind(sample, of),
  heaviest: (of) => bind(heaviest, of),
  beginnings: (of) => bind(beginnings, of),
  earliest: (of) => bind(earliest, timed(of)),
  latest: (of) => bind(latest, timed(of)),
};

function bind<Value, State, Reading>(
  tally: Tally<Value, State, Reading>,
  of: (record: LogRecord) => Value,
): BoundTally<LogRecord, Reading> {
  return { tally, of };
}

function timed(of: (record: LogRecord) => string | undefined): (record: LogRecord) => Timed | undefined {
  return (record) => {
    const value = of(record);
    return value === undefined ? undefined : { time: record.time, value };
  };
}
