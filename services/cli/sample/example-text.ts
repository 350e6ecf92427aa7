import type { Example } from '#services/model/detector.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { FLOW_HEADER } from '#services/sources/vpc-flow/example.ts';

/** An example's records as the log file that AWS would deliver, not compressed. */
export function exampleText(source: SourceName, { records, header = FLOW_HEADER }: Example): string {
  if (source === 'cloudtrail') return `${JSON.stringify({ Records: records })}\n`;
  if (source === 'vpc-flow') return [header, ...records, ''].join('\n');
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
