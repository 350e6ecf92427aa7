import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

import { iso, minutes } from '#services/model/time.ts';
import type { TestObject } from '../replay/objects.ts';

/** One record of a story's file, and the facts that determine its object. */
export interface StoryRecord {
  readonly source: 'cloudtrail' | 'vpc-flow' | 'dns-query';
  readonly accountId: string;
  readonly region: string;
  /** ms since the epoch */
  readonly time: number;
  /** The resource that a log of the source belongs to: the trail, the format of the flow log, the VPC. */
  readonly log: string;
  readonly text: string;
}

export interface DeliveredObject extends TestObject {
  /** When it appears in its bucket, ms since the epoch. */
  readonly deliveredAt: number;
}

/**
 * Puts records into objects as AWS does: by account, Region and log, in order of time, delivered some minutes after
 * their slot.
 */
export function deliver(records: readonly StoryRecord[]): readonly DeliveredObject[] {
  const ordered = records.toSorted((a, b) => a.time - b.time);
  const slots = Map.groupBy(ordered, ({ source, accountId, region, log, time }) =>
    JSON.stringify([Math.floor(time / SLOT_MS), source, accountId, region, log]),
  );
  return [...slots.values()].map(objectOf).toSorted((a, b) => a.deliveredAt - b.deliveredAt);
}

/** AWS delivers every five minutes; twice an hour is enough to split a story into parts. */
const SLOT_MS = minutes(30);
const DELAY_MS = minutes(4);

function objectOf(slot: readonly StoryRecord[]): DeliveredObject {
  const [first] = slot;
  if (first === undefined) throw new Error('A slot has records.');
  const { source, accountId, region } = first;
  const deliveredAt = (Math.floor(first.time / SLOT_MS) + 1) * SLOT_MS + DELAY_MS;
  const bytes = gzipSync(contentOf(first, slot));
  const etag = createHash('md5').update(bytes).digest('hex');
  const object = { ...placeOf(first, deliveredAt), etag, sizeBytes: bytes.length, source, accountId, region };
  return { object, bytes, deliveredAt };
}

function contentOf({ source, log }: StoryRecord, slot: readonly StoryRecord[]): string {
  const texts = slot.map(({ text }) => text);
  if (source === 'cloudtrail') return `{"Records":[${texts.join(',')}]}`;
  return [...(source === 'vpc-flow' ? [log] : []), ...texts, ''].join('\n');
}

function placeOf({ source, accountId, region, log }: StoryRecord, deliveredAt: number) {
  const day = iso(deliveredAt).slice(0, 10).replaceAll('-', '/');
  const stamp = `${iso(deliveredAt).slice(0, 16).replace(/[-:]/g, '')}Z`;
  switch (source) {
    case 'cloudtrail':
      return {
        bucket: 'organization-trail.example',
        key: `AWSLogs/o-exampleorgid/${accountId}/CloudTrail/${region}/${day}/${accountId}_CloudTrail_${region}_${stamp}_0123456789abcdef.json.gz`,
      };
    case 'vpc-flow':
      return {
        bucket: 'flow-logs.example',
        key: `AWSLogs/${accountId}/vpcflowlogs/${region}/${day}/${accountId}_vpcflowlogs_${region}_fl-0123456789abcdef0_${stamp}_0a1b2c3d.log.gz`,
      };
    case 'dns-query':
      return {
        bucket: 'query-logs.example',
        key: `AWSLogs/${accountId}/vpcdnsquerylogs/${log}/${day}/${log}_vpcdnsquerylogs_${accountId}_${stamp}_0a1b2c3d.log.gz`,
      };
  }
}
