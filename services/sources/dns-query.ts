import { recognizeService } from './log-key.ts';
import { defineSource } from './log-source.ts';
import { asked } from './dns-query/asked.ts';
import { metadataAnswers } from './dns-query/metadata-answers.ts';
import { DnsQuery, normalName } from './dns-query/query.ts';
import type { DnsQueryFields, DnsQueryRecord } from './dns-query/record.ts';
import { dnsRequest } from './dns-query/request.ts';

/** Amazon Route 53 Resolver query logs. */
const dnsQuery = defineSource<DnsQueryRecord, DnsQueryFields>({
  name: 'dns-query',
  route: 'query_type',
  remote: 'query_name',
  remoteIs: 'domain',
  partition: 'account-and-region',
  identified: false,
  originsMax: 100,
  recognize: (key) => recognizeService(key, 'vpcdnsquerylogs'),
  action: dnsRequest,
  json: {
    enveloped: false,
    isRecord: (value) => typeof value['query_name'] === 'string' && typeof value['query_timestamp'] === 'string',
    telling: { field: 'query_name', is: () => true },
    time: 'query_timestamp',
    required: ['query_name'],
    accounts: ['account_id'],
    region: 'region',
    pass: undefined,
    values: { query_name: normalName },
    paths: { instance: 'srcids.instance' },
    columns: {
      metadata_answer: { needs: ['answers'], make: metadataAnswers },
      asked: { needs: [], make: asked },
    },
    // Conditions on whole records ask for it of every long name.
    texts: ['query_type'],
    members: ['answers'],
    record: (row) => new DnsQuery(row),
  },
});
export default dnsQuery;
