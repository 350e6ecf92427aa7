/** A metric with its values, in the terms of Prometheus. */
export interface Metric {
  readonly name: `vedette_${string}`;
  readonly help: string;
  readonly kind: 'gauge' | 'counter' | 'histogram';
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  /** What a histogram's sample adds to the name. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface ProcessMetricRow {
  readonly kind: Metric['kind'];
  readonly help: string;
  /** Their values come from code and settings: never from logs, because anybody could write any number of them. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly bounds?: readonly number[];
}

const WORK_SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000];
const DELAY_SECONDS = [30, 60, 120, 300, 600, 900, 1800, 3600, 10_800, 21_600, 86_400];

/**
 * What each process measures of its own work since it started. Adding one is a row here and a call of `Measure` where
 * it happens.
 */
export const PROCESS_METRICS = {
  vedette_records_read_total: {
    kind: 'counter',
    help: 'Records that this process read and committed.',
    labels: ['source'],
  },
  vedette_records_unreadable_total: {
    kind: 'counter',
    help: 'Records that this process could not read.',
    labels: ['source'],
  },
  vedette_detection_delay_seconds: {
    kind: 'histogram',
    help: 'From the newest record of each log object to the commit of what was found in it.',
    labels: ['source'],
    bounds: DELAY_SECONDS,
  },
  vedette_turn_seconds: {
    kind: 'histogram',
    help: 'Time of a turn: fetching, thinking and writing.',
    labels: ['outcome'],
    bounds: WORK_SECONDS,
  },
  vedette_thinking_seconds: {
    kind: 'histogram',
    help: 'Time of the detectors: to read an object and ask their questions of it, and to conclude a turn.',
    labels: ['step'],
    bounds: WORK_SECONDS,
  },
  vedette_findings_written_total: {
    kind: 'counter',
    help: 'Findings that turns of this process created or updated.',
    labels: ['change'],
  },
  vedette_finding_records_kept_total: {
    kind: 'counter',
    help: 'Raw records that turns of this process stored with findings.',
    labels: [],
  },
  vedette_sent_findings_total: {
    kind: 'counter',
    help: 'Findings that this process sent to a sink, by the answer of the sink.',
    labels: ['sink', 'outcome'],
  },
  vedette_job_seconds: {
    kind: 'histogram',
    help: 'Time of the jobs of this process, such as a pass over the organization (reconcile).',
    labels: ['job', 'outcome'],
    bounds: WORK_SECONDS,
  },
  vedette_aws_calls_total: {
    kind: 'counter',
    help: 'Calls to AWS, after their retries, by service: ok, or the kind of failure.',
    labels: ['service', 'outcome'],
  },
  vedette_watching_since_timestamp_seconds: {
    kind: 'gauge',
    help: 'Time at which this process began to watch the organization.',
    labels: [],
  },
  vedette_queue_messages: {
    kind: 'gauge',
    help: 'Messages that wait in a queue of notifications or events (SQS).',
    labels: ['queue'],
  },
} as const satisfies Record<Metric['name'], ProcessMetricRow>;
export type ProcessMetric = keyof typeof PROCESS_METRICS;

/** Adds to a counter, or tells a histogram or a gauge a value. */
export type Measure = <Name extends ProcessMetric>(
  name: Name,
  labels: Readonly<Record<(typeof PROCESS_METRICS)[Name]['labels'][number], string>>,
  value: number,
) => void;
