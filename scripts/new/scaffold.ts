import type { FindingType, FindingTypeParts } from '#services/model/finding-type.ts';
import type { AnySource } from '#services/sources/log-source.ts';

/**
 * A detector that compiles and loads, but whose `fires` example fails, because its question matches no records.
 *
 * @param own whether GuardDuty has no such type
 */
export function scaffold(
  type: FindingType,
  parts: FindingTypeParts,
  { name, scaffold: { begin } }: Pick<AnySource, 'name' | 'scaffold'>,
  own = false,
): string {
  const { uses, from, about, record } = begin(parts);
  const [kit, kitName] = uses.kit ?? [];
  const imports = [
    `import { ${uses.example} } from '#services/sources/${name}/example.ts';`,
    `import { ${uses.record} } from '#services/sources/${name}/record.ts';`,
    ...(kit === undefined ? [] : [`import { ${kitName} } from '../kits/${kit}.ts';`]),
  ];
  return `import { defineDetector } from '#services/model/detector.ts';
${imports.join('\n')}

export default defineDetector({
  type: '${type}',
${own ? '  own: true,\n' : ''}  title: 'What it is, short and general',
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
