import {
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  TODAY,
  withKeyElsewhere,
} from '../kits/anomalous-objects.ts';

const LISTS = everyDay({ call: 'ListObjects', bucket: 'reports' });
const buckets = (length: number, day: number, overrides = {}) =>
  Array.from({ length }, (_, i) => ({ day, call: 'ListObjects', bucket: `tenant-${i}`, overrides }));

export default defineAnomalousObjects({
  type: 'Discovery:S3/AnomalousBehavior',
  title: 'Buckets are looked through in an unusual way',
  why: 'Before anything is taken, somebody looks where it is.',
  asks: 'Did somebody list, or ask who may have, what is in buckets that it never looked into?',
  attack: ['T1619'],
  tactic: 'Discovery',
  severity: 'Low',
  unless: ['scanner'],
  ask: 'Ask whoever it was what they were looking for.',
  blindTo: ['One or two buckets at a time.', 'The list of all buckets, which calls of the account are judged by.'],
  falsePositives: ['The first inventory of all buckets, if its owner did not say that there is a scanner.'],
  examples: {
    fires: {
      'two buckets that she never looked into, from elsewhere and with another program': () =>
        withKeyElsewhere(objectDays(...LISTS, ...buckets(2, TODAY, FROM_ELSEWHERE))),
      'one bucket after the other, by somebody who only ever looked into one': () =>
        objectDays(...LISTS, ...buckets(8, TODAY)),
    },
    quiet: {
      'two buckets that she never looked into, from where she always is': () =>
        objectDays(...LISTS, ...buckets(2, TODAY)),
      'the bucket of every day, from elsewhere': () =>
        objectDays(...LISTS, { day: TODAY, call: 'ListObjects', bucket: 'reports', overrides: FROM_ELSEWHERE }),
      'forty buckets, on the first day of an account': () => objectDays(...buckets(40, 0)),
    },
  },
});
