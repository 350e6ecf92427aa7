import {
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  TODAY,
  withKeyElsewhere,
  withPurpose,
} from '../kits/anomalous-objects.ts';

const LISTS = everyDay({ call: 'ListObjects', bucket: 'reports' });
const buckets = (length: number, day: number, overrides = {}) =>
  Array.from({ length }, (_, i) => ({ day, call: 'ListObjects', bucket: `tenant-${i}`, overrides }));

export default defineAnomalousObjects({
  type: 'Discovery:S3/AnomalousBehavior',
  title: 'An identity explored buckets in an unusual way',
  why: 'Attackers look for the data they want before they steal it.',
  asks: 'Did an identity list buckets or read their access settings that it had never looked into?',
  attack: ['T1619'],
  tactic: 'Discovery',
  severity: 'Low',
  unless: ['scanner'],
  ask: 'Ask the person or team behind the identity what they were looking for.',
  blindTo: [
    'One or two buckets at a time.',
    'The list of all buckets, which Discovery:IAMUser/AnomalousBehavior judges.',
  ],
  falsePositives: ['The first inventory of all buckets, if its role is not in `known` as `scanner`.'],
  examples: {
    fires: {
      'two new buckets, from elsewhere and with another program': () =>
        withKeyElsewhere(objectDays(...LISTS, ...buckets(2, TODAY, FROM_ELSEWHERE))),
      'two dozen buckets one after the other, by somebody who only ever looked into one': () =>
        objectDays(...LISTS, ...buckets(24, TODAY)),
    },
    quiet: {
      'by a scanner': () => withPurpose('scanner', objectDays(...LISTS, ...buckets(24, TODAY))),
      'two new buckets, from the usual network': () => objectDays(...LISTS, ...buckets(2, TODAY)),
      'the usual bucket, from elsewhere': () =>
        objectDays(...LISTS, { day: TODAY, call: 'ListObjects', bucket: 'reports', overrides: FROM_ELSEWHERE }),
      'forty buckets, on the first day of an account': () => objectDays(...buckets(40, 0)),
    },
  },
});
