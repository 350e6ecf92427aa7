// Runs the checks on a build of the module, the quick ones first, and prints the first that notices something wrong.
import { exhaustFlow, exhaustAddresses, exhaustJson } from './exhaustive.ts';
import { fuzzFlow, fuzzInflate, fuzzJson } from './fuzz.ts';
import { hostileObjects, hostileTexts } from './hostile.ts';
import { readerModule } from './module.ts';

const module = readerModule(process.argv[2]);
const options = { seed: 1, ms: 5000 };

const checks: Readonly<Record<string, () => readonly string[]>> = {
  addresses: () => exhaustAddresses(module, 4).failures,
  'objects made to be slow': () => hostileObjects(module),
  'flow words': () => exhaustFlow(module, 4).failures,
  'JSON tokens': () => exhaustJson(module, 4).failures,
  'texts made to be slow': () => hostileTexts(module),
  'broken DEFLATE': () => fuzzInflate(module, options).failures,
  'broken JSON': () => fuzzJson(module, options).failures,
  'broken flow logs': () => fuzzFlow(module, options).failures,
};

for (const [name, check] of Object.entries(checks)) {
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
