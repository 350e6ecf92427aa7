import { event } from '#services/sources/cloudtrail/example.ts';
import { combinedOf } from '#services/sources/combined.ts';
import { CALLER } from '#services/sources/cloudtrail/caller-kind.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { allAt, textOf } from '#services/reader/reference.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/** The record of an example's event, as the source makes it from a row. */
export function recordOf(overrides: Readonly<Record<string, unknown>>): CloudTrailRecord {
  const raw = event(overrides);
  return new CloudTrailEvent({
    time: Date.parse('2026-03-02T10:00:00Z'),
    accountId: '111122223333',
    region: 'us-east-1',
    text: (path) => combinedOf(CALLER, path, (field) => textAt(raw, field)) ?? textAt(raw, path),
    value: (name) => raw[name] ?? undefined,
    all: (path) => allAt(raw, path.split('.')),
    part: () => undefined,
    mayHave: () => true,
  });
}

export function textAt(raw: Readonly<Record<string, unknown>>, path: string): string | undefined {
  return textOf(raw, path.split('.')) || undefined;
}
