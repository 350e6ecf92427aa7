/** A program that attackers use and that names itself in its user agent. */
interface Tool {
  /** The name in the user agent, in any case. */
  readonly name: string;
  /** Finishes "NAME, which …". */
  readonly purpose: string;
}

/** Programs made to attack accounts, to map ways of attack, or to try keys that were found. As of November 2026. */
const TOOLS: readonly Tool[] = [
  { name: 'TruffleHog', purpose: 'tests keys that it finds' },
  { name: 'Nosey Parker', purpose: 'tests keys that it finds' },
  { name: 'Pacu', purpose: 'attacks accounts' },
  { name: 'CloudFox', purpose: 'looks for attack paths' },
  { name: 'weirdAAL', purpose: 'attacks accounts' },
  { name: 'enumerate-iam', purpose: 'tests what a key may do' },
  { name: 'aws_enum', purpose: 'tests what a key may do' },
  { name: 'aws-enumerator', purpose: 'tests what a key may do' },
  { name: 'Scout Suite', purpose: 'maps an account' },
  { name: 'ScoutSuite', purpose: 'maps an account' },
  { name: 'Cloudsplaining', purpose: 'looks for permissions that are too broad' },
  { name: 'PMapper', purpose: 'looks for ways to escalate privileges' },
  { name: 'Principal Mapper', purpose: 'looks for ways to escalate privileges' },
  { name: 'Nord-Stream', purpose: 'steals secrets from pipelines' },
  { name: 'gato', purpose: 'attacks pipelines' },
  { name: 'gato-x', purpose: 'attacks pipelines' },
];

/**
 * The tool that a user agent names as a product of its own (`Pacu/1.5`, `TruffleHog`): after a space, a bracket or
 * nothing, and before a version, a space or nothing. Elsewhere, or as a part of another word, it is the name of
 * somebody's project: `app/pacu`, `pacu-api/1.0`.
 */
export function attackToolOf(userAgent: string | undefined): string | undefined {
  const name = userAgent === undefined ? undefined : PRODUCT.exec(userAgent)?.[1];
  return name === undefined ? undefined : BY_NAME.get(name.toLowerCase());
}

const PRODUCT = new RegExp(`(?:^|[\\s[(;])(${TOOLS.map(({ name }) => name).join('|')})(?=[/\\s\\]);]|$)`, 'i');
const BY_NAME = new Map(TOOLS.map(({ name, purpose }) => [name.toLowerCase(), `${name}, which ${purpose}`]));
