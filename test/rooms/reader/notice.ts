// Runs the checks on a build of the module, the quick ones first, and prints the first that notices a mistake.
import { exhaustFlow, exhaustAddresses, exhaustJson } from './exhaustive.ts';
import { fuzzFlow, fuzzInflate, fuzzJson } from './fuzz.ts';
import { hostileObjects, hostileTexts } from './hostile.ts';
import { readerModule } from './module.ts';

const module = readerModule(process.argv[2]);

type Checks = Readonly<Record<string, () => readonly string[]>>;

/** Most bugs are noticed with few texts, and some only with many. */
const fuzzed = (texts: number): Checks => ({
  'broken DEFLATE': () => fuzzInflate(module, { seed: texts, texts: texts / 10 }).failures,
  'broken JSON': () => fuzzJson(module, { seed: texts, texts }).failures,
  'broken flow logs': () => fuzzFlow(module, { seed: texts, texts: texts / 3 }).failures,
});
const exhausted: Checks = {
  addresses: () => exhaustAddresses(module, 4).failures,
  'flow words': () => exhaustFlow(module, 4).failures,
  'JSON tokens': () => exhaustJson(module, 4).failures,
};
const hostile: Checks = {
  'objects made to be slow': () => hostileObjects(module),
  'texts made to be slow': () => hostileTexts(module),
};

for (const [name, check] of [fuzzed(3000), exhausted, hostile, fuzzed(60_000)].flatMap((each) =>
  Object.entries(each),
)) {
  const failures = attempt(check);
  if (failures.length === 0) continue;
  process.stdout.write(`${name}: ${failures[0]}\n`);
  break;
}

function attempt(check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    return [String(error)];
  }
}
