import {
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  OF_A_ROLE,
  TODAY,
  withKeyElsewhere,
} from '../kits/anomalous-objects.ts';

const WRITES = everyDay({ call: 'PutObject', bucket: 'reports' });

export default defineAnomalousObjects({
  type: 'Impact:S3/AnomalousBehavior.Write',
  title: 'Objects are written to buckets in an unusual way',
  why: 'Who writes where others read puts in false data, or writes over what was there.',
  asks: 'Did somebody write to a bucket as it never did, or very many more objects than ever?',
  attack: ['T1565.001', 'T1486'],
  tactic: 'Write',
  severity: 'Medium',
  unless: ['backup', 'pipeline'],
  ask: 'Look at what was written, and at the versions that were there before.',
  blindTo: ['Whether something was there before, and what was written.'],
  falsePositives: ['Who moves data into a bucket for the first time from another network.'],
  examples: {
    fires: {
      'to a bucket that she never wrote to, from elsewhere and with another program': () =>
        withKeyElsewhere(
          objectDays(...WRITES, { day: TODAY, call: 'PutObject', bucket: 'website', overrides: FROM_ELSEWHERE }),
        ),
      'with the session of a role, in another network': () =>
        objectDays(...everyDay({ call: 'PutObject', bucket: 'reports', overrides: OF_A_ROLE }), {
          day: TODAY,
          call: 'PutObject',
          bucket: 'website',
          overrides: { ...FROM_ELSEWHERE, ...OF_A_ROLE },
        }),
    },
    quiet: {
      'to a bucket that she never wrote to, from where she always is': () =>
        objectDays(...WRITES, { day: TODAY, call: 'PutObject', bucket: 'website', objects: 30 }),
      'to the bucket of every day, from elsewhere': () =>
        objectDays(...WRITES, { day: TODAY, call: 'PutObject', bucket: 'reports', overrides: FROM_ELSEWHERE }),
      'three hundred, on the first day of an account': () =>
        objectDays({ day: 0, call: 'PutObject', bucket: 'website', objects: 300 }),
    },
  },
});
