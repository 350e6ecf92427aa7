import type { Context, Span, Tracer } from '@opentelemetry/api';
import type { IdGenerator, SpanExporter } from '@opentelemetry/sdk-trace';
import { sentenceOf } from '#services/model/sentence.ts';
import { traceIdOf } from '#services/model/trace-id.ts';
import { minutes } from '#services/model/time.ts';
import type { Attributes, Part } from '#services/model/tracing.ts';
import type { Log } from './log.ts';

/** Traces of log objects through this process, sent to a collector. When disposed of, it sends the rest. */
export interface Tracing extends Part, AsyncDisposable {}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens tracing as OpenTelemetry's standard variables configure it; undefined, with nothing loaded, where none of them
 * names a collector. A collector that is down costs only spans: those without room are dropped, and the log says that
 * the collector does not take them.
 */
export async function openTracing(environment: Environment, log: Pick<Log, 'warn'>): Promise<Tracing | undefined> {
  const url = collectorIn(environment);
  if (url === undefined) return undefined;
  const [api, sdk, resources, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const ids = new ObjectIds(new sdk.RandomIdGenerator());
  const provider = new sdk.TracerProvider({
    idGenerator: ids,
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratioIn(environment)) }),
    resource: resources
      .resourceFromAttributes({ 'service.name': environment['OTEL_SERVICE_NAME'] ?? 'vedette' })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    // Names of objects may have any length, and outsiders choose them.
    spanLimits: { attributeValueLengthLimit: TEXT_MAX },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: withLossesLogged(new OTLPTraceExporter({ url }), log),
        maxQueueSize: WAITING_MAX,
      }),
    ],
  });
  const tracer = provider.getTracer('vedette');

  /** A part of the work, with the parent spans of parts within it. */
  const partOf = (spans: ReadonlyMap<string, Span>): Part => ({
    note: (attributes) => {
      for (const span of spans.values()) span.setAttributes(writable(attributes));
    },
    async within(step, objects, run) {
      const begun = new Map(objects.map((name) => [name, begin(step, name, spans.get(name))]));
      try {
        return await run(partOf(begun));
      } catch (error) {
        for (const span of begun.values())
          span.setStatus({ code: api.SpanStatusCode.ERROR, message: sentenceOf(error) });
        throw error;
      } finally {
        for (const span of begun.values()) span.end();
      }
    },
  });
  const begin = (step: string, name: string, above: Span | undefined): Span => {
    const context = above === undefined ? api.ROOT_CONTEXT : api.trace.setSpan(api.ROOT_CONTEXT, above);
    return ids.inTrace(traceIdOf(name), () => started(tracer, step, name, context));
  };
  return { ...partOf(new Map()), [Symbol.asyncDispose]: () => provider.shutdown().catch(ignoreRefusal) };
}

/** Ignores an error at shutdown: the log has already said that the collector does not take spans. */
function ignoreRefusal(): void {}

/** The address for spans; undefined where tracing is off ("OpenTelemetry Protocol Exporter" in the specification). */
function collectorIn(environment: Environment): string | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = environment;
  if (environment['OTEL_SDK_DISABLED'] === 'true' || environment['OTEL_TRACES_EXPORTER'] === 'none') return undefined;
  return traces || (all ? `${all.replace(/\/$/, '')}/v1/traces` : undefined);
}

const TEXT_MAX = 1024;
/** The most spans that wait to be sent: a turn of two hundred objects has a thousand. */
const WAITING_MAX = 8192;

/** The log reports losses once a minute, because a collector that refuses one batch mostly refuses all. */
const TOLD_MS = minutes(1);

/** Logs the batches that the collector did not take. */
function withLossesLogged(exporter: SpanExporter, log: Pick<Log, 'warn'>): SpanExporter {
  let toldAt = -Infinity;
  let lost = 0;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined) lost += spans.length;
        if (result.error !== undefined && performance.now() - toldAt > TOLD_MS) {
          log.warn('traces-refused', { spans: lost, error: sentenceOf(result.error) });
          toldAt = performance.now();
          lost = 0;
        }
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

function started(tracer: Tracer, step: string, name: string, context: Context): Span {
  return tracer.startSpan(step, { attributes: { 'vedette.object': name } }, context);
}

function writable(attributes: Attributes): Record<string, string | number | boolean | string[]> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
}

/** The share of traces to send, from OTEL_TRACES_SAMPLER; all by default. */
function ratioIn({ OTEL_TRACES_SAMPLER: sampler = '', OTEL_TRACES_SAMPLER_ARG: share }: Environment): number {
  if (sampler.endsWith('always_off')) return 0;
  const ratio = Number(share ?? 1);
  return sampler.endsWith('traceidratio') && ratio >= 0 && ratio <= 1 ? ratio : 1;
}

/** Derives ids of traces from the names of objects, and makes ids of spans at random. */
class ObjectIds implements IdGenerator {
  readonly #random: IdGenerator;
  #traceId: string | undefined;

  constructor(random: IdGenerator) {
    this.#random = random;
  }

  /** Runs `start`; the first span it begins without a parent starts this trace. */
  inTrace<Result>(traceId: string, start: () => Result): Result {
    this.#traceId = traceId;
    try {
      return start();
    } finally {
      this.#traceId = undefined;
    }
  }

  generateTraceId(): string {
    return this.#traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.#random.generateSpanId();
  }
}
