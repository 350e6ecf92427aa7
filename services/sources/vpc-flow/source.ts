import { defineSource } from '../log-source.ts';
import { connection } from './connection.ts';
import { FLOW_HEADER } from './example.ts';
import { flowLayout, headerOf, isFlowRecord, layoutOf } from './layout.ts';
import { PARQUET_MAGIC, textOfParquet } from './parquet.ts';
import type { VpcFlowFields, VpcFlowRecord } from './record.ts';
import { unifiedSections } from './sections.ts';
import { FlowBatches } from './flow-batches.ts';

/** Amazon VPC flow logs, in text or Parquet. */
const vpcFlow = defineSource<VpcFlowRecord, VpcFlowFields>({
  name: 'vpc-flow',
  route: 'action',
  remote: 'remote',
  remoteIs: 'address',
  partition: 'account-and-region',
  identified: false,
  asksOpenPorts: true,
  // A finding about flows rests on very many records: the first twenty are enough to show the pattern.
  originsMax: 20,
  shows: [
    'interface_id',
    'instance_id',
    'vpc_id',
    'subnet_id',
    'local',
    // Findings do not show it, but their subject depends on it.
    'carriedFor',
    'localPort',
    'remote',
    'remotePort',
    'protocol',
    'action',
    'direction',
    'initiator',
  ],
  label: 'VPC flow logs',
  records: 'VPC flow records',
  delivery: {
    layout: { service: 'vpcflowlogs', below: 'region', beside: {} },
    resource: 'VPC that the account owns',
    // Each flow log covers other VPCs, subnets or interfaces.
    needed: 'all',
    absent: (region) => `No flow log of ${region} delivers to S3: create one for each VPC.`,
  },
  action: connection,
  text: ({ records, header = FLOW_HEADER }) => [header, ...records, ''].join('\n'),
  scaffold: {
    suits: ({ resource, artifact }) => resource === 'EC2' && artifact !== 'DNS',
    begin: () => ({
      uses: { example: 'flow', record: 'vpcFlow', kit: ['instance', 'aboutInstance'] },
      from: `vpcFlow('ACCEPT')`,
      about: `(record) => aboutInstance(record, 'ACTOR')`,
      record: 'flow()',
    }),
  },
  binary: { magic: PARQUET_MAGIC, textOf: textOfParquet },
  table(columns) {
    const header = headerOf(columns);
    return header && { header: header.join(' ') };
  },
  lines: {
    layout: flowLayout,
    isRecord: isFlowRecord,
    unified(text) {
      const unified = unifiedSections(text);
      return unified && { layout: layoutOf(unified.fields), text: unified.text };
    },
    decoded: (fields, constants) => new FlowBatches(fields, constants),
  },
});
export default vpcFlow;
