import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

export default defineAnomalousCalls({
  type: 'Exfiltration:IAMUser/AnomalousBehavior',
  title: 'Data are made to leave in an unusual way',
  why: 'A copy that is shared or moved is the attacker’s to read at leisure.',
  asks: 'Did somebody share, copy or open data who does not, or as only intruders do?',
  attack: ['T1537'],
  tactic: 'Exfiltration',
  severity: 'High',
  ask: 'Ask whoever it was who was to have the data.',
  blindTo: ['What is read, object by object: those are data events.'],
  falsePositives: ['Moves of data to another account or Region that were planned.'],
  examples: {
    fires: {
      'a machine is written to a bucket': () =>
        calls(['ec2:CreateInstanceExportTask', { instanceId: 'i-0123456789abcdef0', targetEnvironment: 'vmware' }]),
      'an image is written to a bucket': () => calls(['ec2:ExportImage', { imageId: 'ami-0000000000000001' }]),
    },
    quiet: {
      'who may use an image is changed: whose account it is, another type knows': () =>
        calls([
          'ec2:ModifyImageAttribute',
          { imageId: 'ami-0000000000000001', launchPermission: { add: { items: [{ userId: '444455556666' }] } } },
        ]),
      'a bucket’s policy denies everybody what is not encrypted': () =>
        calls([
          's3:PutBucketPolicy',
          { bucketName: 'invoices', bucketPolicy: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*' }] } },
        ]),
      'a snapshot is made': () => calls(['ec2:CreateSnapshot', { volumeId: 'vol-0000000000000001' }]),
    },
  },
});
