import { print } from '@0no-co/graphql.web';
import { useEffect, useEffectEvent } from 'react';
import { ask, headers, type Answer } from './ask.ts';
import { eventsOf } from './events.ts';
import { graphql, type ResultOf } from './graphql.ts';

const CHANGES_END = graphql(`
  query ChangesEnd {
    changesEnd
  }
`);

const LIVE = graphql(`
  subscription Live($after: Cursor!) {
    changes(after: $after) {
      endCursor
      nodes {
        id
        type
        severity
        contextSeverity
        accountId
        region
        status
        assignee
        suppressedBy
        ratedBy
        feedback
        createdAt
        updatedAt
        resource {
          id: resourceId
        }
        principal
        remoteAddresses
        service {
          archived
          eventFirstSeen
          eventLastSeen
        }
      }
    }
  }
`);

export type LiveFinding = ResultOf<typeof LIVE>['changes']['nodes'][number];
type Listener = (changed: readonly LiveFinding[]) => void;

const RETRY_MS = { first: 1000, most: 30_000 };
const listeners = new Set<Listener>();
/**
 * Cursor of the last change that this tab received; undefined at first, and when the service no longer knows the
 * cursor.
 */
let after: string | undefined;
let listening: AbortController | undefined;

/**
 * Calls the listener with findings as they change, while the tab is visible: a browser allows few connections for all
 * its tabs.
 */
export function useLive(listener: Listener): void {
  const latest = useEffectEvent(listener);
  useEffect(() => {
    const own: Listener = (changed) => latest(changed);
    listeners.add(own);
    update();
    return () => {
      listeners.delete(own);
      update();
    };
  }, []);
}

document.addEventListener('visibilitychange', update);

function update(): void {
  const wanted = listeners.size > 0 && !document.hidden;
  if (wanted && listening === undefined) {
    listening = new AbortController();
    void listen(listening.signal);
  } else if (!wanted) {
    listening?.abort();
    listening = undefined;
  }
}

async function listen(signal: AbortSignal): Promise<void> {
  for (let waitMs = RETRY_MS.first; !signal.aborted; waitMs = Math.min(2 * waitMs, RETRY_MS.most)) {
    try {
      for await (const { endCursor, nodes } of pages(signal)) {
        waitMs = RETRY_MS.first;
        after = endCursor;
        if (nodes.length > 0) for (const listener of listeners) listener(nodes);
      }
    } catch {
      // Retries after any error; the page's own requests show it when the API does not answer.
    }
    await new Promise((done) => setTimeout(done, waitMs));
  }
}

async function* pages(signal: AbortSignal): AsyncGenerator<ResultOf<typeof LIVE>['changes']> {
  after ??= (await ask(CHANGES_END, {}, signal)).changesEnd;
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...headers(), accept: 'text/event-stream' },
    body: JSON.stringify({ query: print(LIVE), variables: { after } }),
    signal,
  });
  if (!response.ok || response.body === null) throw new Error(`The service answered with ${response.status}.`);
  for await (const data of eventsOf(response.body)) {
    const { data: page, errors = [] }: Answer<ResultOf<typeof LIVE>> = JSON.parse(data);
    if (errors.some(({ extensions }) => extensions?.code === 'CURSOR_EPOCH')) after = undefined;
    if (page == null) return;
    yield page.changes;
  }
}
