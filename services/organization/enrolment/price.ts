import type { Feature, Price } from '#services/model/enrolment.ts';
import type { SourceName } from '#services/model/log-object.ts';

/**
 * Records a month of one account and Region: `low` is the first decile of all accounts and Regions, `high` the last.
 */
export interface Volume {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
  /** The number of accounts and Regions that were measured. */
  readonly measuredIn: number;
}

interface Rate {
  /** The source whose volume is measured. */
  readonly source: SourceName;
  /** US dollars for a million records, as AWS publishes them for us-east-1, for records of small and of large size. */
  readonly perMillion: { readonly low: number; readonly high: number };
  /** Records a month when nothing was measured: for a quiet account and Region, an ordinary one, and a busy one. */
  readonly assumed: readonly [low: number, likely: number, high: number];
  readonly of: string;
}

/** US dollars for a GB of logs that AWS services deliver to S3, the first 10 TB ("Vended Logs" in "Amazon CloudWatch Pricing"). */
const VENDED = 0.25;
/** US dollars for a GB of logs that are written to CloudWatch Logs. */
const INGESTED = 0.5;
/** For a GB and month in S3 Standard ("Amazon S3 Pricing"). */
const STORED = 0.023;
/** For a million events handed to the bus of another account ("Amazon EventBridge Pricing"), and for a million requests of SQS. */
const EVENT = 1;
const REQUEST = 0.4;
const GB = 1e9;
/** Logs compress to about a tenth. */
const COMPRESSED = 0.1;

const perMillion = (bytes: number, rate: number): number => (1e6 * bytes * (rate + STORED * COMPRESSED)) / GB;

const RATES: Readonly<Record<Feature, Rate>> = {
  cloudtrail: {
    source: 'cloudtrail',
    perMillion: { low: perMillion(1000, 0), high: perMillion(2500, 0) },
    assumed: [5e4, 1e6, 5e7],
    of: 'the first copy of management events is free, and what is stored in S3 costs $0.023 a GB and month',
  },
  'management-events': {
    source: 'cloudtrail',
    // Read-only events are not sent, and they are the majority; the measured volume includes them.
    perMillion: { low: 0.1 * (EVENT + REQUEST / 10), high: EVENT + 2 * REQUEST },
    assumed: [5e4, 1e6, 5e7],
    of: '$1.00 for a million events handed to another account, and $0.40 for a million requests of SQS',
  },
  'vpc-flow': {
    source: 'vpc-flow',
    perMillion: { low: perMillion(90, VENDED), high: perMillion(180, VENDED) },
    assumed: [1e6, 5e7, 5e9],
    of: '$0.25 a GB delivered to S3 and $0.023 a GB and month stored',
  },
  'dns-query': {
    source: 'dns-query',
    perMillion: { low: perMillion(450, VENDED), high: perMillion(1000, VENDED) },
    assumed: [1e5, 5e6, 5e8],
    of: '$0.25 a GB delivered to S3 and $0.023 a GB and month stored',
  },
  'eks-audit': {
    source: 'eks-audit',
    perMillion: { low: perMillion(1200, INGESTED), high: perMillion(3000, INGESTED) },
    assumed: [2e6, 2e7, 5e8],
    of: '$0.50 a GB written to CloudWatch Logs and $0.023 a GB and month stored',
  },
  'security-hub': {
    source: 'cloudtrail',
    perMillion: { low: 0, high: 0 },
    assumed: [0, 0, 0],
    of: 'the first 10,000 findings a month of an account and Region are free, and no standard is switched on',
  },
};

/** In the most expensive Regions, AWS charges about twice the price of us-east-1. */
const DEAREST = 2;

/**
 * What a feature costs a month in one account and Region.
 *
 * @param volumes measured volumes of this organization; the price is based on an assumption when the feature's source
 * is not among them
 */
export function priceOf(feature: Feature, region: string, volumes: ReadonlyMap<SourceName, Volume>): Price {
  const { source, perMillion: rate, assumed, of } = RATES[feature];
  const measured = volumes.get(source);
  const [low, likely, high] = measured ? [measured.low, measured.likely, measured.high] : assumed;
  const dearer = region === 'us-east-1' ? 1 : DEAREST;
  const basis = measured
    ? `estimated from what ${measured.measuredIn} accounts and Regions wrote last week`
    : 'assumed, because no such log of this organization is read yet';
  return {
    low: cents((low / 1e6) * rate.low),
    likely: cents((likely / 1e6) * ((rate.low + rate.high) / 2)),
    high: cents((high / 1e6) * rate.high * dearer),
    because: `List prices of us-east-1 (${of}), ${basis}.`,
  };
}

/** The sum of prices, in US dollars a month, rounded to cents. */
export function totalOf(prices: readonly Price[]): Omit<Price, 'because'> {
  const sum = (of: 'low' | 'likely' | 'high') => cents(prices.reduce((total, price) => total + price[of], 0));
  return { low: sum('low'), likely: sum('likely'), high: sum('high') };
}

function cents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}
