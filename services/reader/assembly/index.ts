export { reserve } from './memory';
export { arenaUsed, clearAll, count, dictionary, entryAt, intern, largest, mark, reserveArena, rewind, scratch } from './dictionary';
export { inflate, inflateConsumed, inflateKept, reserveInflate } from './inflate';
export { addKey, node } from './keys';
export { prepare, readLines, readRecords, rowCount, settle, skippedCount, stoppedAt } from './records';
export { flowLines, flowRows, flowSkips, flowStop, nextFlow, prepareFlow, readFlow } from './flow';
