import { z } from 'zod';
import { secret } from '../model/described.ts';
import { LIST_CATEGORIES } from '../model/intel.ts';
import { isSafeAddress } from '../model/safe-address.ts';

const OWN_FEED = z.strictObject({
  address: z
    .string()
    .refine(isSafeAddress, 'must be an https:// address without a password; use authorization for that'),
  category: z.enum(LIST_CATEGORIES),
  collection: z.string().min(1).exactOptional().meta({ description: 'A TAXII collection, by id or title.' }),
  authorization: secret(z.string().min(1)).exactOptional(),
  entriesLiveDays: z.int().min(1).max(3650).exactOptional(),
  smallest: z.int().min(0).max(10_000_000).exactOptional(),
  most: z.int().min(1).max(10_000_000).exactOptional(),
});
/** Lists of the owner's own, by name, each with the address that it is downloaded from. */
export const OWN_FEEDS = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be a name of lower-case letters, digits and hyphens'),
  OWN_FEED,
);
export type OwnFeeds = z.infer<typeof OWN_FEEDS>;
