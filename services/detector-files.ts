import { z } from 'zod';
import { isFindingType, pathOf, RETIRED_FINDING_TYPES } from './model/finding-type.ts';
import { LIST_CATEGORIES } from './model/intel.ts';
import type { AnyDetector } from './model/detector.ts';
import { loadDefinitions } from './registry.ts';

const Sentences = z.array(z.string().min(1)).min(1);
const Examples = z.record(z.string(), z.function()).refine((examples) => Object.keys(examples).length > 0);
const Definition = z.looseObject({
  type: z.string(),
  title: z.string().min(1),
  why: z.string().min(1),
  asks: z.string().endsWith('?'),
  settings: z.record(z.string(), z.object({ default: z.unknown(), because: z.string().min(1) })).optional(),
  needs: z.array(z.enum(LIST_CATEGORIES)).optional(),
  attack: z.array(z.string().regex(/^T\d{4}(\.\d{3})?$/)),
  asff: z.string().regex(/^[^/]+\/[^/]+(\/[^/]+)?/),
  blindTo: Sentences,
  falsePositives: Sentences,
  respond: Sentences,
  references: z.array(z.object({ title: z.string().min(1), url: z.url({ protocol: /^https$/ }) })).min(1),
  examples: z.object({ fires: Examples, quiet: Examples }),
});

/** Mistakes in a definition that types cannot catch: its place, its name, and the texts it owes its readers. */
export function checkDetector(definition: unknown, path: string): string | undefined {
  const { data, error } = Definition.safeParse(definition);
  if (error) return `is no detector: ${z.prettifyError(error)}`;
  if (!isFindingType(data.type)) return `"${data.type}" is no finding type`;
  if (RETIRED_FINDING_TYPES.includes(data.type)) return `${data.type} was retired, and its name is never used again`;
  if (pathOf(data.type) !== path) return `the detector of ${data.type} belongs into ${pathOf(data.type)}.ts`;
  return undefined;
}

/** All detectors, by path, each from its own file. `scripts/build-program.ts` puts a list in the place of this module. */
export default await loadDefinitions<AnyDetector>('detectors', checkDetector);
