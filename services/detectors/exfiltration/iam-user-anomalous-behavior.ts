import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'Exfiltration:IAMUser/AnomalousBehavior',
  title: 'An identity moved data out in an unusual way',
  why: 'Attackers share or copy data to a place where they can read it undisturbed.',
  asks: 'Did an identity share, copy or open data that does not usually do so, or in a way that only intruders do?',
  attack: ['T1537'],
  tactic: 'Exfiltration',
  severity: 'High',
  ask: 'Ask the person or team behind the identity who was meant to get the data.',
  blindTo: ['Objects that are read one by one: those are data events.'],
  falsePositives: ['Planned moves of data to another account or Region.'],
  examples: {
    fires: {
      'an instance is exported to a bucket': () =>
        calls(['ec2:CreateInstanceExportTask', { instanceId: 'i-0123456789abcdef0', targetEnvironment: 'vmware' }]),
      'an image is exported to a bucket': () => calls(['ec2:ExportImage', { imageId: 'ami-0000000000000001' }]),
    },
    quiet: {
      'an image is shared, which another finding type judges': () =>
        calls([
          'ec2:ModifyImageAttribute',
          { imageId: 'ami-0000000000000001', launchPermission: { add: { items: [{ userId: '444455556666' }] } } },
        ]),
      'a bucket policy that denies unencrypted access': () =>
        calls([
          's3:PutBucketPolicy',
          { bucketName: 'invoices', bucketPolicy: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*' }] } },
        ]),
      'a snapshot is created': () => calls(['ec2:CreateSnapshot', { volumeId: 'vol-0000000000000001' }]),
    },
  },
});
