import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Db } from '#db/client.ts';
import { epochNames } from '#db/queries/access/epochs.ts';
import type { ChangeCursor } from '#db/queries/changes.ts';
import { badInput } from '../builder.ts';
import { unknownEpoch } from './read-changes.ts';

/** A cursor in the form that clients hold. */
export interface SealedCursor {
  readonly epoch: Buffer;
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly sealed: Buffer;
}

const EPOCH_BYTES = 12;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PLACE_BYTES = 8;
const BYTES_MIN = EPOCH_BYTES + NONCE_BYTES + TAG_BYTES + PLACE_BYTES;

/**
 * A cursor for clients: encrypted, in characters that need no quoting in an address, a header or a shell. A place in
 * the order counts the changes of all accounts, which viewers with a narrower scope must not learn. No two cursors are
 * alike, so that a different cursor does not reveal that there was a change. The key is derived from the epoch's name,
 * which only the database knows.
 */
export function printChangeCursor({ epoch, place, id = '' }: ChangeCursor): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-128-gcm', keyOf(epoch), nonce);
  const open = Buffer.alloc(PLACE_BYTES);
  open.writeBigUInt64BE(BigInt(place));
  const sealed = Buffer.concat([cipher.update(open), cipher.update(id, 'utf8'), cipher.final()]);
  return Buffer.concat([nameOf(epoch), nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws BAD_USER_INPUT for text that is no cursor of changes */
export function parseChangeCursor(text: unknown): SealedCursor {
  if (typeof text !== 'string' || !/^[\w-]{64,400}$/.test(text)) throw notOurs();
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < BYTES_MIN) throw notOurs();
  const [nonceAt, tagAt, sealedAt] = [EPOCH_BYTES, EPOCH_BYTES + NONCE_BYTES, EPOCH_BYTES + NONCE_BYTES + TAG_BYTES];
  return {
    epoch: bytes.subarray(0, nonceAt),
    nonce: bytes.subarray(nonceAt, tagAt),
    tag: bytes.subarray(tagAt, sealedAt),
    sealed: bytes.subarray(sealedAt),
  };
}

/** @throws CURSOR_EPOCH when this database does not know the epoch, BAD_USER_INPUT when the cursor was altered */
export async function openCursor(db: Db, { epoch: name, nonce, tag, sealed }: SealedCursor): Promise<ChangeCursor> {
  const epoch = (await epochNames(db)).find((known) => nameOf(known).equals(name));
  if (epoch === undefined) throw unknownEpoch();
  const decipher = createDecipheriv('aes-128-gcm', keyOf(epoch), nonce);
  decipher.setAuthTag(tag);
  try {
    const open = Buffer.concat([decipher.update(sealed), decipher.final()]);
    const id = open.toString('utf8', PLACE_BYTES);
    return { epoch, place: Number(open.readBigUInt64BE()), id: id === '' ? undefined : id };
  } catch {
    throw notOurs();
  }
}

function notOurs() {
  return badInput('This cursor does not belong to the list of changes: start without one.');
}

/** The name of an epoch as clients see it. */
function nameOf(epoch: string): Buffer {
  return digest(`name ${epoch}`, EPOCH_BYTES);
}

function keyOf(epoch: string): Buffer {
  return digest(`key ${epoch}`, 16);
}

function digest(text: string, bytes: number): Buffer {
  return createHash('sha256').update(text).digest().subarray(0, bytes);
}
