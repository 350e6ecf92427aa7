import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Skeleton from '@cloudscape-design/components/skeleton';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Statistics } from './overview-query.ts';

/** Charts are large: they are loaded when one comes into view. */
const Chart = lazy(() => import('./over-time-chart.tsx'));
const HEIGHT = 260;

export function OverTime({ counts }: { readonly counts: Statistics['overTime'] | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const { current } = place;
    if (current === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const held = <Skeleton height={`${HEIGHT + 60}px`} />;
  return (
    <Container fitHeight header={<Header variant="h2">By the day they were last seen</Header>}>
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
