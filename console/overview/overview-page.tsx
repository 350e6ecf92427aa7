import ContentLayout from '@cloudscape-design/components/content-layout';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLive } from '../api/live.ts';
import { useAnswer } from '../api/use-answer.ts';
import { having } from '../findings/query.ts';
import { hrefOf } from '../findings/view.ts';
import { Problem } from '../parts/problem.tsx';
import { useAccountNames } from '../parts/use-account-names.ts';
import { useRested } from '../parts/use-rested.ts';
import { Attention } from './attention.tsx';
import { Counts } from './counts.tsx';
import { CoverageGlance } from './coverage-glance.tsx';
import { OverTime } from './over-time.tsx';
import { COUNTS, OVERVIEW, WORST_MAX } from './overview-query.ts';
import { Ranking } from './ranking.tsx';
import { SinceYouLooked } from './since-you-looked.tsx';

const REST_MS = 5000;

/** What needs attention now, and the state of the whole. */
export default function OverviewPage() {
  const first = useAnswer(OVERVIEW, {});
  const counts = useAnswer(COUNTS, {});
  const refetch = () => void Promise.all([first.refetch(), counts.refetch()]);
  useLive(useRested(refetch, REST_MS));
  const names = useAccountNames();
  const error = (first.data === undefined && first.error) || (counts.data === undefined && counts.error);
  if (error) return <Problem error={error} retry={refetch} />;
  const { critical, high, latest } = first.data ?? {};
  const worst = critical && high && [...critical.nodes, ...high.nodes].slice(0, WORST_MAX);
  const statistics = counts.data?.statistics;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={<SinceYouLooked latest={latest?.nodes[0]?.updatedAt} />}>
          Overview
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Counts statistics={statistics} />
        <Attention worst={worst} />
        <Grid gridDefinition={[{ colspan: { default: 12, m: 8 } }, { colspan: { default: 12, m: 4 } }]}>
          <OverTime counts={statistics?.overTime} />
          <CoverageGlance />
        </Grid>
        <Grid gridDefinition={[{ colspan: { default: 12, m: 6 } }, { colspan: { default: 12, m: 6 } }]}>
          <Ranking
            title="Accounts with the most findings"
            rows={statistics?.byAccount.map(({ key, count }) => ({
              text: names.has(key) ? `${key} ${names.get(key)}` : key,
              href: hrefOf({ query: having(['account', key]) }),
              count,
            }))}
          />
          <Ranking
            title="Most frequent types"
            rows={statistics?.byType.map(({ key, count }) => ({
              text: key,
              href: hrefOf({ query: having(['type', key]) }),
              count,
            }))}
          />
        </Grid>
      </SpaceBetween>
    </ContentLayout>
  );
}
