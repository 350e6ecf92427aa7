import { recognizeService } from './log-key.ts';
import { defineSource } from './log-source.ts';
import { connection } from './vpc-flow/connection.ts';
import { flowLayout, isFlowRecord, layoutOf } from './vpc-flow/layout.ts';
import type { VpcFlowFields, VpcFlowRecord } from './vpc-flow/record.ts';
import { unifiedSections } from './vpc-flow/sections.ts';
import { FlowSheets } from './vpc-flow/sheet.ts';

/** Amazon VPC flow logs, as text. */
const vpcFlow = defineSource<VpcFlowRecord, VpcFlowFields>({
  name: 'vpc-flow',
  route: 'action',
  remote: 'remote',
  remoteIs: 'address',
  partition: 'account-and-region',
  // A finding about flows rests on very many records: the first twenty show the pattern.
  identified: false,
  originsMax: 20,
  shows: [
    'interface_id',
    'instance_id',
    'vpc_id',
    'subnet_id',
    'local',
    'localPort',
    'remote',
    'remotePort',
    'protocol',
    'action',
    'direction',
    'initiator',
  ],
  recognize: (key) => recognizeService(key, 'vpcflowlogs'),
  action: connection,
  lines: {
    layout: flowLayout,
    isRecord: isFlowRecord,
    unified(text) {
      const unified = unifiedSections(text);
      return unified && { layout: layoutOf(unified.fields), text: unified.text };
    },
    sheets: (fields, constants) => new FlowSheets(fields, constants),
  },
});
export default vpcFlow;
