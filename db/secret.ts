import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A secret that a caller must show. Its prefix identifies its kind to people and to secret scanners. */
export type Secret = `vdt_${string}` | `vds_${string}` | `vdl_${string}`;

/** A machine's token, a browser's session, a link that works once. */
const PREFIXES = { token: 'vdt_', session: 'vds_', link: 'vdl_' } as const;
export type SecretKind = keyof typeof PREFIXES;

/** 256 random bits and their checksum: a mistyped or made-up secret is refused without asking the database. */
export function newSecret(kind: SecretKind): Secret {
  const text = `${PREFIXES[kind]}${randomBytes(32).toString('hex')}` as const;
  return `${text}${checksum(text)}`;
}

export function isSecret(kind: SecretKind, text: string): text is Secret {
  return text.length === 76 && text.startsWith(PREFIXES[kind]) && text.slice(-8) === checksum(text.slice(0, -8));
}

/** What is stored of a secret. The secret is too long to be guessed, so a slow hash would add nothing. */
export function hashOf(secret: Secret): string {
  return hash('sha256', secret);
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
