import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What somebody must show, beginning with what tells its kind to people and to scanners of secrets. */
export type Secret = `vdt_${string}` | `vds_${string}` | `vdl_${string}`;

/** A token of a machine, the session of a browser, a link that is good once. */
const PREFIXES = { token: 'vdt_', session: 'vds_', link: 'vdl_' } as const;
export type SecretKind = keyof typeof PREFIXES;

/** 256 random bits, and a checksum of them: what was mistyped or made up is refused without asking the database. */
export function newSecret(kind: SecretKind): Secret {
  const text = `${PREFIXES[kind]}${randomBytes(32).toString('hex')}` as const;
  return `${text}${checksum(text)}`;
}

export function isSecret(kind: SecretKind, text: string): text is Secret {
  return text.length === 76 && text.startsWith(PREFIXES[kind]) && text.slice(-8) === checksum(text.slice(0, -8));
}

/** What is kept of a secret. It is too long to be guessed, so that a slow hash would protect nothing. */
export function hashOf(secret: Secret): string {
  return hash('sha256', secret);
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
