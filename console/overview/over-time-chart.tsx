import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import {
  colorChartsStatusCritical,
  colorChartsStatusHigh,
  colorChartsStatusLow,
  colorChartsStatusMedium,
} from '@cloudscape-design/design-tokens';
import { SEVERITIES, severityText } from '../parts/severities.ts';
import type { Statistics } from './overview-query.ts';

const COLORS = {
  CRITICAL: colorChartsStatusCritical,
  HIGH: colorChartsStatusHigh,
  MEDIUM: colorChartsStatusMedium,
  LOW: colorChartsStatusLow,
} as const;

const DAYS = 30;
const DAY_MS = 86_400_000;

interface Props {
  readonly counts: Statistics['overTime'];
  readonly height: number;
}

/** Findings by day, including the days without any. */
export default function OverTimeChart({ counts, height }: Props) {
  const days = daysOf(counts);
  return (
    <BarChart
      height={height}
      stackedBars
      hideFilter
      xScaleType="categorical"
      xTitle="Day (UTC)"
      yTitle="Findings"
      ariaLabel="Active findings by the day they were last seen"
      xDomain={days}
      series={SEVERITIES.map((label) => ({
        type: 'bar',
        title: severityText(label),
        color: COLORS[label],
        data: days.map((day) => ({ x: day, y: countOf(counts, day, label) })),
      }))}
      i18nStrings={{ xTickFormatter: (day) => day.slice(5) }}
      empty={<Box textAlign="center">No findings yet.</Box>}
    />
  );
}

function daysOf(counts: Props['counts']): string[] {
  const times = counts.map(({ from }) => Date.parse(from));
  if (times.length === 0) return [];
  const last = Math.max(...times);
  const first = Math.max(Math.min(...times), last - (DAYS - 1) * DAY_MS);
  return Array.from({ length: Math.round((last - first) / DAY_MS) + 1 }, (_, index) => dayOf(first + index * DAY_MS));
}

function countOf(counts: Props['counts'], day: string, label: keyof typeof COLORS): number {
  return counts.find(({ from, severity }) => severity === label && dayOf(Date.parse(from)) === day)?.count ?? 0;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
