import { defineSource } from '../log-source.ts';
import { asked } from './asked.ts';
import { askers, domainsBeside, mailBeside } from './beside.ts';
import { metadataAnswers } from './metadata-answers.ts';
import { DnsQuery, normalName } from './query.ts';
import type { DnsQueryFields, DnsQueryRecord } from './record.ts';
import { dnsRequest } from './request.ts';

/** Amazon Route 53 Resolver query logs. */
const dnsQuery = defineSource<DnsQueryRecord, DnsQueryFields>({
  name: 'dns-query',
  route: 'query_type',
  remote: 'query_name',
  remoteIs: 'domain',
  partition: 'account-and-region',
  identified: false,
  originsMax: 100,
  label: 'Resolver query logs',
  records: 'Route 53 Resolver queries',
  delivery: {
    layout: { service: 'vpcdnsquerylogs', below: 'resource', beside: {} },
    resource: 'VPC that the account owns',
    // Each query log covers other VPCs.
    needed: 'all',
    absent: (region) =>
      `No resolver query log of ${region} delivers to S3: create a configuration and associate each VPC with it.`,
  },
  action: dnsRequest,
  text: ({ records }) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  scaffold: {
    suits: ({ artifact }) => artifact === 'DNS',
    begin: () => ({
      uses: { example: 'query', record: 'dnsQuery', kit: ['instance', 'aboutAsker'] },
      from: 'dnsQuery()',
      about: '(record) => aboutAsker(record)',
      record: 'query()',
    }),
  },
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
    lists: ['answers[]'],
    columns: {
      metadata_answer: { needs: ['answers'], make: metadataAnswers },
      asked: { needs: [], make: asked },
      askers: { needs: [], make: askers },
      domainsBeside: { needs: ['answers'], make: domainsBeside },
      mailBeside: { needs: [], make: mailBeside },
    },
    // Conditions on whole records read the type of every long name; the other members are for columns across records.
    texts: ['query_type', 'srcaddr', 'rcode'],
    members: ['answers'],
    record: (row) => new DnsQuery(row),
  },
});
export default dnsQuery;
