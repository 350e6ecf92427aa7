import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseIpRange, type IpRange } from './ip-range.ts';
import { createIpSet, type IpSet } from './ip-set.ts';

/** The ranges that belong to AWS, by `ip-ranges.json`. */
export interface AmazonRanges {
  readonly set: IpSet;
  readonly prefixes: number;
  /** The time AWS published the file, ms since the epoch. */
  readonly createdAt: number;
  readonly sha256: string;
}

/**
 * Parses `ip-ranges.json` ("AWS IP address ranges" in the Amazon VPC User Guide).
 *
 * @returns the ranges, or the document's mistake as a sentence
 */
export function parseAmazonRanges(bytes: Uint8Array): AmazonRanges | string {
  const document = DOCUMENT.safeParse(json(bytes));
  if (!document.success) {
    const [issue] = document.error.issues;
    return `It is not AWS's ip-ranges.json: ${issue?.path.join('.') || 'the document'}: ${issue?.message ?? 'unreadable'}.`;
  }
  const { prefixes, ipv6_prefixes, createDate } = document.data;
  const ranges: IpRange[] = [];
  for (const prefix of [...prefixes.map((each) => each.ip_prefix), ...ipv6_prefixes.map((each) => each.ipv6_prefix)]) {
    const range = parseIpRange(prefix);
    if (range === undefined) return `It is not AWS's ip-ranges.json: "${prefix}" is not an address range.`;
    ranges.push(range);
  }
  if (ranges.length === 0) return "It is not AWS's ip-ranges.json: it has no ranges.";
  return {
    set: createIpSet(ranges),
    prefixes: ranges.length,
    createdAt: createDate,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** AWS writes `2026-03-02-10-15-00`, in UTC. */
const CREATE_DATE = z
  .string()
  .transform((text) => Date.parse(text.replace(/^(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)$/, '$1T$2:$3:$4Z')))
  .refine((time) => !Number.isNaN(time), 'expected a date such as 2026-03-02-10-15-00');

const DOCUMENT = z.object({
  createDate: CREATE_DATE,
  prefixes: z.array(z.object({ ip_prefix: z.string() })),
  ipv6_prefixes: z.array(z.object({ ipv6_prefix: z.string() })),
});

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/**
 * Autonomous systems in which AWS announces the addresses of customers and services: Amazon's main ones (16509, 14618),
 * Ireland (8987, 9059), older ones (7224, 62785, 21664), Japan (38895), and the operators of the China Regions (55960,
 * 135629). Amazon's other systems (offices, shops, satellites) are left out: an instance's credentials have no business
 * there.
 */
export const AMAZON_SYSTEMS: ReadonlySet<number> = new Set([
  16509, 14618, 8987, 9059, 7224, 62785, 21664, 38895, 55960, 135629,
]);
