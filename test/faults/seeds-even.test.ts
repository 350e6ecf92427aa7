import { liveThroughSeeds } from './live-through.ts';

liveThroughSeeds(0, 2);
