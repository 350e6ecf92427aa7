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

const DELETES = everyDay({ call: 'DeleteObject', bucket: 'scratch' });

export default defineAnomalousObjects({
  type: 'Impact:S3/AnomalousBehavior.Delete',
  title: 'An identity deleted objects of buckets in an unusual way',
  why: 'Attackers delete data for extortion or revenge.',
  asks: 'Did an identity delete objects of a bucket in a way that it never did, or very many more than ever?',
  attack: ['T1485'],
  tactic: 'Delete',
  severity: 'High',
  unless: ['backup', 'pipeline'],
  ask: 'Ask the person or team behind the identity whether the objects were meant to be deleted; if not, restore them from earlier versions or a backup.',
  blindTo: [
    'Objects that lifecycle rules expire: Impact:S3/DataDestruction reports such rules.',
    'How many objects one call deletes: many in one call count as one.',
  ],
  falsePositives: [
    'Somebody who cleans up a bucket for the first time while travelling, or with a tool that nobody used before.',
  ],
  examples: {
    fires: {
      'from a new bucket, from elsewhere and with another program': () => withKeyElsewhere(elsewhere()),
      'many in each call, with a role that only ever read': () =>
        objectDays(...everyDay({ call: 'GetObject', bucket: 'invoices', overrides: OF_A_ROLE }), {
          day: TODAY,
          call: 'DeleteObjects',
          bucket: 'invoices',
          overrides: { ...FROM_ELSEWHERE, ...OF_A_ROLE },
        }),
    },
    quiet: {
      'by a backup': () => withPurpose('backup', elsewhere()),
      'by a pipeline': () => withPurpose('pipeline', elsewhere()),
      'from a new bucket, from the usual network': () =>
        objectDays(...DELETES, { day: TODAY, call: 'DeleteObject', bucket: 'invoices', objects: 30 }),
      'from the usual bucket, from elsewhere': () =>
        objectDays(...DELETES, { day: TODAY, call: 'DeleteObject', bucket: 'scratch', overrides: FROM_ELSEWHERE }),
      'three hundred, on the first day of an account': () =>
        objectDays({ day: 0, call: 'DeleteObject', bucket: 'scratch', objects: 300 }),
    },
  },
});

function elsewhere() {
  return objectDays(...DELETES, { day: TODAY, call: 'DeleteObject', bucket: 'invoices', overrides: FROM_ELSEWHERE });
}
