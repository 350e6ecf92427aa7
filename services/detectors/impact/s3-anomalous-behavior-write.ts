import {
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  OF_A_ROLE,
  TODAY,
  withKeyElsewhere,
  withPurpose,
} from '../kits/anomalous-objects.ts';

const WRITES = everyDay({ call: 'PutObject', bucket: 'reports' });

export default defineAnomalousObjects({
  type: 'Impact:S3/AnomalousBehavior.Write',
  title: 'An identity wrote objects to buckets in an unusual way',
  why: 'Attackers write to buckets to plant false data or to overwrite what was there.',
  asks: 'Did an identity write to a bucket in a way that it never did, or very many more objects than ever?',
  attack: ['T1565.001', 'T1486'],
  tactic: 'Write',
  severity: 'Medium',
  unless: ['backup', 'pipeline'],
  ask: 'Look at what was written, and at the earlier versions.',
  blindTo: ['Whether something was there before, and what was written.'],
  falsePositives: ['Somebody who moves data into a bucket for the first time from another network.'],
  examples: {
    fires: {
      'to a new bucket, from elsewhere and with another program': () => withKeyElsewhere(elsewhere()),
      'with a role session, from another network': () =>
        objectDays(...everyDay({ call: 'PutObject', bucket: 'reports', overrides: OF_A_ROLE }), {
          day: TODAY,
          call: 'PutObject',
          bucket: 'website',
          overrides: { ...FROM_ELSEWHERE, ...OF_A_ROLE },
        }),
    },
    quiet: {
      'by a backup': () => withPurpose('backup', elsewhere()),
      'by a pipeline': () => withPurpose('pipeline', elsewhere()),
      'to a new bucket, from the usual network': () =>
        objectDays(...WRITES, { day: TODAY, call: 'PutObject', bucket: 'website', objects: 30 }),
      'to the usual bucket, from elsewhere': () =>
        objectDays(...WRITES, { day: TODAY, call: 'PutObject', bucket: 'reports', overrides: FROM_ELSEWHERE }),
      'three hundred, on the first day of an account': () =>
        objectDays({ day: 0, call: 'PutObject', bucket: 'website', objects: 300 }),
    },
  },
});

function elsewhere() {
  return objectDays(...WRITES, { day: TODAY, call: 'PutObject', bucket: 'website', overrides: FROM_ELSEWHERE });
}
