import { liveThroughSeeds } from './live-through.ts';

liveThroughSeeds(1, 2);
