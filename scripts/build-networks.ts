// Makes the index of networks, by which addresses get their autonomous system, below `build/`: once for each version of
// the published tables, so that the first finding does not wait for it. Says nothing, and does nothing when it is there.
import { openIntel } from '#services/workers/adapters/intel-store.ts';

const { intel } = await openIntel({ lists: [], dataDir: '.data' });
// The tables are opened when first asked, whatever about.
intel.location('192.0.2.1');
