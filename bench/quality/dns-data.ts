import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Names that a family of malware made up. */
export interface Family {
  readonly name: string;
  readonly kind: 'characters' | 'words' | 'adversarial';
  readonly names: readonly string[];
}

/** What is measured on, of a folder as its README describes it. Nothing here was learned from. */
export function readFamilies(folder: string): readonly Family[] {
  return [
    ...familiesOf(`${folder}/dga-char.csv.gz`, 'characters'),
    ...familiesOf(`${folder}/dga-word.csv.gz`, 'words'),
    ...familiesOf(`${folder}/dga-adversarial.csv.gz`, 'adversarial'),
  ];
}

export function linesOf(file: string): readonly string[] {
  return gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
}

function familiesOf(file: string, kind: Family['kind']): readonly Family[] {
  const rows = linesOf(file)
    .slice(1)
    .map((line) => line.split(','));
  const families = Map.groupBy(rows, ([, family = '']) => family);
  return Array.from(families, ([name, of]) => ({ name, kind, names: of.map(([domain = '']) => spelt(domain)) }));
}

/** The publisher of one family spelt the root of EmerDNS with an a too many. */
function spelt(name: string): string {
  return name.replace(/\.bazaar$/, '.bazar');
}
