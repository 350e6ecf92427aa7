import type { Attributes, Meter } from '@opentelemetry/api';
import type { MetricData } from '@opentelemetry/sdk-metrics';
import {
  PROCESS_METRICS,
  type Measure,
  type Metric,
  type MetricSample,
  type ProcessMetric,
} from '#services/model/metric.ts';

/** What this process measures of its own work. */
export interface Metrics {
  readonly measure: Measure;
  /** The values since the process started. */
  read(): Promise<readonly Metric[]>;
}

/** Opens the metrics of this process. They are read when monitoring asks, and are sent nowhere. */
export async function openMetrics(): Promise<Metrics> {
  const { MeterProvider, MetricReader } = await import('@opentelemetry/sdk-metrics');
  const reader = new (class extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  })();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('vedette');
  const recorders = new Map(NAMES.map((name) => [name, recorderOf(meter, name)]));
  return {
    measure: (name, labels, value) => recorders.get(name)?.(value, labels),
    async read() {
      const { resourceMetrics } = await reader.collect();
      const collected = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
      return NAMES.map((name) => {
        const { kind, help } = PROCESS_METRICS[name];
        const data = collected.find(({ descriptor }) => descriptor.name === name);
        return { name, kind, help, samples: data === undefined ? [] : samplesOf(data) };
      });
    },
  };
}

const NAMES = Object.keys(PROCESS_METRICS) as readonly ProcessMetric[];

function recorderOf(meter: Meter, name: ProcessMetric): (value: number, labels: Attributes) => void {
  const row = PROCESS_METRICS[name];
  switch (row.kind) {
    case 'counter': {
      const counter = meter.createCounter(name);
      return (value, labels) => counter.add(value, labels);
    }
    case 'gauge': {
      const gauge = meter.createGauge(name);
      return (value, labels) => gauge.record(value, labels);
    }
    case 'histogram': {
      const advice = { explicitBucketBoundaries: [...row.bounds] };
      const histogram = meter.createHistogram(name, { advice });
      return (value, labels) => histogram.record(value, labels);
    }
  }
}

function samplesOf(data: MetricData): readonly MetricSample[] {
  const samples: MetricSample[] = [];
  for (const { attributes, value } of data.dataPoints) {
    const labels = Object.fromEntries(Object.entries(attributes).map(([label, text]) => [label, String(text)]));
    if (typeof value === 'number') samples.push({ labels, value });
    else if ('buckets' in value) {
      const { boundaries, counts } = value.buckets;
      let below = 0;
      for (const [index, count] of counts.entries()) {
        below += count;
        const le = index < boundaries.length ? String(boundaries[index]) : '+Inf';
        samples.push({ suffix: '_bucket', labels: { ...labels, le }, value: below });
      }
      samples.push({ suffix: '_sum', labels, value: value.sum ?? 0 }, { suffix: '_count', labels, value: value.count });
    }
  }
  return samples;
}
