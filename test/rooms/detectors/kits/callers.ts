import { event } from '#services/sources/cloudtrail/example.ts';
import { combinedOf, type Combined } from '#services/sources/combined.ts';
import { CALLER_KIND, HOLDER } from '#services/sources/cloudtrail/caller-kind.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { allAt, textOf } from '#services/reader/reference.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

const COMBINED: Readonly<Record<string, Combined>> = { callerKind: CALLER_KIND, holder: HOLDER };

/** The record of an example's event, as the source makes it of a row. */
export function recordOf(overrides: Readonly<Record<string, unknown>>): CloudTrailRecord {
  const raw = event(overrides);
  return new CloudTrailEvent({
    time: Date.parse('2026-03-02T10:00:00Z'),
    accountId: '111122223333',
    region: 'us-east-1',
    text: (path) => {
      const combined = COMBINED[path];
      return combined === undefined ? textAt(raw, path) : combinedOf(combined, (field) => textAt(raw, field));
    },
    value: (name) => raw[name] ?? undefined,
    all: (path) => allAt(raw, path.split('.')),
    mayHave: () => true,
  });
}

function textAt(raw: Readonly<Record<string, unknown>>, path: string): string | undefined {
  return textOf(raw, path.split('.')) || undefined;
}
