import { openDetection, type Detection, type DetectionParts } from '../../detection.ts';
import { loadDetectors } from '../../detectors.ts';
import { openPinned } from '../adapters/intel-store.ts';
import type { PinnedIntel } from '../adapters/pinned-intel.ts';

/**
 * The parts that a thread of the service opens its detection from: values that can be copied, and the names of files.
 */
export type ThreadParts = Omit<DetectionParts, 'detectors' | 'intel'> & { readonly intel: PinnedIntel };

/** Opens, in a thread, the same detection that the service has. */
export default async function open({ intel, ...parts }: ThreadParts): Promise<Detection> {
  const [detectors, opened] = await Promise.all([loadDetectors(), openPinned(intel)]);
  return openDetection({ ...parts, detectors, intel: opened.intel });
}
