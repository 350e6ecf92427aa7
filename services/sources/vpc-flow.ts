import { recognizeService } from './log-key.ts';
import type { LogSource } from './log-source.ts';
import { connection } from './vpc-flow/connection.ts';
import { flowLayout } from './vpc-flow/layout.ts';
import type { VpcFlowFields, VpcFlowRecord } from './vpc-flow/record.ts';
import { unifiedSections } from './vpc-flow/sections.ts';
import { FlowSheets } from './vpc-flow/sheet.ts';

/** Amazon VPC flow logs, as text. */
const vpcFlow: LogSource<VpcFlowRecord, VpcFlowFields> = {
  name: 'vpc-flow',
  route: 'action',
  remote: 'remote',
  remoteIs: 'address',
  partition: 'account-and-region',
  // A finding about flows rests on very many records: the first twenty show the pattern.
  originsMax: 20,
  recognize: (key) => recognizeService(key, 'vpcflowlogs'),
  action: connection,
  lines: {
    layout: flowLayout,
    unified: unifiedSections,
    sheets: (fields, generations) => new FlowSheets(fields, generations),
  },
};
export default vpcFlow;
