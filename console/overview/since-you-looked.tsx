import { useEffect, useState } from 'react';
import { inBrowser, inTab } from '../api/kept.ts';
import { useAnswer } from '../api/use-answer.ts';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { SINCE } from './overview-query.ts';

const KEY = 'vedette.looked';

/**
 * The number of findings that changed since the last visit with this browser; a tab remembers the visit before it was
 * opened.
 */
export function SinceYouLooked({ latest }: { readonly latest: string | undefined }) {
  const [looked] = useState(() => inTab.get(KEY) ?? inBrowser.get(KEY));
  useEffect(() => {
    if (looked !== undefined) inTab.set(KEY, looked);
  }, [looked]);
  useEffect(() => {
    if (latest !== undefined) inBrowser.set(KEY, latest);
  }, [latest]);
  const { data } = useAnswer(
    SINCE,
    { filter: { ...(looked !== undefined && { updatedFrom: justAfter(looked) }) } },
    { enabled: looked !== undefined },
  );
  if (looked === undefined || data === undefined) return <>What needs attention in your organization</>;
  const count = data.statistics.findings;
  return (
    <>
      Since your last visit (<Moment at={looked} />
      ):{' '}
      {count === 0 ? (
        'nothing changed'
      ) : (
        <Link href={hrefOf({ state: 'all', sort: 'updated' })}>{`${count.toLocaleString('en')} new or changed`}</Link>
      )}
    </>
  );
}

function justAfter(iso: string): string {
  return new Date(Date.parse(iso) + 1).toISOString();
}
