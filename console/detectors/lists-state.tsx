import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ListedDetector } from './detectors-query.ts';

type Needs = ListedDetector['needs'];

export const STATE_TEXTS: Readonly<Record<Needs[number]['state'], string>> = {
  LOADED: 'loaded',
  IN_SOME_ACCOUNTS: 'loaded for some accounts',
  MISSING: 'not loaded',
};

/** What a detector cannot do because of missing lists; nothing where one of those that it needs is loaded. */
export function ListsState({ needs }: { readonly needs: readonly Pick<Needs[number], 'state'>[] }) {
  if (needs.length === 0 || needs.some(({ state }) => state === 'LOADED')) return null;
  const isSomewhere = needs.some(({ state }) => state === 'IN_SOME_ACCOUNTS');
  return (
    <div>
      <StatusIndicator type="warning">{isSomewhere ? 'Some accounts only' : 'Cannot fire'}</StatusIndicator>
    </div>
  );
}
