import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFindingType, parseFindingType, pathOf, RETIRED_FINDING_TYPES } from '#services/model/finding-type.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import { SOURCES } from '#services/sources/index.ts';
import { GUARDDUTY_TYPES, RETIRED_BY_GUARDDUTY } from './generate/guardduty-types.ts';
import { scaffold } from './new/scaffold.ts';
import { toolArgs } from './tool.ts';

/**
 * `npm run new detector '<finding type>' [source]`: creates the file of a new detector, with an example that fails
 * until there is a question. The source can be omitted when the finding type determines it.
 */

const USAGE = "Usage: npm run new detector '<finding type>' [source], such as 'Recon:EC2/Portscan'.\n";
const {
  positionals: [asked, wanted, named],
} = toolArgs(USAGE, {}, true);
const trouble = wrong(asked, wanted) ?? (wanted !== undefined && isFindingType(wanted) ? write(wanted) : undefined);
if (trouble !== undefined) {
  process.stderr.write(`${trouble}\n`);
  process.exitCode = 2;
}

function wrong(kind: string | undefined, type: string | undefined): string | undefined {
  if (kind !== 'detector' || type === undefined) return USAGE.trim();
  if (!isFindingType(type))
    return `"${type}" is no finding type: expected Purpose:Resource/Family[.Mechanism][!Artifact], such as 'Recon:EC2/PortProbeUnprotectedPort'.`;
  if (RETIRED_FINDING_TYPES.includes(type))
    return `${type} was retired, and its name is never used again: choose another.`;
  if (existsSync(file(type))) return `${relative(type)} is there already: change it, or choose another type.`;
  return undefined;
}

/** @returns why it cannot be written */
function write(type: FindingType): string | undefined {
  const parts = parseFindingType(type);
  const source = SOURCES.find(({ name, scaffold: { suits } }) => (named === undefined ? suits(parts) : name === named));
  if (source === undefined) {
    const names = SOURCES.map(({ name }) => name).join(', ');
    return named === undefined
      ? `Which log does it read? Say so after the type: ${names}.`
      : `There is no source "${named}": take one of ${names}. One that is new is among them after npm run generate.`;
  }
  mkdirSync(dirname(file(type)), { recursive: true });
  writeFileSync(file(type), scaffold(type, parts, source, isOwn(type)), { flag: 'wx' });
  process.stdout.write(`Wrote ${relative(type)}. Next:
  1. Write the examples, then the question (docs/add-a-detector.md says what the clauses mean).
  2. npm run generate, for its page in docs/detectors
  3. npx vitest run test/examples.test.ts test/rooms/detectors -t '${type}'
`);
  return undefined;
}

function isOwn(type: FindingType): boolean {
  return ![...GUARDDUTY_TYPES.flatMap(({ types }) => types), ...RETIRED_BY_GUARDDUTY].includes(type);
}

function relative(type: FindingType): string {
  return `services/detectors/${pathOf(type)}.ts`;
}

function file(type: FindingType): string {
  return fileURLToPath(new URL(`../${relative(type)}`, import.meta.url));
}
