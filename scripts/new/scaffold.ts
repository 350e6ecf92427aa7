import type { FindingType, FindingTypeParts } from '#services/model/finding-type.ts';

interface Beginning {
  readonly imports: readonly string[];
  readonly from: string;
  readonly about: string;
  readonly record: string;
}

/** A detector that compiles and loads, whose `fires` example fails: it asks for records that there are none of. */
export function scaffold(type: FindingType, parts: FindingTypeParts): string {
  const { imports, from, about, record } = beginningOf(parts);
  return `import { defineDetector } from '#services/model/detector.ts';
${imports.join('\n')}

export default defineDetector({
  type: '${type}',
  title: 'What it is, short and general',
  why: 'Why anybody asks: the attack, in a sentence.',
  asks: 'The question, as one would ask a colleague?',
  severity: 'Medium',
  attack: [],

  from: ${from},
  where: {},
  and: () => false,
  about: ${about},

  explain: ({ subject, count }) => \`\${subject.resource.id}: \${count} records.\`,
  asff: 'TTPs/${parts.purpose}/${type.replace('/', '-')}',
  blindTo: ['What it cannot see.'],
  falsePositives: ['What is rightly done and looks the same.'],
  respond: ['What to do first.'],
  references: [{ title: 'The page of AWS that says so', url: 'https://docs.aws.amazon.com/' }],
  examples: {
    fires: {
      'the attack as it is': () => ({ records: [${record}] }),
    },
    quiet: {
      'what looks like it, and is not': () => ({ records: [${record}] }),
    },
  },
});
`;
}

function beginningOf({ resource, artifact }: FindingTypeParts): Beginning {
  if (artifact === 'DNS')
    return {
      imports: [
        `import { query } from '#services/sources/dns-query/example.ts';`,
        `import { dnsQuery } from '#services/sources/dns-query/record.ts';`,
        `import { aboutAsker } from '../kits/instance.ts';`,
      ],
      from: 'dnsQuery()',
      about: '(record) => aboutAsker(record)',
      record: 'query()',
    };
  if (resource === 'EC2')
    return {
      imports: [
        `import { flow } from '#services/sources/vpc-flow/example.ts';`,
        `import { vpcFlow } from '#services/sources/vpc-flow/record.ts';`,
        `import { aboutInstance } from '../kits/instance.ts';`,
      ],
      from: `vpcFlow('ACCEPT')`,
      about: `(record) => aboutInstance(record, 'ACTOR')`,
      record: 'flow()',
    };
  const bucket = resource === 'S3';
  return {
    imports: [
      `import { event } from '#services/sources/cloudtrail/example.ts';`,
      `import { cloudtrail } from '#services/sources/cloudtrail/record.ts';`,
      bucket
        ? `import { aboutBucket } from '../kits/bucket.ts';`
        : `import { aboutAccessKey } from '../kits/access-key.ts';`,
    ],
    from: 'cloudtrail()',
    about: bucket ? 'aboutBucket' : 'aboutAccessKey',
    record: bucket ? `event({ requestParameters: { bucketName: 'invoices' } })` : 'event()',
  };
}
