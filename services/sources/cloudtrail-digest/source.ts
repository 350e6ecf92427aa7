import { defineSource } from '../log-source.ts';
import { changed, DigestProof, isProofGapKind } from './proof.ts';
import type { DigestFields, DigestRecord } from './record.ts';

/**
 * Problems with delivered log files that CloudTrail's digests prove. AWS does not deliver these records: workers write
 * them when they verify digests, and then they are processed like every other log.
 */
const cloudtrailDigest = defineSource<DigestRecord, DigestFields>({
  name: 'cloudtrail-digest',
  route: 'kind',
  remote: 'address',
  remoteIs: 'address',
  partition: 'account',
  identified: true,
  originsMax: 100,
  label: 'CloudTrail digests',
  records: 'log files that digests of CloudTrail disprove',
  action: changed,
  text: ({ records }) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  scaffold: {
    suits: () => false,
    begin: () => ({
      uses: { example: 'proof', record: 'cloudtrailDigest', kit: ['log-bucket', 'aboutLogBucket'] },
      from: `cloudtrailDigest('object-altered')`,
      about: 'aboutLogBucket',
      record: 'proof()',
    }),
  },
  json: {
    enveloped: false,
    isRecord: (value) => isProofGapKind(value['proofGap']),
    telling: { field: 'proofGap', is: isProofGapKind },
    time: 'foundAt',
    required: ['bucket', 'key', 'delivered'],
    accounts: ['accountId'],
    region: 'region',
    pass: undefined,
    values: {},
    paths: { kind: 'proofGap' },
    lists: [],
    columns: {},
    texts: ['proofGap', 'bucket', 'key', 'delivered', 'detail'],
    members: [],
    record: (row) => new DigestProof(row),
  },
});
export default cloudtrailDigest;
