import {
  BY_A_FUNCTION,
  defineAnomalousObjects,
  everyDay,
  FROM_ELSEWHERE,
  objectDays,
  TODAY,
  withKeyElsewhere,
  withPurpose,
} from '../kits/anomalous-objects.ts';

const SETS = everyDay({ call: 'PutObjectAcl', bucket: 'website' });
const ACL = { requestParameters: { bucketName: 'invoices', key: 'a.csv', 'x-amz-acl': 'bucket-owner-full-control' } };

export default defineAnomalousObjects({
  type: 'Impact:S3/AnomalousBehavior.Permission',
  title: 'An identity changed access to buckets in an unusual way',
  why: 'Opening a bucket or its objects to others gives away their contents.',
  asks: 'Did an identity change the policy or access control list of a bucket or its objects that had never done so?',
  attack: ['T1222', 'T1530'],
  tactic: 'Permission',
  severity: 'High',
  unless: ['pipeline', 'security'],
  ask: 'Look at the current policy or list, and ask the person or team behind the identity why it was changed.',
  blindTo: ['What the change says: finding types about policies and public access report that.'],
  falsePositives: ['A program that starts to set access control lists on its objects.'],
  examples: {
    fires: {
      'on a new bucket, from elsewhere and with another program': () => withKeyElsewhere(elsewhere()),
      'by a function that only ever read': () =>
        objectDays(...everyDay({ call: 'GetObject', bucket: 'invoices', overrides: BY_A_FUNCTION }), {
          day: TODAY,
          call: 'PutObjectAcl',
          bucket: 'invoices',
          overrides: { ...BY_A_FUNCTION, ...ACL },
        }),
    },
    quiet: {
      'by a pipeline': () => withPurpose('pipeline', elsewhere()),
      'by security tooling': () => withPurpose('security', elsewhere()),
      'on a new bucket, from the usual network': () =>
        objectDays(...SETS, { day: TODAY, call: 'PutObjectAcl', bucket: 'invoices', overrides: ACL }),
      'on the usual bucket, from elsewhere': () =>
        objectDays(...SETS, { day: TODAY, call: 'PutObjectAcl', bucket: 'website', overrides: FROM_ELSEWHERE }),
      'by a function, on the first day of an account': () =>
        objectDays({ day: 0, call: 'PutObjectAcl', bucket: 'invoices', overrides: { ...BY_A_FUNCTION, ...ACL } }),
    },
  },
});

function elsewhere() {
  const overrides = { ...FROM_ELSEWHERE, ...ACL };
  return objectDays(...SETS, { day: TODAY, call: 'PutObjectAcl', bucket: 'invoices', overrides });
}
