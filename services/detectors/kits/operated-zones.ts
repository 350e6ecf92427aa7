import { isBelow } from './domain-name.ts';

/**
 * Zones of AWS ("AWS service endpoints" and the guides of the services): it alone gives out the names below them, builds
 * them of ids and digests, and answers them. What a name there holds reaches nobody else.
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

/** Whether the name is below a zone in which only its operator, AWS or one of `zones`, gives out and answers names. */
export function isOperated(name: string, zones: readonly string[] = []): boolean {
  return AMAZON_ZONES.some((zone) => isBelow(name, zone)) || zones.some((zone) => isBelow(name, plain(zone)));
}

/** A zone as people write it in settings: `*.Filter.example.` too. */
function plain(zone: string): string {
  return zone.toLowerCase().replace(/^\*?\.|\.$/g, '');
}
