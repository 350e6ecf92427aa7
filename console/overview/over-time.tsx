import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import { Suspense, useEffect, useRef, useState } from 'react';
import type { Statistics } from './overview-query.ts';
import { onDemand } from '../parts/on-demand.tsx';

/** The chart's code is large: it is loaded when the chart scrolls into view. */
const Chart = onDemand(() => import('./over-time-chart.tsx'));
const HEIGHT = 260;
/** Ignores a chart of which only the edge is visible. */
const MARGIN = '0px 0px -60px 0px';

export function OverTime({ counts }: { readonly counts: Statistics['overTime'] | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  const known = counts !== undefined;
  useEffect(() => {
    const { current } = place;
    // Waits until the content above has its final height: before, the chart's position is not final.
    if (current === null || !known) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [known]);
  const held = <Skeleton height={`${HEIGHT + 60}px`} />;
  return (
    <Container fitHeight header={<Header variant="h2">Findings by day last seen</Header>}>
      <div ref={place}>
        {counts === undefined || !seen ? (
          held
        ) : (
          <Suspense fallback={held}>
            <Chart counts={counts} height={HEIGHT} />
          </Suspense>
        )}
      </div>
    </Container>
  );
}
