import { useEffect, useState } from 'react';
import { ask } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CHANGED, LATEST_CHANGE } from './findings-query.ts';
import type { FindingFilter } from './view.ts';

const EVERY_MS = 5000;

/** How many findings of a filter came or changed since the list was shown. */
export function useChanged(filter: FindingFilter): { readonly count: number; readonly take: () => void } {
  const [since, setSince] = useState<string>();
  const [taken, setTaken] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setSince(undefined);
    ask(LATEST_CHANGE, {}, controller.signal)
      .then(({ findings }) => setSince(justAfter(findings.nodes[0]?.updatedAt)))
      .catch(() => undefined);
    return () => controller.abort();
  }, [taken]);
  const { data } = useAnswer(
    CHANGED,
    { filter: { ...filter, ...(since !== undefined && { updatedFrom: since }) } },
    { enabled: since !== undefined, everyMs: EVERY_MS, keep: false },
  );
  return { count: since === undefined ? 0 : (data?.statistics.findings ?? 0), take: () => setTaken(taken + 1) };
}

function justAfter(iso: string | undefined): string {
  return new Date((iso === undefined ? 0 : Date.parse(iso)) + 1).toISOString();
}
