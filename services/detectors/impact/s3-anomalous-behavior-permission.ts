import {
  BY_A_FUNCTION,
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  TODAY,
  withKeyElsewhere,
} from '../kits/anomalous-objects.ts';

const SETS = everyDay({ call: 'PutObjectAcl', bucket: 'website' });
const ACL = { requestParameters: { bucketName: 'invoices', key: 'a.csv', 'x-amz-acl': 'bucket-owner-full-control' } };

export default defineAnomalousObjects({
  type: 'Impact:S3/AnomalousBehavior.Permission',
  title: 'Who may have what is in a bucket is changed in an unusual way',
  why: 'To open a bucket or its objects to others is to give away what is in them.',
  asks: 'Did somebody change the policy or access control list of a bucket or its objects who never did?',
  attack: ['T1222', 'T1530'],
  tactic: 'Permission',
  severity: 'High',
  unless: ['pipeline', 'security'],
  ask: 'Look at what the policy or list says now, and ask whoever it was why.',
  blindTo: ['What the change says: types of policies and public access tell of that.'],
  falsePositives: ['A program that begins to write lists for its objects.'],
  examples: {
    fires: {
      'of a bucket that she never did it to, from elsewhere and with another program': () =>
        withKeyElsewhere(
          objectDays(...SETS, {
            day: TODAY,
            call: 'PutObjectAcl',
            bucket: 'invoices',
            overrides: { ...FROM_ELSEWHERE, ...ACL },
          }),
        ),
      'by a function that only ever read': () =>
        objectDays(...everyDay({ call: 'GetObject', bucket: 'invoices', overrides: BY_A_FUNCTION }), {
          day: TODAY,
          call: 'PutObjectAcl',
          bucket: 'invoices',
          overrides: { ...BY_A_FUNCTION, ...ACL },
        }),
    },
    quiet: {
      'of a bucket that she never did it to, from where she always is': () =>
        objectDays(...SETS, { day: TODAY, call: 'PutObjectAcl', bucket: 'invoices', overrides: ACL }),
      'of the bucket of every day, from elsewhere': () =>
        objectDays(...SETS, { day: TODAY, call: 'PutObjectAcl', bucket: 'website', overrides: FROM_ELSEWHERE }),
      'by a function, on the first day of an account': () =>
        objectDays({ day: 0, call: 'PutObjectAcl', bucket: 'invoices', overrides: { ...BY_A_FUNCTION, ...ACL } }),
    },
  },
});
