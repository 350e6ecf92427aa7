import { gzipSync } from 'node:zlib';
import type { Example } from '#services/model/detector.ts';
import { FLOW_HEADER } from '#services/sources/vpc-flow/example.ts';

/** A log object as AWS delivers it: its key and its bytes. */
export interface LogFile {
  readonly key: string;
  readonly bytes: Uint8Array;
}

export interface Delivery {
  /** The records, written for account 111122223333 in us-east-1: they are rewritten for `accountId` in `region`. */
  readonly records: Example;
  readonly accountId: string;
  readonly region: string;
  readonly deliveredAt: Date;
  /** The part of the key before `AWSLogs/`. */
  readonly prefix?: string;
}

/** @param organizationId the organization of the trail */
export function cloudTrailFile(organizationId: string, delivery: Delivery): LogFile {
  const { accountId, region, prefix = '' } = delivery;
  const { day, stamp } = timeOf(delivery);
  return {
    key: `${prefix}AWSLogs/${organizationId}/${accountId}/CloudTrail/${region}/${day}/${accountId}_CloudTrail_${region}_${stamp}_0123456789abcdef.json.gz`,
    bytes: gzipSync(moved(delivery, JSON.stringify({ Records: delivery.records.records }))),
  };
}

export function flowLogFile(delivery: Delivery): LogFile {
  const { accountId, region, prefix = '', records } = delivery;
  const { day, stamp } = timeOf(delivery);
  return {
    key: `${prefix}AWSLogs/${accountId}/vpcflowlogs/${region}/${day}/${accountId}_vpcflowlogs_${region}_fl-0123456789abcdef0_${stamp}_0a1b2c3d.log.gz`,
    bytes: gzipSync(moved(delivery, [records.header ?? FLOW_HEADER, ...records.records, ''].join('\n'))),
  };
}

export function queryLogFile(vpcId: string, delivery: Delivery): LogFile {
  const { accountId, prefix = '', records } = delivery;
  const { day, stamp } = timeOf(delivery);
  return {
    key: `${prefix}AWSLogs/${accountId}/vpcdnsquerylogs/${vpcId}/${day}/${vpcId}_vpcdnsquerylogs_${accountId}_${stamp}_0a1b2c3d.log.gz`,
    bytes: gzipSync(moved(delivery, records.records.map((record) => JSON.stringify(record)).join('\n'))),
  };
}

function moved({ accountId, region }: Delivery, text: string): string {
  return text.replaceAll('111122223333', accountId).replaceAll('us-east-1', region);
}

function timeOf({ deliveredAt }: Delivery): { readonly day: string; readonly stamp: string } {
  const iso = deliveredAt.toISOString();
  return { day: iso.slice(0, 10).replaceAll('-', '/'), stamp: `${iso.slice(0, 16).replace(/[-:]/g, '')}Z` };
}
