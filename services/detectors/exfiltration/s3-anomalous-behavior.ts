import {
  BY_A_FUNCTION,
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  OF_A_ROLE,
  TODAY,
  withKeyElsewhere,
  withPurpose,
} from '../kits/anomalous-objects.ts';

const READS = everyDay({ call: 'GetObject', bucket: 'reports' });

export default defineAnomalousObjects({
  type: 'Exfiltration:S3/AnomalousBehavior',
  title: 'An identity read objects of buckets in an unusual way',
  why: 'Attackers with stolen credentials read everything that they can reach, including buckets that the owner of the credentials never uses.',
  asks: 'Did an identity read objects of a bucket in a way that it never did, or very many more than ever?',
  attack: ['T1530'],
  tactic: 'Exfiltration',
  severity: 'High',
  unless: ['backup', 'forensics'],
  ask: 'Ask the person or team behind the identity what they needed the objects for.',
  blindTo: ['A few objects of a bucket that others read every day, read from a network that the reader usually uses.'],
  falsePositives: [
    'The first backup, migration or search of all buckets, if its role is not in `known` as `backup` or `forensics`.',
    'Somebody who downloads all of a bucket once to work on it elsewhere.',
  ],
  examples: {
    fires: {
      'a new bucket, from elsewhere and with another program': () => withKeyElsewhere(elsewhere()),
      'with a role session, from another network': () =>
        objectDays(...everyDay({ call: 'GetObject', bucket: 'reports', overrides: OF_A_ROLE }), {
          day: TODAY,
          call: 'GetObject',
          bucket: 'invoices',
          overrides: { ...FROM_ELSEWHERE, ...OF_A_ROLE },
        }),
      'one bucket after the other, by somebody who only ever read from one': () =>
        objectDays(
          ...READS,
          ...Array.from({ length: 12 }, (_, i) => ({
            day: TODAY,
            call: 'GetObject',
            bucket: `tenant-${i}`,
            overrides: { awsRegion: i < 6 ? 'us-east-1' : 'eu-west-1' },
          })),
        ),
    },
    quiet: {
      'by a backup': () => withPurpose('backup', elsewhere()),
      'by an investigator': () => withPurpose('forensics', elsewhere()),
      'a new bucket, from the usual network': () =>
        objectDays(...READS, { day: TODAY, call: 'GetObject', bucket: 'invoices', objects: 20 }),
      'the usual bucket, from elsewhere': () =>
        objectDays(...READS, { day: TODAY, call: 'GetObject', bucket: 'reports', overrides: FROM_ELSEWHERE }),
      'a program reads a new bucket': () =>
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

function elsewhere() {
  return objectDays(...READS, { day: TODAY, call: 'GetObject', bucket: 'invoices', overrides: FROM_ELSEWHERE });
}
