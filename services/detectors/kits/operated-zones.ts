import { isBelow } from './domain-name.ts';

/**
 * Zones of AWS ("AWS service endpoints" and the guides of the services). AWS alone assigns the names below them, builds
 * them of ids and digests, and answers them. Data in such a name reaches nobody else.
 */
const AMAZON_ZONES: readonly string[] = [
  // The top-level domain: ….api.aws, ….on.aws, ….acm-validations.aws
  'aws',
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'amazoncognito.com',
  'amazonses.com',
  'amplifyapp.com',
  'awsapprunner.com',
  'awsapps.com',
  'awsglobalaccelerator.com',
  'awswaf.com',
  'cloudfront.net',
  'cloudfront.cn',
  'elasticbeanstalk.com',
];

/**
 * Whether the name is below a zone in which only the operator, AWS or the owner of one of `zones`, assigns and answers
 * names.
 */
export function isOperated(name: string, zones: readonly string[] = []): boolean {
  return AMAZON_ZONES.some((zone) => isBelow(name, zone)) || zones.some((zone) => isBelow(name, plain(zone)));
}

/** Normalizes a zone as people write it in settings: `*.Filter.example.` too. */
function plain(zone: string): string {
  return zone.toLowerCase().replace(/^\*?\.|\.$/g, '');
}
