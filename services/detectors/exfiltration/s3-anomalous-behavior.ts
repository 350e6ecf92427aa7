import {
  BY_A_FUNCTION,
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  OF_A_ROLE,
  TODAY,
  withKeyElsewhere,
} from '../kits/anomalous-objects.ts';

const READS = everyDay({ call: 'GetObject', bucket: 'reports' });

export default defineAnomalousObjects({
  type: 'Exfiltration:S3/AnomalousBehavior',
  title: 'Objects of buckets are read in an unusual way',
  why: 'Who has somebody’s credentials takes what they can reach, from buckets that their owner has no business with.',
  asks: 'Did somebody read objects of a bucket as it never did, or very many more than ever?',
  attack: ['T1530'],
  tactic: 'Exfiltration',
  severity: 'High',
  unless: ['backup', 'forensics'],
  ask: 'Ask whoever it was what they needed the objects for.',
  blindTo: ['Few objects of a bucket that others read every day, from a network that its reader knows.'],
  falsePositives: [
    'The first backup, migration or search over all buckets, if its owner did not say that there is one.',
    'Who gets all of a bucket once, to work on it elsewhere.',
  ],
  examples: {
    fires: {
      'a bucket that she never came to, from elsewhere and with another program': () =>
        withKeyElsewhere(
          objectDays(...READS, { day: TODAY, call: 'GetObject', bucket: 'invoices', overrides: FROM_ELSEWHERE }),
        ),
      'with the session of a role, in another network': () =>
        objectDays(...everyDay({ call: 'GetObject', bucket: 'reports', overrides: OF_A_ROLE }), {
          day: TODAY,
          call: 'GetObject',
          bucket: 'invoices',
          overrides: { ...FROM_ELSEWHERE, ...OF_A_ROLE },
        }),
      'one bucket after the other, by somebody who only ever read from one': () =>
        objectDays(
          ...READS,
          ...Array.from({ length: 12 }, (_, i) => ({ day: TODAY, call: 'GetObject', bucket: `tenant-${i}` })),
        ),
    },
    quiet: {
      'a bucket that she never came to, from where she always is': () =>
        objectDays(...READS, { day: TODAY, call: 'GetObject', bucket: 'invoices', objects: 20 }),
      'the bucket of every day, from elsewhere': () =>
        objectDays(...READS, { day: TODAY, call: 'GetObject', bucket: 'reports', overrides: FROM_ELSEWHERE }),
      'a program comes to a bucket that is new': () =>
        objectDays(...everyDay({ call: 'GetObject', bucket: 'reports', overrides: BY_A_FUNCTION }), {
          day: TODAY,
          call: 'GetObject',
          bucket: 'invoices',
          objects: 50,
          overrides: BY_A_FUNCTION,
        }),
      'forty buckets, on the first day of an account': () =>
        objectDays(...Array.from({ length: 40 }, (_, i) => ({ day: 0, call: 'GetObject', bucket: `tenant-${i}` }))),
    },
  },
});
