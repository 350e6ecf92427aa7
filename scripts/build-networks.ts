// Builds the index of networks, which gives addresses their autonomous systems, below `build/`: once for each version
// of the published tables, so that the first finding does not wait for it. Silent, and does nothing when the index
// exists.
import { openIntel } from '#services/workers/adapters/intel-store.ts';

const { intel } = await openIntel({ lists: [], dataDir: '.data' });
// The first question, whatever it is about, opens the tables.
intel.location('192.0.2.1');
