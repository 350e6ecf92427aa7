import {
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  OF_A_ROLE,
  TODAY,
  withKeyElsewhere,
} from '../kits/anomalous-objects.ts';

const DELETES = everyDay({ call: 'DeleteObject', bucket: 'scratch' });

export default defineAnomalousObjects({
  type: 'Impact:S3/AnomalousBehavior.Delete',
  title: 'Objects of buckets are deleted in an unusual way',
  why: 'Who extorts or takes revenge deletes what others need.',
  asks: 'Did somebody delete objects of a bucket as it never did, or very many more than ever?',
  attack: ['T1485'],
  tactic: 'Delete',
  severity: 'High',
  unless: ['backup', 'pipeline'],
  ask: 'Ask whoever it was whether the objects were to go; restore them from versions or a backup if not.',
  blindTo: [
    'What lifecycle rules let expire: Impact:S3/DataDestruction tells of those.',
    'How many objects one call deletes: many in one call count as one.',
  ],
  falsePositives: [
    'Who clears a bucket away for the first time while travelling, or with a tool that nobody used before.',
  ],
  examples: {
    fires: {
      'of a bucket that she never deleted from, from elsewhere and with another program': () =>
        withKeyElsewhere(
          objectDays(...DELETES, { day: TODAY, call: 'DeleteObject', bucket: 'invoices', overrides: FROM_ELSEWHERE }),
        ),
      'many in each call, with a role that only ever read': () =>
        objectDays(...everyDay({ call: 'GetObject', bucket: 'invoices', overrides: OF_A_ROLE }), {
          day: TODAY,
          call: 'DeleteObjects',
          bucket: 'invoices',
          overrides: { ...FROM_ELSEWHERE, ...OF_A_ROLE },
        }),
    },
    quiet: {
      'of a bucket that she never deleted from, from where she always is': () =>
        objectDays(...DELETES, { day: TODAY, call: 'DeleteObject', bucket: 'invoices', objects: 30 }),
      'of the bucket of every day, from elsewhere': () =>
        objectDays(...DELETES, { day: TODAY, call: 'DeleteObject', bucket: 'scratch', overrides: FROM_ELSEWHERE }),
      'three hundred, on the first day of an account': () =>
        objectDays({ day: 0, call: 'DeleteObject', bucket: 'scratch', objects: 300 }),
    },
  },
});
